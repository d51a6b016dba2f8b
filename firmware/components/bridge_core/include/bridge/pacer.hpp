// When the next picture is due, and how good it may be: what was set, what somebody wants,
// what the bridge bears, and what the network carries, whichever is least.
//
// Theory of operation. Sends that take most of the interval mean a network at its end: the
// rate goes down by a third, then the quality, then the size, and comes back slowly in the
// opposite order. Rates fall fast and rise slowly, as TCP's do, so that boards share a channel.
#pragma once

#include <cstdint>

#include "bridge/send_times.hpp"

namespace bridge {

/// What the owner set.
struct PaceSettings {
    std::int64_t fps_milli = 15000;
    std::int64_t idle_fps_milli = 500;  ///< While nobody watches; 0 stops.
    std::int32_t quality = 12;          ///< 4 to 63, lower is better.
    bool is_streaming = true;
};

/// What the pacer makes of it.
struct Pace {
    std::int64_t fps_milli = 0;
    std::int32_t quality = 0;
    std::int32_t sizes_down = 0;
};

class Pacer {
  public:
    void set(const PaceSettings& settings) { settings_ = settings; }
    /// Nobody has said anything yet: pictures are wanted.
    void begin_session(std::int64_t now_us);
    void set_interest(std::int64_t subscribers, std::int64_t max_mhz);
    void set_limit(std::int64_t fps_milli, std::int64_t quality);
    /// Asks for one picture at once, whoever watches.
    void want_snapshot() { wants_snapshot_ = true; }
    [[nodiscard]] bool wants_snapshot() const { return wants_snapshot_; }

    /// True when a picture is due; the next one is then an interval later, without drift.
    [[nodiscard]] bool take_turn(std::int64_t now_us);
    /// When `take_turn` should be asked again.
    [[nodiscard]] std::int64_t next_turn_us(std::int64_t now_us) const;
    /// A picture has left after `duration_us`. True when `pace` has changed by it.
    bool note_sent(std::int64_t now_us, std::int64_t duration_us);

    [[nodiscard]] Pace pace() const;
    [[nodiscard]] bool is_idle() const { return subscribers_ == 0; }
    [[nodiscard]] const SendTimes& times() const { return times_; }

  private:
    [[nodiscard]] std::int64_t wanted_fps_milli() const;
    [[nodiscard]] std::int64_t interval_us() const;
    bool degrade();
    bool recover();

    PaceSettings settings_;
    std::int64_t subscribers_ = 1;
    std::int64_t max_mhz_ = 0;
    std::int64_t limit_fps_milli_ = 0;
    std::int64_t limit_quality_ = 0;
    bool wants_snapshot_ = false;
    std::int64_t next_us_ = 0;
    // What the network takes away.
    std::int64_t ceiling_milli_ = INT64_MAX;
    std::int32_t quality_worse_ = 0;
    std::int32_t sizes_down_ = 0;
    std::int64_t bad_since_us_ = -1;
    std::int64_t good_since_us_ = -1;
    SendTimes times_;
};

}  // namespace bridge
