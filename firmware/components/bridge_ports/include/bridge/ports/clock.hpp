// The device's own clock. Only the loop of `main` asks it; the core is told the time.
#pragma once

#include <cstdint>

namespace bridge {

class Clock {
  public:
    virtual ~Clock() = default;
    /// Microseconds since the start; never steps back.
    [[nodiscard]] virtual std::int64_t now_us() = 0;
};

}  // namespace bridge
