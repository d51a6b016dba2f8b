// The only place where bytes of a WebSocket leave: one message at a time, in fragments, with
// control frames between them.
//
// Theory of operation. A picture is not copied: each fragment is masked where it lies, in
// the driver's buffer, when its turn comes, and goes out in one gathered write with its
// head. What a socket does not take stays where it is until the next `pump`.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/byte_stream.hpp"
#include "bridge/ports/random.hpp"
#include "bridge/text_writer.hpp"
#include "bridge/ws_frame.hpp"

namespace bridge {

// Small enough that a pong never waits for more than this, large enough that the twelve
// bytes of a head do not count.
constexpr std::size_t kFragmentBytes = 8192;
constexpr std::size_t kMaxMessageHead = 160;

class WsSender {
  public:
    /// Messages are put together in `composing`, which has to hold the longest of them.
    WsSender(Random& random, Room composing) : random_(random), composing_(composing) {}

    /// True when a message may begin.
    [[nodiscard]] bool is_free() const;
    /// True when nothing waits, not even a control frame.
    [[nodiscard]] bool is_idle() const;
    [[nodiscard]] bool has_sent_close() const { return is_closing_ && is_idle(); }

    /// Where a text message is put together; `send_text` sends it. Only while free.
    [[nodiscard]] TextWriter compose() {
        return TextWriter(reinterpret_cast<char*>(composing_.data), composing_.size);
    }
    void send_text(std::string_view composed);
    /// Sends bytes as they are: the request that opens the WebSocket.
    void send_raw(std::string_view composed);
    /// Forgets everything, for the next connection.
    void reset();
    /// The same place, for the payload of a small binary message.
    [[nodiscard]] Room composing() const { return composing_; }
    /// Where the head of a binary message can be put together, while `is_free`.
    [[nodiscard]] Room message_head() { return room_in(head_); }
    /// Sends `head` (copied, unless it is there already) and `payload` (in place, and masked there)
    /// as one binary message. The payload stays the sender's until `is_free` again.
    bool send_binary(Bytes head, Room payload);
    void send_ping();
    void send_pong(Bytes payload);
    /// The last frame; what is waiting is given up, what has begun is finished first.
    void send_close(std::uint16_t code, std::string_view reason);

    /// Writes what the stream takes. Broken streams are the caller's to bury.
    Moved pump(ByteStream& stream);

  private:
    bool begin_unit();
    void begin_control(WsOpcode opcode, Bytes payload);
    void begin_fragment();
    void finish_unit();

    Random& random_;
    Room composing_;
    // What is on its way: head and payload of one frame.
    std::uint8_t unit_[kMaxWsHead + kMaxMessageHead] = {};
    std::size_t unit_size_ = 0;
    std::size_t unit_sent_ = 0;
    Room part_;
    std::size_t part_sent_ = 0;
    bool in_unit_ = false;
    bool is_raw_ = false;
    bool is_last_part_ = false;
    // The message of which it is a part.
    std::uint8_t head_[kMaxMessageHead] = {};
    std::size_t head_size_ = 0;
    Room rest_;
    WsOpcode opcode_ = WsOpcode::text;
    bool in_message_ = false;
    // Control frames that wait; a newer ping makes the older one's pong needless.
    std::uint8_t pong_[kMaxControlBytes] = {};
    std::size_t pong_size_ = 0;
    bool wants_pong_ = false;
    bool wants_ping_ = false;
    std::uint8_t close_[kMaxControlBytes] = {};
    std::size_t close_size_ = 0;
    bool wants_close_ = false;
    bool is_closing_ = false;
};

}  // namespace bridge
