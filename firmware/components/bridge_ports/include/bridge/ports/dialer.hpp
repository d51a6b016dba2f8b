// Opens connections, one at a time, without waiting for them.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/byte_stream.hpp"

namespace bridge {

enum class DialState : std::uint8_t { dialing, open, failed };

class Dialer {
  public:
    virtual ~Dialer() = default;
    /// `host` is a name or an address. Gives up what was dialled before.
    virtual void dial(std::string_view host, std::uint16_t port) = 0;
    /// Waits for somebody to connect to this port instead; `dialing` until then, and `failed`
    /// where that cannot be done.
    virtual void listen(std::uint16_t port) {
        static_cast<void>(port);
        hang_up();
    }
    [[nodiscard]] virtual DialState state() = 0;
    /// Valid while open, until the next `dial` or `hang_up`.
    [[nodiscard]] virtual ByteStream& stream() = 0;
    virtual void hang_up() = 0;
};

}  // namespace bridge
