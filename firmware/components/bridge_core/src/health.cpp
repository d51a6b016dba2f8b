#include "bridge/health.hpp"

namespace bridge {

namespace {

/// Counts pairs on the first pass and writes them on the second: a map's size comes first.
class Pairs {
  public:
    explicit Pairs(MsgpackWriter* out) : out_(out) {}

    void add(std::string_view name, std::int64_t value) {
        if (begin(name)) out_->integer(value);
    }
    void add_if(bool is_known, std::string_view name, std::int64_t value) {
        if (is_known) add(name, value);
    }
    void add_bytes(std::string_view name, std::int64_t bytes) {
        add_if(bytes != Vitals::kUnknown, name, bytes);
    }
    bool begin(std::string_view name) {
        ++count_;
        if (out_ != nullptr) out_->text(name);
        return out_ != nullptr;
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] MsgpackWriter& out() { return *out_; }

  private:
    MsgpackWriter* out_;
    std::size_t count_ = 0;
};

void add_drops(Pairs& pairs, const HealthReport& report) {
    pairs.add("replaced", report.drops.replaced);
    pairs.add_if(report.drops.link_lost != 0, "link_lost", report.drops.link_lost);
    pairs.add_if(report.drops.log_lines != 0, "log_lines", report.drops.log_lines);
    for (std::size_t i = 1; report.gate != nullptr && i < kGateVerdicts; ++i) {
        const auto verdict = static_cast<GateVerdict>(i);
        const std::uint32_t count = report.gate->count(verdict);
        pairs.add_if(count != 0, name_of(verdict), count);
    }
}

void add_vitals(Pairs& pairs, const Vitals& vitals) {
    pairs.add_if(vitals.rssi_dbm != 0, "rssi_dbm", vitals.rssi_dbm);
    pairs.add_if(vitals.wifi_channel != 0, "channel", vitals.wifi_channel);
    pairs.add_bytes("heap_free_bytes", vitals.heap_free_bytes);
    pairs.add_bytes("heap_min_bytes", vitals.heap_min_bytes);
    pairs.add_bytes("heap_block_bytes", vitals.heap_block_bytes);
    pairs.add_bytes("psram_free_bytes", vitals.psram_free_bytes);
    if (vitals.temperature_milli != INT32_MIN && pairs.begin("temperature_c")) {
        pairs.out().milli(vitals.temperature_milli);
    }
    pairs.add_if(vitals.battery_percent != Vitals::kUnknown, "battery_percent",
                 vitals.battery_percent);
    if (!vitals.reset_reason.empty() && pairs.begin("reset_reason")) {
        pairs.out().text(vitals.reset_reason);
    }
}

void add_all(Pairs& pairs, const HealthReport& report, std::int64_t now_us) {
    pairs.add("uptime_us", report.uptime_us);
    add_vitals(pairs, report.vitals);
    pairs.add_if(report.has_heap_slope, "heap_slope_bytes_per_minute",
                 report.heap_slope_bytes_per_minute);
    pairs.add("frames_captured", report.frames_captured);
    pairs.add("frames_sent", report.frames_sent);
    pairs.add_if(report.has_send_times, "send_us_p50", report.send_us_p50);
    pairs.add_if(report.has_send_times, "send_us_p99", report.send_us_p99);
    if (pairs.begin("drops")) {
        Pairs counted(nullptr);
        add_drops(counted, report);
        pairs.out().map(counted.count());
        Pairs written(&pairs.out());
        add_drops(written, report);
    }
    if (report.settings != nullptr && pairs.begin("settings"))
        report.settings->put_values(pairs.out());
    if (report.annex != nullptr && pairs.begin(report.annex->health_name()))
        report.annex->put_value(pairs.out(), now_us);
}

}  // namespace

void put_health(MsgpackWriter& out, const HealthReport& report, std::int64_t now_us) {
    Pairs counted(nullptr);
    add_all(counted, report, now_us);
    out.map(counted.count());
    Pairs written(&out);
    add_all(written, report, now_us);
}

}  // namespace bridge
