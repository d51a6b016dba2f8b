// capture81: the device is the server. Whoever is connected says `capture` and gets one fresh
// JPEG file, as one bare message; when there is no picture, nothing comes.
//
// Knows: the handshake of Links2004's server, which old clients expect to the letter. One
// client at a time; others wait in the network.
#pragma once

#include <cstdint>

#include "bridge/cargo.hpp"
#include "bridge/link.hpp"
#include "bridge/ws_reader.hpp"

namespace bridge {

class CaptureLink : public Link {
  public:
    CaptureLink(Cargo& cargo, LinkBuffers& buffers)
        : cargo_(cargo), buffers_(buffers), reader_(room_in(buffers.received), WsPeer::client) {}

    void begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) override;
    void turn(std::int64_t now_us) override;
    void close(std::uint16_t code, std::string_view words, std::int64_t now_us) override;
    void abandon() override;
    [[nodiscard]] bool is_over() const override { return stream_ == nullptr; }
    [[nodiscard]] Stage stage() const override { return stage_; }
    [[nodiscard]] Reason reason() const override { return reason_; }
    [[nodiscard]] SessionEnd end() const override { return end_; }
    [[nodiscard]] bool is_quiet() const override { return sent_ == head_size_ + body_.size; }

  private:
    static constexpr std::size_t kHeadBytes = 320;

    void read(std::int64_t now_us);
    void take_request(Bytes& bytes, std::int64_t now_us);
    void answer_request(std::string_view request, std::int64_t now_us);
    void take_event(const WsEvent& event);
    void put_frame(WsOpcode opcode, Bytes payload);
    void write(std::int64_t now_us);
    void start_next(std::int64_t now_us);
    void send_picture(std::int64_t now_us);
    void finish(Reason reason);

    Cargo& cargo_;
    LinkBuffers& buffers_;
    ByteStream* stream_ = nullptr;
    WsReader reader_;
    // What is on its way: answers and heads, then a picture where it lies.
    std::uint8_t head_[kHeadBytes] = {};
    std::size_t head_size_ = 0;
    Bytes body_;
    std::size_t sent_ = 0;
    FrameLease in_flight_;
    std::size_t request_bytes_ = 0;
    Stage stage_ = Stage::opening;
    Reason reason_ = Reason::none;
    SessionEnd end_;
    bool wants_picture_ = false;
    bool owes_pong_ = false;
    std::uint8_t pong_[kMaxControlBytes] = {};
    std::size_t pong_size_ = 0;
    std::uint16_t close_code_ = 0;  ///< The client closes, or is to be closed, with this.
    bool is_last_ = false;          ///< The connection ends when what is on its way has left.
    std::int64_t began_us_ = 0;
    std::int64_t moved_us_ = 0;
    std::int64_t frame_began_us_ = 0;
};

}  // namespace bridge
