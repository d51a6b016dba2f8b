// A connected TCP socket that never waits.
#pragma once

#include <cstdint>

#include "bridge/ports/byte_stream.hpp"

namespace bridge::esp32 {

class SocketStream : public ByteStream {
  public:
    ~SocketStream() override { close(); }
    Moved write(const Bytes* parts, std::size_t count) override;
    Moved read(Room into) override;
    void close() override;

    /// Takes over a socket that does not wait.
    void adopt(int descriptor);
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// True after a write of which a part was left: the loop wants to know when there is room.
    [[nodiscard]] bool wants_room() const { return wants_room_; }

  private:
    int descriptor_ = -1;
    bool wants_room_ = false;
};

/// Makes a socket one that does not wait; false when there is none.
bool make_non_blocking(int descriptor);

/// A socket of this kind that does not wait, at this port of every interface; -1 when it is
/// taken.
int open_at(int kind, std::uint16_t port);

}  // namespace bridge::esp32
