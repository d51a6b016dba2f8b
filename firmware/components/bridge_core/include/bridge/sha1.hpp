// SHA-1 (FIPS 180-4), for one purpose only: the accept header of a WebSocket's handshake,
// which is no secret (RFC 6455 §1.3).
#pragma once

#include <array>
#include <cstdint>

#include "bridge/ports/bytes.hpp"

namespace bridge {

/// `message` has at most 119 bytes, which two blocks hold; a handshake has 60.
[[nodiscard]] std::array<std::uint8_t, 20> sha1(Bytes message);

}  // namespace bridge
