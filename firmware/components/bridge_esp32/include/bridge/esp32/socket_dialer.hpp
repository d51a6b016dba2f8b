// Opens TCP connections without waiting for names or for answers.
#pragma once

#include "bridge/esp32/loop_waker.hpp"
#include "bridge/esp32/name_lookup.hpp"
#include "bridge/esp32/socket_stream.hpp"
#include "bridge/ports/dialer.hpp"

namespace bridge::esp32 {

class SocketDialer : public Dialer {
  public:
    void dial(std::string_view host, std::uint16_t port) override;
    [[nodiscard]] DialState state() override;
    [[nodiscard]] ByteStream& stream() override { return stream_; }
    void hang_up() override;

    /// What the loop should wake up for.
    [[nodiscard]] WatchedSockets sockets() const;

  private:
    enum class Step : std::uint8_t { idle, looking_up, connecting, open, failed };

    void connect();
    void fail();

    NameLookup lookup_;
    SocketStream stream_;
    std::uint16_t port_ = 0;
    Step step_ = Step::idle;
};

}  // namespace bridge::esp32
