#include "bridge/heap_slope.hpp"

#include <algorithm>

#include "bridge/protocol.hpp"

namespace bridge {

void HeapSlope::add(std::int64_t now_us, std::int64_t free_bytes) {
    if (minute_began_us_ < 0) minute_began_us_ = now_us;
    if (now_us - minute_began_us_ >= 60 * kSecond) {
        minutes_[next_] = most_;
        next_ = (next_ + 1) % kMinutes;
        if (count_ < kMinutes) ++count_;
        minute_began_us_ = now_us;
        most_ = 0;
    }
    most_ = std::max(most_, free_bytes);
}

std::int64_t HeapSlope::bytes_per_minute() const {
    std::int64_t slopes[kMinutes * (kMinutes - 1) / 2];
    std::size_t pairs = 0;
    const std::size_t oldest = (next_ + kMinutes - count_) % kMinutes;
    const auto minute = [&](std::size_t i) { return minutes_[(oldest + i) % kMinutes]; };
    for (std::size_t a = 0; a < count_; ++a) {
        for (std::size_t b = a + 1; b < count_; ++b) {
            slopes[pairs++] = (minute(b) - minute(a)) / static_cast<std::int64_t>(b - a);
        }
    }
    if (pairs == 0) return 0;
    std::nth_element(slopes, slopes + pairs / 2, slopes + pairs);
    return slopes[pairs / 2];
}

}  // namespace bridge
