// What else a device is made of, on a PC: a board whose measurements can be made up, a store
// in memory, randomness, and a clock that can jump.
#pragma once

#include <sys/random.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "bridge/json_reader.hpp"
#include "bridge/ports/board.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/random.hpp"
#include "bridge/ports/store.hpp"
#include "true_time.hpp"

/// The device's own clock: from zero at each of its starts, as fast as it is told to be.
class DeviceClock : public bridge::Clock {
  public:
    DeviceClock(const TrueTime& time, double drift_ppm) : time_(time), drift_ppm_(drift_ppm) {}
    std::int64_t now_us() override {
        const std::int64_t passed_us = time_.now_us() - started_us_;
        return passed_us + jumped_us_ +
               static_cast<std::int64_t>(static_cast<double>(passed_us) * drift_ppm_ / 1e6);
    }
    void jump(std::int64_t by_us) { jumped_us_ += by_us; }
    void restart() {
        started_us_ = time_.now_us();
        jumped_us_ = 0;
    }

  private:
    const TrueTime& time_;
    double drift_ppm_;
    std::int64_t started_us_ = 0;
    std::int64_t jumped_us_ = 0;
};

class PosixRandom : public bridge::Random {
  public:
    void fill(bridge::Room room) override {
        if (getrandom(room.data, room.size, 0) != static_cast<ssize_t>(room.size)) std::abort();
    }
};

/// Survives the device's restarts, and is forgotten at the end of the program.
class MemoryStore : public bridge::Store {
  public:
    std::size_t load(std::string_view name, bridge::Room into) override {
        const auto found = kept_.find(name);
        if (found == kept_.end() || found->second.size() > into.size) return 0;
        std::copy(found->second.begin(), found->second.end(), into.data);
        return found->second.size();
    }
    bool save(std::string_view name, bridge::Bytes bytes) override {
        kept_[std::string(name)] = std::string(bridge::text_from(bytes));
        return true;
    }
    void erase_all() override { kept_.clear(); }

  private:
    std::map<std::string, std::string, std::less<>> kept_;
};

class PcBoard : public bridge::Board {
  public:
    explicit PcBoard(std::function<void(std::int32_t)> on_lamp) : on_lamp_(std::move(on_lamp)) {}

    std::string_view name() const override { return "pc"; }
    bool has_lamp() const override { return true; }
    bool set_lamp(std::int32_t level) override {
        if (level != lamp_) on_lamp_(level);
        lamp_ = level;
        return true;
    }
    void read_vitals(bridge::Vitals& into) override { into = vitals_; }
    void restart() override { wants_restart = true; }

    /// From now on this is measured; what is not named stays.
    void measure(bridge::JsonView told) {
        const auto take = [&](std::string_view name, auto& into) {
            if (const auto value = told.member(name).integer())
                into = static_cast<std::remove_reference_t<decltype(into)>>(*value);
        };
        take("heap_free_bytes", vitals_.heap_free_bytes);
        take("heap_min_bytes", vitals_.heap_min_bytes);
        take("heap_block_bytes", vitals_.heap_block_bytes);
        take("psram_free_bytes", vitals_.psram_free_bytes);
        take("rssi_dbm", vitals_.rssi_dbm);
        take("wifi_channel", vitals_.wifi_channel);
        if (const auto milli = told.member("temperature_c").milli())
            vitals_.temperature_milli = static_cast<std::int32_t>(*milli);
    }
    void note_start(std::string_view reset_reason) {
        vitals_.reset_reason = reset_reason;
        lamp_ = -1;
        wants_restart = false;
    }

    bool wants_restart = false;

  private:
    std::function<void(std::int32_t)> on_lamp_;
    bridge::Vitals vitals_;
    std::int32_t lamp_ = -1;
};
