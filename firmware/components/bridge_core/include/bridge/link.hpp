// A session with the bridge over one connection, whatever it is spoken in.
#pragma once

#include <cstdint>

#include "bridge/backoff.hpp"
#include "bridge/dns_sd.hpp"
#include "bridge/ports/byte_stream.hpp"
#include "bridge/protocol.hpp"
#include "bridge/reason.hpp"

namespace bridge {

/// Memory that one link uses at a time. What comes in and what is put together never share.
struct LinkBuffers {
    std::uint8_t received[kMaxReceivedText] = {};
    std::uint8_t composing[kMaxHelloBytes] = {};
};

class Link {
  public:
    virtual ~Link() = default;
    /// Begins on a connection that has just been opened.
    virtual void begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) = 0;
    /// Reads, answers, sends; never waits.
    virtual void turn(std::int64_t now_us) = 0;
    /// Ends the session in an orderly way, within two seconds.
    virtual void close(std::uint16_t code, std::string_view words, std::int64_t now_us) = 0;
    /// Lets go at once: the network under it is gone.
    virtual void abandon() = 0;
    [[nodiscard]] virtual bool is_over() const = 0;
    [[nodiscard]] virtual Stage stage() const = 0;
    /// Why, and how, it is over.
    [[nodiscard]] virtual Reason reason() const = 0;
    [[nodiscard]] virtual SessionEnd end() const = 0;
    /// True when everything that was to be said has left.
    [[nodiscard]] virtual bool is_quiet() const = 0;
};

}  // namespace bridge
