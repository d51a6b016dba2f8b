// WebSocket frames (RFC 6455 §5), one head at a time.
#pragma once

#include <cstdint>

#include "bridge/ports/bytes.hpp"

namespace bridge {

enum class WsOpcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

constexpr std::size_t kMaxWsHead = 14;
constexpr std::size_t kMaxControlBytes = 125;

using WsMask = std::uint8_t[4];

struct WsHead {
    WsOpcode opcode = WsOpcode::text;
    bool is_last = true;
    std::uint64_t size = 0;
};

/// Writes the head of a client's frame; returns its length.
std::size_t encode_ws_head(const WsHead& head, const WsMask& mask,
                           std::uint8_t (&into)[kMaxWsHead]);

/// Writes the head of a server's frame, which has no mask; returns its length.
std::size_t encode_bare_ws_head(const WsHead& head, std::uint8_t* into);

/// Masks in place; `offset` counts the bytes of the frame's payload that came before.
void apply_mask(Room payload, const WsMask& mask, std::size_t offset);

/// A code that may travel in a close frame.
[[nodiscard]] bool is_close_code(unsigned code);

}  // namespace bridge
