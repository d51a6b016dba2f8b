#include "bridge/send_times.hpp"

#include <algorithm>

namespace bridge {

void SendTimes::add(std::int64_t duration_us) {
    if (count_ == 0) next_ = 0;
    times_us_[next_] =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(duration_us, 0, UINT32_MAX));
    next_ = (next_ + 1) % kWindow;
    if (count_ < kWindow) ++count_;
}

std::int64_t SendTimes::percentile(unsigned percent) const {
    if (count_ == 0) return 0;
    std::uint32_t sorted[kWindow];
    std::copy_n(times_us_, count_, sorted);
    const std::size_t rank = std::min(count_ - 1, count_ * percent / 100);
    std::nth_element(sorted, sorted + rank, sorted + count_);
    return sorted[rank];
}

}  // namespace bridge
