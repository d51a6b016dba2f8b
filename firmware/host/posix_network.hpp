// The ports for networks, on POSIX sockets. Nothing here decides anything.
#pragma once

#include "bridge/ports/datagrams.hpp"
#include "bridge/ports/dialer.hpp"
#include "bridge/ports/wifi.hpp"

/// A connected TCP socket that never waits.
class PosixStream : public bridge::ByteStream {
  public:
    ~PosixStream() override { close(); }
    bridge::Moved write(const bridge::Bytes* parts, std::size_t count) override;
    bridge::Moved read(bridge::Room into) override;
    void close() override;
    void adopt(int descriptor);
    /// Ends the connection as a crash does: the other end is told by a reset.
    void reset();
    [[nodiscard]] int descriptor() const { return descriptor_; }

  private:
    int descriptor_ = -1;
};

class PosixDialer : public bridge::Dialer {
  public:
    ~PosixDialer() override { stop_listening(); }
    void dial(std::string_view host, std::uint16_t port) override;
    void listen(std::uint16_t port) override;
    bridge::DialState state() override;
    bridge::ByteStream& stream() override { return stream_; }
    void hang_up() override;
    [[nodiscard]] int descriptor() const {
        return listener_ >= 0 ? listener_ : stream_.descriptor();
    }
    [[nodiscard]] PosixStream& posix_stream() { return stream_; }

  private:
    bool accept_client();
    void stop_listening();

    PosixStream stream_;
    int listener_ = -1;
    bool is_dialing_ = false;
    bool has_failed_ = true;
};

class PosixDatagrams : public bridge::Datagrams {
  public:
    ~PosixDatagrams() override { close(); }
    bool send(std::string_view address, std::uint16_t port, bridge::Bytes bytes) override;
    std::size_t receive(bridge::Room into, char (&from)[16]) override;
    void close() override;

  private:
    int descriptor_ = -1;
};
