#include "bridge/backoff.hpp"

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kGoodSessionUs = 30 * kSecond;

struct Patience {
    std::uint16_t code;
    std::uint32_t least_ms;   ///< Unless the bridge named another.
    std::uint32_t jitter_ms;  ///< On top of it, so that thirty boards do not come at once.
};

constexpr Patience kPatience[] = {
    {kCloseBadMessage, 60000, 15000}, {kCloseUnauthenticated, 60000, 15000},
    {kCloseForbidden, 60000, 15000},  {kCloseSilent, 0, 500},
    {kCloseReplaced, 10000, 5000},    {kCloseVersion, 300000, 60000},
    {kCloseRate, 5000, 1000},         {kCloseDraining, 1000, 2000},
};

/// Only these two leave the moment to the bridge.
bool asks_for_patience(std::uint16_t code) {
    return code == kCloseRate || code == kCloseDraining;
}

}  // namespace

std::uint32_t Backoff::next_ms(const SessionEnd& end, Random& random) {
    if (end.good_us >= kGoodSessionUs) bound_ms_ = kFirstBoundMs;
    for (const Patience& row : kPatience) {
        if (row.code != end.close_code) continue;
        const bool is_told = end.retry_after_ms != 0 && asks_for_patience(row.code);
        const std::uint32_t least_ms = is_told ? end.retry_after_ms : row.least_ms;
        return least_ms + random_below(random, row.jitter_ms + 1);
    }
    const std::uint32_t wait_ms = random_below(random, bound_ms_ + 1);
    bound_ms_ = bound_ms_ * 2 < kLastBoundMs ? bound_ms_ * 2 : kLastBoundMs;
    return wait_ms > end.retry_after_ms ? wait_ms : end.retry_after_ms + wait_ms;
}

bool is_hopeless(std::uint16_t close_code) {
    return close_code == kCloseBadMessage || close_code == kCloseUnauthenticated ||
           close_code == kCloseForbidden || close_code == kCloseVersion;
}

}  // namespace bridge
