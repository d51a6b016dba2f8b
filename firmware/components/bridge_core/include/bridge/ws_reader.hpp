// WebSocket frames of the other end, from bytes that are cut anywhere, to whole messages.
//
// Knows RFC 6455 and the size of its buffer. Does not know what a message means, and answers
// nothing: pings and closes are the caller's to answer.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ws_frame.hpp"

namespace bridge {

enum class WsEventKind : std::uint8_t { none, text, binary, ping, pong, close, fault };

struct WsEvent {
    WsEventKind kind = WsEventKind::none;
    Bytes payload;           ///< Valid until the next call. Of a close: its reason.
    std::uint16_t code = 0;  ///< Of a close, 1005 if it had none; of a fault, how to close.
};

/// Whose frames are read: those of a server are bare, those of a client are masked.
enum class WsPeer : std::uint8_t { server, client };

class WsReader {
  public:
    /// A message has to fit into `room`; a longer one is a fault 1009.
    explicit WsReader(Room room, WsPeer peer = WsPeer::server) : room_(room), peer_(peer) {}

    /// Takes bytes off `input` until an event is whole or nothing is left.
    WsEvent take(Bytes& input);

  private:
    WsEvent take_head_byte(std::uint8_t byte);
    WsEvent begin_payload();
    WsEvent take_payload(Bytes& input);
    WsEvent finish_frame();
    WsEvent finish_close();
    WsEvent fault(std::uint16_t code);
    [[nodiscard]] bool is_control() const { return static_cast<int>(head_.opcode) >= 8; }

    Room room_;
    WsPeer peer_;
    std::size_t used_ = 0;  ///< Of the message that is being put together.
    std::uint8_t control_[kMaxControlBytes] = {};
    std::size_t control_used_ = 0;
    std::uint8_t head_bytes_[kMaxWsHead] = {};
    std::size_t head_used_ = 0;
    std::size_t head_size_ = 2;
    WsHead head_;
    WsMask mask_ = {};
    std::uint64_t payload_left_ = 0;
    bool in_payload_ = false;
    bool in_message_ = false;  ///< A first fragment came and the last one did not.
    bool is_text_ = false;
    bool has_failed_ = false;
};

}  // namespace bridge
