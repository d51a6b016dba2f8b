#include "bridge/pacer.hpp"

#include <algorithm>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kFloorMilli = 2000;  // Below two pictures a second nobody plays.
constexpr std::int32_t kQualityStep = 4;
constexpr std::int32_t kMaxQualityWorse = 16;
constexpr std::int32_t kWorstQuality = 63;
constexpr std::int32_t kMaxSizesDown = 2;
constexpr std::int64_t kBadForUs = 2 * kSecond;
constexpr std::int64_t kGoodForUs = 5 * kSecond;

}  // namespace

void Pacer::begin_session(std::int64_t now_us) {
    subscribers_ = 1;
    max_mhz_ = limit_fps_milli_ = limit_quality_ = 0;
    next_us_ = now_us;
    bad_since_us_ = good_since_us_ = -1;
    times_.clear();
}

void Pacer::set_interest(std::int64_t subscribers, std::int64_t max_mhz) {
    // Somebody came: no reason to wait for the end of an idle interval.
    if (is_idle() && subscribers != 0) next_us_ = 0;
    subscribers_ = subscribers;
    max_mhz_ = max_mhz;
}

void Pacer::set_limit(std::int64_t fps_milli, std::int64_t quality) {
    limit_fps_milli_ = fps_milli;
    limit_quality_ = quality;
}

std::int64_t Pacer::wanted_fps_milli() const {
    if (!settings_.is_streaming) return 0;
    if (is_idle()) return std::min(settings_.idle_fps_milli, settings_.fps_milli);
    std::int64_t fps = settings_.fps_milli;
    if (max_mhz_ != 0) fps = std::min(fps, max_mhz_);
    if (limit_fps_milli_ != 0) fps = std::min(fps, limit_fps_milli_);
    return fps;
}

Pace Pacer::pace() const {
    Pace pace;
    pace.fps_milli = std::min(wanted_fps_milli(), ceiling_milli_);
    const auto asked =
        static_cast<std::int32_t>(std::min<std::int64_t>(limit_quality_, kWorstQuality));
    pace.quality = std::min(std::max(settings_.quality, asked) + quality_worse_, kWorstQuality);
    pace.sizes_down = sizes_down_;
    return pace;
}

std::int64_t Pacer::interval_us() const {
    const std::int64_t fps_milli = pace().fps_milli;
    return fps_milli == 0 ? 0 : 1000 * kSecond / fps_milli;
}

bool Pacer::take_turn(std::int64_t now_us) {
    if (wants_snapshot_) {
        wants_snapshot_ = false;
        return true;
    }
    const std::int64_t interval = interval_us();
    if (interval == 0 || now_us < next_us_) return false;
    // Behind by more than one turn: those are over, and not made up for in a burst.
    next_us_ = now_us - next_us_ >= interval ? now_us + interval : next_us_ + interval;
    return true;
}

std::int64_t Pacer::next_turn_us(std::int64_t now_us) const {
    if (wants_snapshot_) return now_us;
    return interval_us() == 0 ? now_us + kSecond : std::max(next_us_, now_us);
}

bool Pacer::note_sent(std::int64_t now_us, std::int64_t duration_us) {
    times_.add(duration_us);
    const std::int64_t interval = interval_us();
    if (interval == 0 || is_idle()) return false;
    const std::int64_t p95_us = times_.percentile(95);
    const bool is_bad = p95_us * 10 > interval * 8;
    const bool is_good = p95_us * 10 < interval * 5;
    if (!is_bad) bad_since_us_ = -1;
    if (!is_good) good_since_us_ = -1;
    if (is_bad && bad_since_us_ < 0) bad_since_us_ = now_us;
    if (is_good && good_since_us_ < 0) good_since_us_ = now_us;
    const bool is_bad_long = is_bad && now_us - bad_since_us_ >= kBadForUs;
    const bool is_good_long = is_good && now_us - good_since_us_ >= kGoodForUs;
    if (!is_bad_long && !is_good_long) return false;
    // What was measured so far has had its say; at low rates it would have it for a minute.
    bad_since_us_ = good_since_us_ = -1;
    times_.clear();
    return is_bad_long ? degrade() : recover();
}

bool Pacer::degrade() {
    const std::int64_t fps_milli = pace().fps_milli;
    if (fps_milli > kFloorMilli) {
        ceiling_milli_ = std::max(kFloorMilli, fps_milli * 2 / 3);
    } else if (quality_worse_ < kMaxQualityWorse && pace().quality < kWorstQuality) {
        quality_worse_ += kQualityStep;
    } else if (sizes_down_ < kMaxSizesDown) {
        ++sizes_down_;
    } else {
        return false;
    }
    return true;
}

bool Pacer::recover() {
    if (sizes_down_ > 0) {
        --sizes_down_;
    } else if (quality_worse_ > 0) {
        quality_worse_ -= kQualityStep;
    } else if (ceiling_milli_ < wanted_fps_milli()) {
        ceiling_milli_ += 1000;
    } else {
        return false;
    }
    return true;
}

}  // namespace bridge
