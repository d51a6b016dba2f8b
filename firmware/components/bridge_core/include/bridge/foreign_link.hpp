// A session with a server of another system over a WebSocket: the connection, its deadlines
// and the pictures on it. What is said is the personality's.
#pragma once

#include <cstdint>
#include <variant>

#include "bridge/link.hpp"
#include "bridge/personality_gostream.hpp"
#include "bridge/personality_s3cam.hpp"
#include "bridge/personality_taghub.hpp"
#include "bridge/ws_handshake.hpp"
#include "bridge/ws_reader.hpp"
#include "bridge/ws_sender.hpp"

namespace bridge {

class ForeignLink : public Link {
  public:
    ForeignLink(PersonalityKind kind, const Identity& identity, Cargo& cargo, Random& random,
                LinkBuffers& buffers);

    void begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) override;
    void turn(std::int64_t now_us) override;
    void close(std::uint16_t code, std::string_view words, std::int64_t now_us) override;
    void abandon() override;
    [[nodiscard]] bool is_over() const override { return stream_ == nullptr; }
    [[nodiscard]] Stage stage() const override { return stage_; }
    [[nodiscard]] Reason reason() const override { return reason_; }
    [[nodiscard]] SessionEnd end() const override { return end_; }
    [[nodiscard]] bool is_quiet() const override;
    [[nodiscard]] PersonalityKind kind() const { return kind_; }

  private:
    void read(std::int64_t now_us);
    void take_handshake(Bytes& bytes, std::int64_t now_us);
    void take_event(const WsEvent& event, std::int64_t now_us);
    void write(std::int64_t now_us);
    void send_next(std::int64_t now_us);
    bool send_step(std::int64_t now_us);
    void check_deadlines(std::int64_t now_us);
    void finish(Reason reason, std::uint16_t code);

    Cargo& cargo_;
    Random& random_;
    LinkBuffers& buffers_;
    PersonalityKind kind_;
    std::variant<GostreamPersonality, S3camPersonality, TaghubPersonality> personalities_;
    Personality* personality_ = nullptr;

    ByteStream* stream_ = nullptr;
    WsKey key_;
    WsReader reader_;
    WsSender sender_;
    FrameLease in_flight_;
    std::size_t step_ = 0;  ///< Of the picture in flight.
    std::size_t head_bytes_ = 0;
    Stage stage_ = Stage::opening;
    Reason reason_ = Reason::none;
    SessionEnd end_;
    bool takes_pictures_ = false;
    std::int64_t deadline_us_ = 0;
    std::int64_t ready_us_ = -1;
    std::int64_t now_us_ = 0;
    std::int64_t heard_us_ = 0;
    std::int64_t moved_us_ = 0;
    std::int64_t ping_due_us_ = 0;
    std::int64_t frame_began_us_ = 0;
};

}  // namespace bridge
