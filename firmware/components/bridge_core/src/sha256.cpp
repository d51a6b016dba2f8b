#include "bridge/sha256.hpp"

#include <cstring>

namespace bridge {

namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t turned(std::uint32_t word, unsigned bits) {
    return word >> bits | word << (32 - bits);
}

std::uint32_t word_at(const std::uint8_t* bytes) {
    return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
           static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
}

}  // namespace

void Sha256::take_block(const std::uint8_t* block) {
    std::uint32_t w[64];
    for (std::size_t i = 0; i < 16; ++i) w[i] = word_at(block + 4 * i);
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
        const std::uint32_t high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    std::uint32_t s[8];
    std::memcpy(s, state_, sizeof s);
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const std::uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        const std::uint32_t e = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
        const std::uint32_t a = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
        const std::uint32_t first = s[7] + e + choice + kRound[i] + w[i];
        std::memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += first;
        s[0] = first + a + majority;
    }
    for (std::size_t i = 0; i < 8; ++i) state_[i] += s[i];
}

Sha256& Sha256::add(Bytes bytes) {
    while (!bytes.empty()) {
        const std::size_t filled = total_ % sizeof block_;
        const Bytes part = bytes.first(sizeof block_ - filled);
        std::memcpy(block_ + filled, part.data, part.size);
        total_ += part.size;
        bytes = bytes.from(part.size);
        if (total_ % sizeof block_ == 0) take_block(block_);
    }
    return *this;
}

Digest Sha256::finish() {
    const std::uint64_t bits = total_ * 8;
    const std::uint8_t end[64] = {0x80};
    const std::size_t filled = total_ % sizeof block_;
    add({end, filled < 56 ? 56 - filled : 120 - filled});
    std::uint8_t size[8];
    for (std::size_t i = 0; i < 8; ++i) size[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    add({size, sizeof size});
    Digest digest;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
}

HmacSha256::HmacSha256(Bytes key) {
    std::uint8_t inner[64] = {};
    if (key.size > sizeof inner) {
        const Digest shortened = sha256(key);
        std::memcpy(inner, shortened.data(), shortened.size());
    } else if (!key.empty()) {
        std::memcpy(inner, key.data, key.size);
    }
    std::uint8_t outer[64];
    for (std::size_t i = 0; i < sizeof inner; ++i) {
        outer[i] = inner[i] ^ 0x5C;
        inner[i] ^= 0x36;
    }
    inner_.add({inner, sizeof inner});
    outer_.add({outer, sizeof outer});
}

Digest HmacSha256::finish() {
    const Digest digest = inner_.finish();
    return outer_.add(bytes_from(digest)).finish();
}

Digest sha256(Bytes message) {
    return Sha256().add(message).finish();
}

Digest hmac_sha256(Bytes key, Bytes message) {
    return HmacSha256(key).add(message).finish();
}

Digest hkdf_sha256(Bytes secret, Bytes salt, Bytes info) {
    const Digest extracted = hmac_sha256(salt, secret);
    const std::uint8_t counter[] = {1};
    return HmacSha256(bytes_from(extracted)).add(info).add(bytes_from(counter)).finish();
}

bool are_equal_in_constant_time(Bytes a, Bytes b) {
    if (a.size != b.size) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size; ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

}  // namespace bridge
