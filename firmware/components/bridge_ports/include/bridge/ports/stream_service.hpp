// A TCP port that others connect to. One connection is served at a time; the others wait
// where the stack keeps them.
#pragma once

#include <cstdint>

#include "bridge/ports/byte_stream.hpp"

namespace bridge {

class StreamService {
  public:
    virtual ~StreamService() = default;
    virtual bool listen(std::uint16_t port) = 0;
    /// Gives the next connection, or null when nobody has connected. It is valid until its
    /// `close`, which comes before the next `accept`.
    virtual ByteStream* accept() = 0;
    /// Closes the connection too. May be called twice.
    virtual void close() = 0;
};

}  // namespace bridge
