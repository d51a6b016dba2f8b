// Ports that others connect to: the page of the portal, and the names that lead to it.
#pragma once

#include "bridge/esp32/socket_stream.hpp"
#include "bridge/ports/datagram_service.hpp"
#include "bridge/ports/stream_service.hpp"

namespace bridge::esp32 {

class SocketStreamService : public StreamService {
  public:
    ~SocketStreamService() override { close(); }
    bool listen(std::uint16_t port) override;
    ByteStream* accept() override;
    void close() override;

  private:
    int descriptor_ = -1;
    SocketStream stream_;
};

class SocketDatagramService : public DatagramService {
  public:
    ~SocketDatagramService() override { close(); }
    bool listen(std::uint16_t port) override;
    std::size_t receive(Room into) override;
    void answer(Bytes bytes) override;
    void close() override;

  private:
    int descriptor_ = -1;
    // Who asked last, in network order.
    std::uint32_t asker_address_ = 0;
    std::uint16_t asker_port_ = 0;
};

}  // namespace bridge::esp32
