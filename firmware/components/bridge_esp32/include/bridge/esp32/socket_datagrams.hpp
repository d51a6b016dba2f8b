// UDP for finding a bridge: questions by multicast and broadcast, answers to this port.
#pragma once

#include "bridge/ports/datagrams.hpp"

namespace bridge::esp32 {

class SocketDatagrams : public Datagrams {
  public:
    ~SocketDatagrams() override { close(); }
    bool send(std::string_view address, std::uint16_t port, Bytes bytes) override;
    std::size_t receive(Room into, char (&from)[16]) override;
    void close() override;

  private:
    bool open();

    int descriptor_ = -1;
};

}  // namespace bridge::esp32
