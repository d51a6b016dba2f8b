// UDP, for finding a bridge.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class Datagrams {
  public:
    virtual ~Datagrams() = default;
    /// `address` may be a multicast or the broadcast address.
    virtual bool send(std::string_view address, std::uint16_t port, Bytes bytes) = 0;
    /// Gives one datagram that has arrived and writes its sender's address as text; 0 when
    /// there is none.
    virtual std::size_t receive(Room into, char (&from)[16]) = 0;
    virtual void close() = 0;
};

}  // namespace bridge
