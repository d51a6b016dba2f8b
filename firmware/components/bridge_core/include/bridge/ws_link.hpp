// A session over a WebSocket: handshake, greeting, time, and then whatever the cargo has.
//
// Every stage has a deadline: 5 s for the answer to the handshake, 5 s for the welcome, 2 s
// for the first five exchanges of time, which are gone without when the bridge is slow. A
// link is dead when nothing is heard for the time-out, or when the network takes nothing
// for three seconds while something is to be sent: a message cannot be abandoned midway.
#pragma once

#include <cstdint>

#include "bridge/cargo.hpp"
#include "bridge/conversation.hpp"
#include "bridge/link.hpp"
#include "bridge/ws_handshake.hpp"
#include "bridge/ws_reader.hpp"
#include "bridge/ws_sender.hpp"

namespace bridge {

class WsLink : public Link {
  public:
    WsLink(const Identity& identity, ClockSync& clock, Cargo& cargo, Random& random,
           LinkBuffers& buffers);

    void begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) override;
    void turn(std::int64_t now_us) override;
    void close(std::uint16_t code, std::string_view words, std::int64_t now_us) override;
    void abandon() override;
    [[nodiscard]] bool is_over() const override { return stream_ == nullptr; }
    [[nodiscard]] Stage stage() const override { return stage_; }
    [[nodiscard]] Reason reason() const override { return reason_; }
    [[nodiscard]] SessionEnd end() const override { return end_; }
    [[nodiscard]] bool is_quiet() const override { return sender_.is_idle() && !cargo_.has_acks(); }

  private:
    void read(std::int64_t now_us);
    void take_handshake(Bytes& bytes, std::int64_t now_us);
    void take_frames(Bytes bytes, std::int64_t now_us);
    void take_event(const WsEvent& event, std::int64_t now_us);
    void take_text(std::string_view text, std::int64_t now_us);
    void obey(const Event& event, std::int64_t now_us);
    void enter(std::int64_t now_us);
    void write(std::int64_t now_us);
    void finish_frame(std::int64_t now_us);
    void send_next(std::int64_t now_us);
    void send_advertise();
    bool send_question(std::int64_t now_us);
    bool send_log_line();
    bool send_health(std::int64_t now_us);
    bool send_frame(std::int64_t now_us);
    void send_value(std::int64_t channel, std::int64_t& seq, std::int64_t at_us, Bytes value);
    void check_deadlines(std::int64_t now_us);
    void finish(Reason reason, std::uint16_t code);

    const Identity& identity_;
    ClockSync& clock_;
    Cargo& cargo_;
    Random& random_;
    LinkBuffers& buffers_;

    ByteStream* stream_ = nullptr;
    WsKey key_;
    WsReader reader_;
    WsSender sender_;
    Conversation conversation_;
    FrameLease in_flight_;
    bool has_picture_left_ = false;  ///< Of the frame in flight, the note is on its way.
    std::size_t head_bytes_ = 0;     ///< Of the answer to the handshake, in the receive buffer.
    Stage stage_ = Stage::opening;
    Reason reason_ = Reason::none;
    SessionEnd end_;
    ByeMessage bye_;
    bool is_advertised_ = false;
    bool takes_notes_ = false;
    std::int64_t deadline_us_ = 0;  ///< Of the stage.
    std::int64_t ready_us_ = -1;
    std::int64_t heard_us_ = 0;
    std::int64_t moved_us_ = 0;  ///< When the network last took something, or there was nothing.
    std::int64_t ping_due_us_ = 0;
    std::int64_t question_due_us_ = 0;
    std::int64_t frame_began_us_ = 0;
    std::uint32_t exchanges_ = 0;
    std::int64_t health_seq_ = 0;
    std::int64_t log_seq_ = 0;
    std::int64_t frame_seq_ = 0;
    std::int64_t captured_us_ = 0;  ///< Of the frame in flight, on the bridge's clock.
};

}  // namespace bridge
