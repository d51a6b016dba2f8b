#include "bridge/clock_sync.hpp"

#include <algorithm>
#include <cstdlib>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kUnit = 256;  // Parts of a microsecond.
// A billion parts of a microsecond over `kUnit`: age × ppb / this is a shift in units.
constexpr std::int64_t kPpbPerUnit = 1000000000 / kUnit;
constexpr std::int64_t kSlotUs = 4 * kSecond;
constexpr std::int64_t kMaxRoundTripUs = 2 * kSecond;
constexpr std::int64_t kMaxDriftPpb = 100000;
constexpr std::int64_t kLockedExchanges = 5;
constexpr std::int64_t kLockedErrorUs = 20000;
constexpr std::int64_t kHoldoverUs = 90 * kSecond;
constexpr std::int64_t kStep = 100000 * kUnit;
constexpr std::size_t kDriftSlots = 4;

std::int64_t rounded(std::int64_t units) {
    return (units >= 0 ? units + kUnit / 2 : units - kUnit / 2) / kUnit;
}

}  // namespace

void ClockSync::begin(std::string_view boot) {
    if (!boot.empty() && boot_ == boot) return;
    forget();
    boot_.assign_cut(boot);
}

void ClockSync::forget() {
    if (count_ != 0) ++epoch_;
    count_ = 0;
    exchanges_ = 0;
}

const ClockSync::Slot& ClockSync::slot(std::size_t age) const {
    return slots_[(newest_ + kSlots - age) % kSlots];
}

ClockSync::Interval ClockSync::carried(const Slot& slot, std::int64_t at_us, Drift drift) {
    const std::int64_t age_us = at_us - slot.at_us;
    const std::int64_t shift = age_us * drift.ppb / kPpbPerUnit;
    const std::int64_t slack = (age_us < 0 ? -age_us : age_us) * drift.slack_ppb / kPpbPerUnit;
    return {slot.low + shift - slack, slot.high + shift + slack};
}

bool ClockSync::observe(std::int64_t t0, std::int64_t t1, std::int64_t t2, std::int64_t t3) {
    const std::int64_t round_trip_us = (t3 - t0) - (t2 - t1);
    if (t3 < t0 || t2 < t1 || round_trip_us < 0 || round_trip_us > kMaxRoundTripUs) return false;
    const Slot next{t3, t3, (t2 - t3) * kUnit, (t1 - t0) * kUnit};
    if (count_ != 0 && is_step(next)) {
        ++steps_;
        forget();
    }
    ++exchanges_;
    last_us_ = t3;
    if (count_ != 0 && merge(next)) return true;
    newest_ = (newest_ + 1) % kSlots;
    slots_[newest_] = next;
    if (count_ < kSlots) ++count_;
    return true;
}

/// Two exchanges of the same four seconds are one slot, at the later moment.
bool ClockSync::merge(const Slot& next) {
    Slot& newest = slots_[newest_];
    if (next.at_us - newest.began_us >= kSlotUs) return false;
    const Interval known = carried(newest, next.at_us, {0, kMaxDriftPpb});
    const std::int64_t low = std::max(known.low, next.low);
    const std::int64_t high = std::min(known.high, next.high);
    if (low > high) return false;
    newest = {newest.began_us, next.at_us, low, high};
    return true;
}

bool ClockSync::is_step(const Slot& next) const {
    if (next.at_us < last_us_) return true;  // Our own clock went back.
    const Interval known = interval(next.at_us, drift());
    return next.low - known.high > kStep || known.low - next.high > kStep;
}

/// Intersects from the newest slot to the oldest, as far as they agree.
ClockSync::Interval ClockSync::interval(std::int64_t at_us, Drift drift) const {
    Interval known = carried(slot(0), at_us, drift);
    for (std::size_t age = 1; age < count_; ++age) {
        const Interval older = carried(slot(age), at_us, drift);
        if (std::max(known.low, older.low) > std::min(known.high, older.high)) break;
        known = {std::max(known.low, older.low), std::min(known.high, older.high)};
    }
    return known;
}

ClockSync::Drift ClockSync::drift() const {
    constexpr Drift kUnknown{0, kMaxDriftPpb};
    if (count_ < kDriftSlots) return kUnknown;
    const Slot* best[kSlots];
    for (std::size_t i = 0; i < count_; ++i) best[i] = &slot(count_ - 1 - i);
    const auto width = [](const Slot* s) { return s->high - s->low; };
    // An insertion sort: sixteen pointers, and equal widths keep their order.
    for (std::size_t i = 1; i < count_; ++i) {
        for (std::size_t k = i; k > 0 && width(best[k]) < width(best[k - 1]); --k) {
            std::swap(best[k], best[k - 1]);
        }
    }
    const std::size_t used = std::max(kDriftSlots, (count_ + 3) / 4);
    std::int64_t first_us = best[0]->at_us;
    std::int64_t last_us = first_us;
    for (std::size_t i = 1; i < used; ++i) {
        first_us = std::min(first_us, best[i]->at_us);
        last_us = std::max(last_us, best[i]->at_us);
    }
    if (first_us == last_us) return kUnknown;
    // Each centre is wrong by half its width at most, which turns the line by no more.
    const std::int64_t slack =
        width(best[used - 1]) * (kPpbPerUnit + kPpbPerUnit / 2) / (last_us - first_us);
    if (slack >= kMaxDriftPpb) return kUnknown;
    const std::int64_t slope = slope_ppb(best, used);
    if (slope > kMaxDriftPpb || slope < -kMaxDriftPpb) return kUnknown;
    return {slope, slack};
}

/// The slope of the least-squares line through the centres. Times are scaled down until
/// their squares fit; what is lost is far below a part per billion.
std::int64_t ClockSync::slope_ppb(const Slot* const* slots, std::size_t count) {
    std::int64_t mean_at = 0;
    std::int64_t mean_centre = 0;
    const std::int64_t at = slots[0]->at_us;
    const std::int64_t centre = (slots[0]->low + slots[0]->high) / 2;
    const auto parts = static_cast<std::int64_t>(count);
    std::int64_t span = 1;
    for (std::size_t i = 0; i < count; ++i) {
        mean_at += (slots[i]->at_us - at) / parts;
        mean_centre += ((slots[i]->low + slots[i]->high) / 2 - centre) / parts;
        span = std::max(span, std::abs(slots[i]->at_us - at));
    }
    std::int64_t scale = 1;
    while (span / scale > (INT64_C(1) << 24)) scale *= 2;
    std::int64_t spread = 0;
    std::int64_t together = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t x = (slots[i]->at_us - at - mean_at) / scale;
        const std::int64_t y =
            ((slots[i]->low + slots[i]->high) / 2 - centre - mean_centre) / scale;
        spread += x * x;
        together += x * y;
    }
    while (std::abs(together) > (INT64_C(1) << 40)) {
        together /= 2;
        spread /= 2;
    }
    return spread == 0 ? 0 : together * kPpbPerUnit / spread;
}

ClockReport ClockSync::estimate(std::int64_t now_us) const {
    ClockReport report;
    if (count_ == 0) return report;
    const Drift known = drift();
    const Interval now = interval(now_us, known);
    report.offset_us = rounded((now.low + now.high) / 2);
    report.error_us = (now.high - now.low + 2 * kUnit - 1) / (2 * kUnit);
    report.drift_ppb = known.ppb;
    report.samples = exchanges_;
    if (now_us - last_us_ > kHoldoverUs) {
        report.state = ClockState::holdover;
    } else if (exchanges_ < kLockedExchanges || report.error_us > kLockedErrorUs) {
        report.state = ClockState::coarse;
    } else {
        report.state = ClockState::locked;
    }
    return report;
}

std::int64_t ClockSync::bridge_from_own(std::int64_t own_us) const {
    return std::max<std::int64_t>(0, own_us + estimate(own_us).offset_us);
}

}  // namespace bridge
