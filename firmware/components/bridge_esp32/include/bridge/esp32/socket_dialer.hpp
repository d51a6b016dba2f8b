// Opens TCP connections, or takes one, without waiting for names, for answers or for peers.
#pragma once

#include "bridge/esp32/loop_waker.hpp"
#include "bridge/esp32/name_lookup.hpp"
#include "bridge/esp32/socket_stream.hpp"
#include "bridge/ports/dialer.hpp"

namespace bridge::esp32 {

class SocketDialer : public Dialer {
  public:
    void dial(std::string_view host, std::uint16_t port) override;
    void listen(std::uint16_t port) override;
    [[nodiscard]] DialState state() override;
    [[nodiscard]] ByteStream& stream() override { return stream_; }
    void hang_up() override;

    /// What the loop should wake up for.
    [[nodiscard]] WatchedSockets sockets() const;

  private:
    enum class Step : std::uint8_t { idle, looking_up, connecting, listening, open, failed };

    void connect();
    void accept_peer();
    void fail();

    NameLookup lookup_;
    SocketStream stream_;
    SocketStream listener_;  ///< Owns the socket that peers knock at.
    std::uint16_t port_ = 0;
    Step step_ = Step::idle;
};

}  // namespace bridge::esp32
