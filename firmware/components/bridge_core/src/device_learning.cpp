// What a device is told about networks and bridges, by whichever way.
#include "bridge/device.hpp"

namespace bridge {

bool Device::learn_network(std::string_view name, std::string_view password, std::int64_t now_us) {
    bool is_known = false;
    for (std::size_t i = 0; i < wifi_plan_.count(); ++i) {
        is_known = is_known || wifi_plan_.at(i).name == name;
    }
    if (!is_known && wifi_plan_.count() == WifiPlan::kNetworks && name.size() <= 32 &&
        password.size() <= 64) {
        wifi_plan_.forget(wifi_plan_.at(WifiPlan::kNetworks - 1).name.view());
    }
    if (!wifi_plan_.add(name, password)) return false;
    if (names_.is_wired) return true;
    if (is_joined_) {
        break_off("another network", now_us);
        is_joined_ = false;
        offline_since_us_ = now_us;
    }
    ports_.wifi.leave();
    begin_join(now_us);
    return true;
}

bool Device::learn_bridge(std::string_view host, std::uint16_t port, std::int64_t now_us) {
    if (!locator_.pin(host, port)) return false;
    if (!is_joined_) return true;
    break_off("another bridge", now_us);
    begin_join(now_us);
    return true;
}

}  // namespace bridge
