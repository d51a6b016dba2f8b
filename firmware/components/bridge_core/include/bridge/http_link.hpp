// A session by HTTP POST, for networks and bridges where a WebSocket does not get through:
// the same topics, the same calls, and time from every answer.
//
// One request at a time on a connection that is kept. The bridge speaks in answers only, so
// the device asks at least once a second while it has nothing to say.
#pragma once

#include <cstdint>

#include "bridge/cargo.hpp"
#include "bridge/conversation.hpp"
#include "bridge/http_client.hpp"
#include "bridge/http_proof.hpp"
#include "bridge/link.hpp"

namespace bridge {

class HttpLink : public Link {
  public:
    HttpLink(const Identity& identity, ClockSync& clock, Cargo& cargo, LinkBuffers& buffers)
        : identity_(identity),
          clock_(clock),
          cargo_(cargo),
          buffers_(buffers),
          answer_(room_in(buffers.received)) {}

    void begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) override;
    void turn(std::int64_t now_us) override;
    void close(std::uint16_t code, std::string_view words, std::int64_t now_us) override;
    void abandon() override;
    [[nodiscard]] bool is_over() const override { return stream_ == nullptr; }
    [[nodiscard]] Stage stage() const override { return stage_; }
    [[nodiscard]] Reason reason() const override { return reason_; }
    [[nodiscard]] SessionEnd end() const override { return end_; }
    [[nodiscard]] bool is_quiet() const override { return !is_asking_ && !cargo_.has_acks(); }

  private:
    /// What is being posted; it is posted again when the bridge first wants a proof.
    struct Post {
        FixedText<96> path;
        std::string_view type;
        Bytes body;
        std::int64_t captured_us = -1;
        std::int64_t device_us = -1;
        std::int64_t frame_seq = -1;
    };

    void start_next(std::int64_t now_us);
    void start_control(std::int64_t now_us, bool is_hello);
    void start_frame(std::int64_t now_us);
    void start_health(std::int64_t now_us);
    void start_log(const LogLine& line, std::int64_t now_us);
    void start(std::string_view tail, std::string_view type, Bytes body, std::int64_t now_us);
    void put_head(std::int64_t now_us);
    void write(std::int64_t now_us);
    void read(std::int64_t now_us);
    void take_answer(std::int64_t now_us);
    void take_items(JsonView items, Op op, std::int64_t now_us);
    void finish(Reason reason, std::uint16_t code, std::int64_t now_us);

    const Identity& identity_;
    ClockSync& clock_;
    Cargo& cargo_;
    LinkBuffers& buffers_;

    ByteStream* stream_ = nullptr;
    BridgeAddress address_;
    HttpAnswer answer_;
    char head_[768] = {};
    std::size_t head_size_ = 0;
    std::size_t sent_ = 0;
    Post post_;
    FrameLease in_flight_;
    bool has_picture_left_ = false;  ///< Of the frame in flight, the note is on its way.
    bool is_asking_ = false;
    bool has_retried_ = false;
    HttpProof proof_;
    Stage stage_ = Stage::greeting;
    Reason reason_ = Reason::none;
    SessionEnd end_;
    std::int64_t asked_us_ = 0;
    std::int64_t moved_us_ = 0;
    std::int64_t ready_us_ = -1;
    std::int64_t frame_seq_ = 0;
    std::int64_t captured_us_ = 0;  ///< Of the frame in flight, on the bridge's clock.
};

}  // namespace bridge
