#include "bridge/sha1.hpp"

#include <cstring>

namespace bridge {

namespace {

std::uint32_t turned_left(std::uint32_t word, unsigned bits) {
    return word << bits | word >> (32 - bits);
}

struct Round {
    std::uint32_t mixed;
    std::uint32_t constant;
};

Round round_at(std::size_t i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (i < 20) return {(b & c) | (~b & d), 0x5A827999};
    if (i < 40) return {b ^ c ^ d, 0x6ED9EBA1};
    if (i < 60) return {(b & c) | (b & d) | (c & d), 0x8F1BBCDC};
    return {b ^ c ^ d, 0xCA62C1D6};
}

[[gnu::noinline]] void take_block(const std::uint8_t* block, std::uint32_t (&state)[5]) {
    std::uint32_t w[80];
    for (std::size_t i = 0; i < 16; ++i) {
        w[i] = 0;
        for (std::size_t k = 0; k < 4; ++k) w[i] = w[i] << 8 | block[4 * i + k];
    }
    for (std::size_t i = 16; i < 80; ++i) {
        w[i] = turned_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    std::uint32_t s[5];
    std::memcpy(s, state, sizeof s);
    for (std::size_t i = 0; i < 80; ++i) {
        const Round round = round_at(i, s[1], s[2], s[3]);
        const std::uint32_t next =
            turned_left(s[0], 5) + round.mixed + s[4] + round.constant + w[i];
        std::memmove(s + 1, s, 4 * sizeof s[0]);
        s[2] = turned_left(s[2], 30);
        s[0] = next;
    }
    for (std::size_t i = 0; i < 5; ++i) state[i] += s[i];
}

}  // namespace

std::array<std::uint8_t, 20> sha1(Bytes message) {
    std::uint8_t blocks[128] = {};
    message = message.first(119);
    if (!message.empty()) std::memcpy(blocks, message.data, message.size);
    blocks[message.size] = 0x80;
    const std::size_t total = message.size < 56 ? 64 : 128;
    const std::size_t bits = message.size * 8;
    blocks[total - 2] = static_cast<std::uint8_t>(bits >> 8);
    blocks[total - 1] = static_cast<std::uint8_t>(bits);
    std::uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (std::size_t start = 0; start < total; start += 64) take_block(blocks + start, state);
    std::array<std::uint8_t, 20> digest;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
}

}  // namespace bridge
