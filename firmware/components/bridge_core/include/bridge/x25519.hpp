// X25519 (RFC 7748) in constant time and without tables: about 2 KB of code on a chip, and
// one multiplication per pairing.
#pragma once

#include <array>
#include <cstdint>

#include "bridge/ports/bytes.hpp"

namespace bridge {

using Curve25519Bytes = std::array<std::uint8_t, 32>;

/// The shared secret of our secret and another's public key.
[[nodiscard]] Curve25519Bytes x25519(const Curve25519Bytes& secret, const Curve25519Bytes& point);
/// The public key of a secret of 32 random bytes.
[[nodiscard]] Curve25519Bytes x25519_public(const Curve25519Bytes& secret);

[[nodiscard]] inline Bytes curve_bytes(const Curve25519Bytes& key) {
    return {key.data(), key.size()};
}

}  // namespace bridge
