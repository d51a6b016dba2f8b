// One connection: bytes in order, both ways, without waiting.
#pragma once

#include "bridge/ports/bytes.hpp"

namespace bridge {

/// What a call moved; zero bytes mean "not now".
struct Moved {
    std::size_t bytes = 0;
    bool is_broken = false;  ///< The other end, or the network, is gone.
};

class ByteStream {
  public:
    virtual ~ByteStream() = default;
    /// Takes as much of the parts, in order, as fits now: one system call for all of them.
    virtual Moved write(const Bytes* parts, std::size_t count) = 0;
    /// Gives what has arrived.
    virtual Moved read(Room into) = 0;
    /// Lets go of the connection at once. Never waits, may be called twice.
    virtual void close() = 0;
};

}  // namespace bridge
