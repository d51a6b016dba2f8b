// Is memory leaking? The slope of free memory over ten minutes, by a median that a busy
// second cannot move.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bridge {

class HeapSlope {
  public:
    /// Takes a measurement; the most that was free in a minute stands for the minute.
    void add(std::int64_t now_us, std::int64_t free_bytes);
    [[nodiscard]] bool is_known() const { return count_ >= 3; }
    /// Bytes a minute; negative while memory gets less.
    [[nodiscard]] std::int64_t bytes_per_minute() const;

  private:
    static constexpr std::size_t kMinutes = 11;

    std::int64_t minutes_[kMinutes] = {};
    std::size_t next_ = 0;
    std::size_t count_ = 0;
    std::int64_t minute_began_us_ = -1;
    std::int64_t most_ = 0;
};

}  // namespace bridge
