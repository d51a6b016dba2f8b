// The bridge's clock within its error, and no board that hammers a bridge.
#include <doctest/doctest.h>

#include <string>

#include "bridge/backoff.hpp"
#include "bridge/clock_sync.hpp"
#include "bridge/protocol.hpp"
#include "fakes/streams.hpp"
#include "vector_files.hpp"

using namespace bridge;

namespace {

class Dice : public Random {
  public:
    explicit Dice(std::uint32_t seed) : state_(seed) {}
    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i)
            room.data[i] = static_cast<std::uint8_t>(next() >> 24);
    }
    std::uint32_t next() { return state_ = state_ * 1664525U + 1013904223U; }
    std::int64_t below(std::int64_t bound) { return static_cast<std::int64_t>(next()) % bound; }

  private:
    std::uint32_t state_;
};

void observe_all(ClockSync& clock, const JsonView& exchanges) {
    JsonCursor cursor(exchanges);
    JsonView exchange;
    while (cursor.next(exchange)) {
        std::int64_t t[4] = {};
        JsonCursor times(exchange);
        JsonView item;
        for (std::int64_t& time : t) {
            REQUIRE(times.next(item));
            time = *item.integer();
        }
        clock.observe(t[0], t[1], t[2], t[3]);
    }
}

SessionEnd closed(std::uint16_t code, std::uint32_t retry_after_ms = 0) {
    SessionEnd end;
    end.close_code = code;
    end.retry_after_ms = retry_after_ms;
    return end;
}

}  // namespace

TEST_CASE("each trace gives the estimate of its vector") {
    const int seen = each_vector("clocksync", [](const Vector& vector) {
        CAPTURE(vector.name);
        const auto field = [&](const char* name) { return *vector.view.member(name).integer(); };
        ClockSync clock;
        observe_all(clock, vector.view.member("exchanges"));
        const ClockReport report = clock.estimate(field("at_us"));
        CHECK(std::abs(report.offset_us - field("offset_us")) <= 1);
        CHECK(std::abs(report.error_us - field("error_us")) <= 1);
        CHECK(std::abs(report.drift_ppb - *vector.view.member("drift_ppm").milli()) <= 10);
        CHECK(report.samples == field("samples"));
        CHECK(vector.is("state", std::string(name_of(report.state)).c_str()));
        CHECK(clock.epoch() == field("epoch"));
        CHECK(clock.steps() == field("steps"));
        CHECK(std::abs(report.offset_us - field("true_offset_us")) <= field("tolerance_us"));
    });
    CHECK(seen == 8);
}

TEST_CASE("the truth never leaves the error while the drift keeps its promise") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        Dice dice(seed);
        const std::int64_t drift_ppb = dice.below(200001) - 100000;
        const std::int64_t offset = dice.below(4000000000) - 2000000000;
        const auto truth = [&](std::int64_t own) {
            return own + offset + own * drift_ppb / 1000000000;
        };
        ClockSync clock;
        std::int64_t now = 0;
        for (int i = 0; i < 40; ++i) {
            now += 1 + dice.below(40000000);
            const std::int64_t there = now + dice.below(200000);
            const std::int64_t back = there + dice.below(200000);
            clock.observe(now, truth(there), truth(there), back);
            now = back;
            const std::int64_t later = now + dice.below(100000000);
            const ClockReport report = clock.estimate(later);
            CAPTURE(seed);
            CHECK(std::abs(truth(later) - later - report.offset_us) <= report.error_us + 2);
        }
    }
}

TEST_CASE("another boot of the bridge forgets what was known, the same one does not") {
    ClockSync clock;
    clock.begin("1b7c");
    clock.observe(0, 1000, 1000, 10);
    clock.begin("1b7c");
    CHECK(clock.estimate(10).samples == 1);
    clock.begin("2222");
    CHECK(clock.estimate(10).state == ClockState::unsynced);
    CHECK(clock.epoch() == 1);
    CHECK(clock.bridge_from_own(77) == 77);
}

TEST_CASE("clocks that ran for a hundred years do not overflow") {
    constexpr std::int64_t kCentury = INT64_C(3155760000000000);
    ClockSync clock;
    for (std::int64_t i = 0; i < 20; ++i) {
        const std::int64_t own = kCentury + i * 30 * kSecond;
        CHECK(clock.observe(own, 5 + i * 30 * kSecond, 5 + i * 30 * kSecond, own + 10));
    }
    const std::int64_t now = kCentury + 600 * kSecond;
    CHECK(std::abs(clock.estimate(now).offset_us + kCentury) < 100);
    CHECK(clock.estimate(2 * kCentury).state == ClockState::holdover);
}

TEST_CASE("the wait is random up to a bound that doubles from half a second to fifteen") {
    std::uint32_t longest[8] = {};
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        Dice dice(seed * 7919);
        Backoff backoff;
        for (std::uint32_t& most : longest) {
            const std::uint32_t wait = backoff.next_ms({}, dice);
            if (wait > most) most = wait;
        }
    }
    const std::uint32_t bounds[] = {500, 1000, 2000, 4000, 8000, 15000, 15000, 15000};
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(longest[i] <= bounds[i]);
        CHECK(longest[i] > bounds[i] * 9 / 10);
    }
}

TEST_CASE("a good session starts the bound afresh, a short one does not") {
    Dice dice(5);
    Backoff backoff;
    for (int i = 0; i < 8; ++i) (void)backoff.next_ms({}, dice);
    SessionEnd end;
    end.good_us = 29 * kSecond;
    bool was_long = false;
    for (int i = 0; i < 20; ++i) was_long |= backoff.next_ms(end, dice) > 500;
    CHECK(was_long);
    end.good_us = 30 * kSecond;
    CHECK(backoff.next_ms(end, dice) <= 500);
}

TEST_CASE("closes are waited for as the protocol's table says") {
    for (std::uint32_t seed = 1; seed < 200; ++seed) {
        Dice dice(seed);
        Backoff backoff;
        for (const std::uint16_t code :
             {kCloseBadMessage, kCloseUnauthenticated, kCloseForbidden, kCloseVersion}) {
            CHECK(backoff.next_ms(closed(code), dice) >= 60000);
            CHECK(is_hopeless(code));
        }
        CHECK(backoff.next_ms(closed(4408), dice) <= 500);
        CHECK(backoff.next_ms(closed(4409), dice) >= 10000);
        CHECK(backoff.next_ms(closed(4429), dice) >= 5000);
        CHECK(backoff.next_ms(closed(4429, 900), dice) <= 1900);
        CHECK(backoff.next_ms(closed(4503, 2000), dice) >= 2000);
        CHECK(backoff.next_ms(closed(4503, 2000), dice) <= 4000);
        CHECK(backoff.next_ms(closed(1000), dice) <= 500);
        CHECK(backoff.next_ms(closed(0, 30000), dice) >= 30000);  // Retry-After of a 503.
    }
    CHECK_FALSE(is_hopeless(4409));
}
