// SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), as far as keys need them.
#pragma once

#include <array>
#include <cstdint>

#include "bridge/ports/bytes.hpp"

namespace bridge {

constexpr std::size_t kDigestBytes = 32;
using Digest = std::array<std::uint8_t, kDigestBytes>;

[[nodiscard]] inline Bytes bytes_from(const Digest& digest) {
    return {digest.data(), digest.size()};
}

class Sha256 {
  public:
    Sha256& add(Bytes bytes);
    /// Ends the message; the object is of no further use.
    [[nodiscard]] Digest finish();

  private:
    void take_block(const std::uint8_t* block);

    std::uint32_t state_[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                               0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
    std::uint8_t block_[64] = {};
    std::uint64_t total_ = 0;
};

class HmacSha256 {
  public:
    explicit HmacSha256(Bytes key);
    HmacSha256& add(Bytes bytes) {
        inner_.add(bytes);
        return *this;
    }
    [[nodiscard]] Digest finish();

  private:
    Sha256 inner_;
    Sha256 outer_;
};

[[nodiscard]] Digest sha256(Bytes message);
[[nodiscard]] Digest hmac_sha256(Bytes key, Bytes message);
/// One block of output, which is all that a key of 32 bytes needs.
[[nodiscard]] Digest hkdf_sha256(Bytes secret, Bytes salt, Bytes info);
/// Compares without telling by its duration where the first difference is.
[[nodiscard]] bool are_equal_in_constant_time(Bytes a, Bytes b);

}  // namespace bridge
