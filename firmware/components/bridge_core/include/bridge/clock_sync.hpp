// How far the bridge's clock is ahead of ours: an estimate that knows its own error.
//
// Theory of operation (docs/protocol.md §5.1). One exchange proves that the offset lies in
// an interval: the request needed some time, so it is at most t1 − t0; the answer needed
// some time, so it is at least t2 − t3. Intervals of different moments are carried to one
// moment by the drift, widened by what that may be wrong by, and intersected.
//
// All of it is whole numbers, in 256ths of a microsecond and in parts per billion: chips
// compute no double precision in hardware, and single precision cannot hold a day.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/device_messages.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

class ClockSync {
  public:
    /// Starts an epoch unless the bridge's boot is the one that is known already.
    void begin(std::string_view boot);
    /// Takes one exchange; false if it was discarded. t0 and t3 are our clock at sending and
    /// receiving, t1 and t2 the bridge's at receiving and sending.
    bool observe(std::int64_t t0, std::int64_t t1, std::int64_t t2, std::int64_t t3);
    [[nodiscard]] ClockReport estimate(std::int64_t now_us) const;
    /// Our time on the bridge's clock; never negative.
    [[nodiscard]] std::int64_t bridge_from_own(std::int64_t own_us) const;
    [[nodiscard]] std::uint32_t epoch() const { return epoch_; }
    [[nodiscard]] std::uint32_t steps() const { return steps_; }

  private:
    static constexpr std::size_t kSlots = 16;

    /// What is known of the offset at `at_us`; `began_us` opened the slot.
    struct Slot {
        std::int64_t began_us = 0;
        std::int64_t at_us = 0;
        std::int64_t low = 0;
        std::int64_t high = 0;
    };
    struct Interval {
        std::int64_t low = 0;
        std::int64_t high = 0;
    };
    struct Drift {
        std::int64_t ppb = 0;
        std::int64_t slack_ppb = 0;
    };

    static Interval carried(const Slot& slot, std::int64_t at_us, Drift drift);
    static std::int64_t slope_ppb(const Slot* const* slots, std::size_t count);
    [[nodiscard]] const Slot& slot(std::size_t age) const;
    [[nodiscard]] Interval interval(std::int64_t at_us, Drift drift) const;
    [[nodiscard]] Drift drift() const;
    [[nodiscard]] bool is_step(const Slot& next) const;
    bool merge(const Slot& next);
    void forget();

    Slot slots_[kSlots];
    std::size_t count_ = 0;
    std::size_t newest_ = 0;
    FixedText<64> boot_;
    std::int64_t exchanges_ = 0;
    std::int64_t last_us_ = 0;
    std::uint32_t epoch_ = 0;
    std::uint32_t steps_ = 0;
};

}  // namespace bridge
