// When to try again: full jitter, and for each close code what docs/protocol.md §3.4 asks.
#pragma once

#include <cstdint>

#include "bridge/ports/random.hpp"

namespace bridge {

/// How a session, or an attempt to get one, ended.
struct SessionEnd {
    std::uint16_t close_code = 0;      ///< 0 when there was no close: the network, or no answer.
    std::uint32_t retry_after_ms = 0;  ///< What the bridge asked for.
    std::int64_t good_us = 0;          ///< How long the session was ready.
};

class Backoff {
  public:
    /// Returns for how long to wait before the next attempt.
    [[nodiscard]] std::uint32_t next_ms(const SessionEnd& end, Random& random);

  private:
    static constexpr std::uint32_t kFirstBoundMs = 500;
    static constexpr std::uint32_t kLastBoundMs = 15000;

    std::uint32_t bound_ms_ = kFirstBoundMs;
};

/// True for closes that will happen again unless a person changes something.
[[nodiscard]] bool is_hopeless(std::uint16_t close_code);

}  // namespace bridge
