// How long the last sends took: a window of fixed size, and its quantiles.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bridge {

class SendTimes {
  public:
    void add(std::int64_t duration_us);
    void clear() { count_ = 0; }
    /// The quantile in percent; 0 before the first.
    [[nodiscard]] std::int64_t percentile(unsigned percent) const;
    [[nodiscard]] bool is_empty() const { return count_ == 0; }

  private:
    static constexpr std::size_t kWindow = 64;

    std::uint32_t times_us_[kWindow] = {};
    std::size_t count_ = 0;
    std::size_t next_ = 0;
};

}  // namespace bridge
