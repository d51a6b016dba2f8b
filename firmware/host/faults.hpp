// What is wrong at this moment, and until when. Times are true ones.
#pragma once

#include <algorithm>
#include <cstdint>

#include "true_time.hpp"
#include "wishes.hpp"

class Faults {
  public:
    explicit Faults(const TrueTime& time) : time_(time) {
        std::fill(std::begin(until_us_), std::end(until_us_), -1);
    }

    void begin(const Wish& wish) {
        const std::size_t index = static_cast<std::size_t>(wish.kind);
        until_us_[index] = time_.now_us() + wish.for_us;
        numbers_[index] = wish.number / 1000;
    }
    void end(WishKind kind) { until_us_[static_cast<std::size_t>(kind)] = -1; }
    [[nodiscard]] bool has(WishKind kind) const {
        return time_.now_us() < until_us_[static_cast<std::size_t>(kind)];
    }
    /// The wish's own number: bytes, or bytes per second.
    [[nodiscard]] std::int64_t number(WishKind kind) const {
        return numbers_[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const TrueTime& time() const { return time_; }

  private:
    const TrueTime& time_;
    std::int64_t until_us_[kWishKinds];
    std::int64_t numbers_[kWishKinds] = {};
};
