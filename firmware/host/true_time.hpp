// Time as it really passes, on the machine that plays the device: faults and events count on
// it, whatever the device's own clock is made to do.
#pragma once

#include <chrono>
#include <cstdint>

class TrueTime {
  public:
    /// Microseconds since this was made.
    [[nodiscard]] std::int64_t now_us() const { return monotonic_us() - start_us_; }

  private:
    static std::int64_t monotonic_us() {
        const auto since = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    }
    std::int64_t start_us_ = monotonic_us();
};
