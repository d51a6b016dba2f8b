// The radio: joins networks, looks for them, and opens one of its own. Events come on a task of
// their own and leave one word here.
#pragma once

#include <atomic>
#include <cstdint>

#include "bridge/ports/access_point.hpp"
#include "bridge/ports/network_scan.hpp"
#include "bridge/ports/wifi.hpp"
#include "esp_event.h"

namespace bridge::esp32 {

/// What a reason of the driver's means for whoever chooses networks.
[[nodiscard]] WifiFailure failure_of(int reason, bool was_up);

class WifiStation : public Wifi, public NetworkScan, public AccessPoint {
  public:
    /// Switches the radio on, without joining anything. From here on random numbers are good.
    /// `host_name` is what routers show.
    bool begin(const char* country, const char* host_name);
    /// Sends with less power, for a supply that has broken down before.
    void spare_power();

    void join(std::string_view name, std::string_view password) override;
    void leave() override;
    [[nodiscard]] WifiReport report() override { return report_.load(); }

    bool begin() override;
    [[nodiscard]] ScanState state() override { return scan_.load(); }
    bool take(FoundNetwork& network) override;

    bool open(std::string_view name) override;
    void close() override;
    [[nodiscard]] std::string_view address() const override { return "192.168.4.1"; }

  private:
    static void on_event(void* station, esp_event_base_t base, std::int32_t id, void* data);
    void note_disconnected(int reason);

    std::atomic<WifiReport> report_{WifiReport{}};
    std::atomic<ScanState> scan_{ScanState::idle};
    bool has_own_netif_ = false;
};

}  // namespace bridge::esp32
