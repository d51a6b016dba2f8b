#include "bridge/esp32/wifi_station.hpp"

#include <algorithm>
#include <cstring>

#include "esp_netif.h"
#include "esp_wifi.h"

namespace bridge::esp32 {

namespace {

// 11 dBm: half of the current while sending, and enough for one room.
constexpr std::int8_t kSparingPower = 44;

wifi_config_t config_for(std::string_view name, std::string_view password) {
    wifi_config_t config = {};
    std::memcpy(config.sta.ssid, name.data(), std::min(name.size(), sizeof config.sta.ssid));
    std::memcpy(config.sta.password, password.data(),
                std::min(password.size(), sizeof config.sta.password));
    // Homes have several access points of one name: the strongest, not the first.
    config.sta.scan_method = WIFI_ALL_CHANNEL_SCAN;
    config.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL;
    // Who has a password does not want an open network of the same name.
    config.sta.threshold.authmode = password.empty() ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA_PSK;
    config.sta.pmf_cfg.capable = true;
    config.sta.pmf_cfg.required = false;
    config.sta.sae_pwe_h2e = WPA3_SAE_PWE_BOTH;
    return config;
}

}  // namespace

WifiFailure failure_of(int reason, bool was_up) {
    if (was_up) return WifiFailure::lost;
    switch (reason) {
        case WIFI_REASON_MIC_FAILURE:
        case WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT:
        case WIFI_REASON_802_1X_AUTH_FAILED:
        case WIFI_REASON_AUTH_FAIL:
        case WIFI_REASON_HANDSHAKE_TIMEOUT: return WifiFailure::wrong_password;
        case WIFI_REASON_NO_AP_FOUND:
        case WIFI_REASON_NO_AP_FOUND_W_COMPATIBLE_SECURITY:
        case WIFI_REASON_NO_AP_FOUND_IN_AUTHMODE_THRESHOLD:
        case WIFI_REASON_NO_AP_FOUND_IN_RSSI_THRESHOLD: return WifiFailure::not_found;
        default: return WifiFailure::other;
    }
}

bool WifiStation::begin(const char* country, const char* host_name) {
    wifi_init_config_t init = WIFI_INIT_CONFIG_DEFAULT();
    if (esp_netif_init() != ESP_OK || esp_event_loop_create_default() != ESP_OK) return false;
    esp_netif_t* netif = esp_netif_create_default_wifi_sta();
    if (netif == nullptr || esp_wifi_init(&init) != ESP_OK) return false;
    esp_netif_set_hostname(netif, host_name);
    // Networks are kept by the core; the driver's own copy would survive a factory reset.
    esp_wifi_set_storage(WIFI_STORAGE_RAM);
    for (const esp_event_base_t base : {WIFI_EVENT, IP_EVENT}) {
        esp_event_handler_instance_t instance = nullptr;
        if (esp_event_handler_instance_register(base, ESP_EVENT_ANY_ID, &WifiStation::on_event,
                                                this, &instance) != ESP_OK) {
            return false;
        }
    }
    esp_wifi_set_mode(WIFI_MODE_STA);
    if (esp_wifi_start() != ESP_OK) return false;
    esp_wifi_set_country_code(country, true);
    // Saving power costs up to a beacon interval per packet.
    return esp_wifi_set_ps(WIFI_PS_NONE) == ESP_OK;
}

void WifiStation::spare_power() {
    esp_wifi_set_max_tx_power(kSparingPower);
}

void WifiStation::join(std::string_view name, std::string_view password) {
    esp_wifi_disconnect();
    wifi_config_t config = config_for(name, password);
    report_.store({WifiState::joining, WifiFailure::none});
    const bool is_begun =
        esp_wifi_set_config(WIFI_IF_STA, &config) == ESP_OK && esp_wifi_connect() == ESP_OK;
    if (!is_begun) report_.store({WifiState::down, WifiFailure::other});
}

void WifiStation::leave() {
    report_.store({WifiState::down, WifiFailure::none});
    esp_wifi_disconnect();
}

bool WifiStation::begin() {
    // While it joins, the radio has its own plans for channels.
    if (report_.load().state == WifiState::joining) return false;
    const wifi_scan_config_t everything = {};
    scan_.store(ScanState::scanning);
    if (esp_wifi_scan_start(&everything, false) == ESP_OK) return true;
    scan_.store(ScanState::idle);
    return false;
}

bool WifiStation::take(FoundNetwork& network) {
    if (scan_.load() != ScanState::done) return false;
    wifi_ap_record_t record = {};
    // The driver gives the strongest first, and forgets each one that it has given.
    while (esp_wifi_scan_get_ap_record(&record) == ESP_OK) {
        const std::size_t size = strnlen(reinterpret_cast<const char*>(record.ssid), 32);
        if (size == 0) continue;
        network = FoundNetwork{};
        std::memcpy(network.name, record.ssid, size);
        network.name_size = static_cast<std::uint8_t>(size);
        network.rssi_dbm = record.rssi;
        network.is_open = record.authmode == WIFI_AUTH_OPEN;
        return true;
    }
    esp_wifi_clear_ap_list();
    scan_.store(ScanState::idle);
    return false;
}

bool WifiStation::open(std::string_view name) {
    // The interface serves addresses; it is made once and kept.
    if (!has_own_netif_) has_own_netif_ = esp_netif_create_default_wifi_ap() != nullptr;
    wifi_config_t config = {};
    const std::size_t size = std::min(name.size(), sizeof config.ap.ssid);
    std::memcpy(config.ap.ssid, name.data(), size);
    config.ap.ssid_len = static_cast<std::uint8_t>(size);
    config.ap.channel = 1;
    config.ap.authmode = WIFI_AUTH_OPEN;
    config.ap.max_connection = 4;
    return has_own_netif_ && esp_wifi_set_mode(WIFI_MODE_APSTA) == ESP_OK &&
           esp_wifi_set_config(WIFI_IF_AP, &config) == ESP_OK;
}

void WifiStation::close() {
    esp_wifi_set_mode(WIFI_MODE_STA);
}

void WifiStation::on_event(void* station, esp_event_base_t base, std::int32_t id, void* data) {
    auto* wifi = static_cast<WifiStation*>(station);
    if (base == WIFI_EVENT && id == WIFI_EVENT_STA_DISCONNECTED) {
        wifi->note_disconnected(static_cast<wifi_event_sta_disconnected_t*>(data)->reason);
        return;
    }
    if (base == WIFI_EVENT && id == WIFI_EVENT_SCAN_DONE) wifi->scan_.store(ScanState::done);
    if (base != IP_EVENT) return;
    // An address that comes late, for a network that was left, is not one.
    const WifiState state = wifi->report_.load().state;
    if (id == IP_EVENT_STA_GOT_IP && state == WifiState::joining) {
        wifi->report_.store({WifiState::up, WifiFailure::none});
    } else if (id == IP_EVENT_STA_LOST_IP && state == WifiState::up) {
        wifi->report_.store({WifiState::down, WifiFailure::lost});
    }
}

void WifiStation::note_disconnected(int reason) {
    const WifiReport before = report_.load();
    // We left: the event belongs to the network before, or to `leave`.
    if (reason == WIFI_REASON_ASSOC_LEAVE || before.state == WifiState::down) return;
    report_.store({WifiState::down, failure_of(reason, before.state == WifiState::up)});
}

}  // namespace bridge::esp32
