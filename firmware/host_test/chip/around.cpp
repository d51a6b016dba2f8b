// Flash, radio, pins, memory and cables of the chip.
#include <cstdlib>
#include <cstring>

#include "driver/gpio.h"
#include "driver/ledc.h"
#include "driver/temperature_sensor.h"
#include "driver/uart.h"
#include "driver/usb_serial_jtag.h"
#include "esp_app_desc.h"
#include "esp_heap_caps.h"
#include "esp_netif.h"
#include "esp_ota_ops.h"
#include "esp_psram.h"
#include "esp_wifi.h"
#include "lwip/dns.h"
#include "lwip/tcpip.h"
#include "nvs_flash.h"
#include "world.hpp"

using chip::world;

struct esp_netif_obj {};

namespace {

esp_netif_obj netif;
std::vector<std::string>& open_partitions() {
    static std::vector<std::string>& all = *new std::vector<std::string>{""};
    return all;
}

std::map<std::string, std::string>& entries(nvs_handle_t handle) {
    return world().flash[open_partitions().at(handle)];
}

esp_err_t note(const std::string& call) {
    const std::lock_guard guard(chip::lock());
    world().wifi.push_back(call);
    return ESP_OK;
}

std::pair<dns_found_callback, std::pair<std::string, void*>> question;

int take(std::string& from, void* buffer, std::size_t size) {
    const std::lock_guard guard(chip::lock());
    const std::size_t count = std::min(size, from.size());
    std::memcpy(buffer, from.data(), count);
    from.erase(0, count);
    return static_cast<int>(count);
}

}  // namespace

namespace chip {

void answer_names() {
    const auto asked = question;
    ip_addr_t address = {};
    const auto known = world().names.find(asked.second.first);
    const bool is_known = known != world().names.end();
    if (is_known) address.ip4.addr = known->second;
    asked.first(asked.second.first.c_str(), is_known ? &address : nullptr, asked.second.second);
}

}  // namespace chip

extern "C" {

esp_event_base_t const WIFI_EVENT = "WIFI_EVENT";
esp_event_base_t const IP_EVENT = "IP_EVENT";

// Flash.
esp_err_t nvs_flash_init_partition(const char* partition) {
    if (world().missing.count(partition) != 0) return ESP_ERR_NOT_FOUND;
    const auto spoilt = world().spoilt.find(partition);
    return spoilt == world().spoilt.end() ? ESP_OK : spoilt->second;
}
esp_err_t nvs_flash_deinit_partition(const char*) {
    return ESP_OK;
}
esp_err_t nvs_flash_erase_partition(const char* partition) {
    world().spoilt.erase(partition);
    world().flash[partition].clear();
    return ESP_OK;
}
esp_err_t nvs_open_from_partition(const char* partition, const char*, nvs_open_mode_t,
                                  nvs_handle_t* handle) {
    open_partitions().push_back(partition);
    *handle = static_cast<nvs_handle_t>(open_partitions().size() - 1);
    return ESP_OK;
}
esp_err_t nvs_get_blob(nvs_handle_t handle, const char* key, void* value, std::size_t* size) {
    const auto found = entries(handle).find(key);
    if (found == entries(handle).end()) return ESP_ERR_NVS_NOT_FOUND;
    if (found->second.size() > *size) return ESP_FAIL;
    *size = found->second.size();
    std::memcpy(value, found->second.data(), *size);
    return ESP_OK;
}
esp_err_t nvs_set_blob(nvs_handle_t handle, const char* key, const void* value, std::size_t size) {
    entries(handle)[key] = std::string(static_cast<const char*>(value), size);
    return ESP_OK;
}
esp_err_t nvs_erase_key(nvs_handle_t handle, const char* key) {
    return entries(handle).erase(key) == 1 ? ESP_OK : ESP_ERR_NVS_NOT_FOUND;
}
esp_err_t nvs_get_used_entry_count(nvs_handle_t handle, std::size_t* count) {
    *count = entries(handle).size();
    return ESP_OK;
}
esp_err_t nvs_commit(nvs_handle_t) {
    return ESP_OK;
}
void nvs_close(nvs_handle_t) {}

// Radio.
esp_err_t esp_event_loop_create_default() {
    return ESP_OK;
}
esp_err_t esp_event_handler_instance_register(esp_event_base_t base, std::int32_t,
                                              esp_event_handler_t handler, void* argument,
                                              esp_event_handler_instance_t*) {
    const std::lock_guard guard(chip::lock());
    if (base == WIFI_EVENT) world().handlers.emplace_back(handler, argument);
    return ESP_OK;
}
esp_err_t esp_netif_init() {
    return ESP_OK;
}
esp_err_t esp_netif_set_hostname(esp_netif_t*, const char* name) {
    return note(std::string("name ") + name);
}
esp_netif_t* esp_netif_create_default_wifi_sta() {
    return &netif;
}
esp_netif_t* esp_netif_create_default_wifi_ap() {
    return &netif;
}
esp_err_t esp_wifi_scan_start(const wifi_scan_config_t*, bool) {
    return note("scan");
}
esp_err_t esp_wifi_scan_get_ap_record(wifi_ap_record_t* record) {
    const std::lock_guard guard(chip::lock());
    if (world().networks.empty()) return ESP_FAIL;
    const auto [name, signal] = world().networks.front();
    world().networks.pop_front();
    *record = {};
    std::memcpy(record->ssid, name.data(), name.size());
    record->rssi = static_cast<std::int8_t>(signal);
    record->authmode = WIFI_AUTH_WPA2_PSK;
    return ESP_OK;
}
esp_err_t esp_wifi_clear_ap_list() {
    return ESP_OK;
}
esp_err_t esp_wifi_init(const wifi_init_config_t*) {
    return note("init");
}
esp_err_t esp_wifi_set_storage(wifi_storage_t storage) {
    return note(storage == WIFI_STORAGE_RAM ? "keep nothing" : "keep");
}
esp_err_t esp_wifi_set_mode(wifi_mode_t mode) {
    return note(mode == WIFI_MODE_STA ? "mode" : "mode with an own network");
}
esp_err_t esp_wifi_set_config(wifi_interface_t interface, wifi_config_t* config) {
    if (interface == WIFI_IF_AP) {
        return note("own " + std::string(reinterpret_cast<const char*>(config->ap.ssid),
                                         config->ap.ssid_len));
    }
    const auto text = [](const std::uint8_t* bytes, std::size_t size) {
        return std::string(reinterpret_cast<const char*>(bytes),
                           strnlen(reinterpret_cast<const char*>(bytes), size));
    };
    return note("config " + text(config->sta.ssid, 32) + "/" + text(config->sta.password, 64) +
                (config->sta.pmf_cfg.capable ? " pmf" : "") +
                (config->sta.threshold.authmode == WIFI_AUTH_OPEN ? " open" : ""));
}
esp_err_t esp_wifi_set_country_code(const char* country, bool) {
    return note(std::string("country ") + country);
}
esp_err_t esp_wifi_set_ps(wifi_ps_type_t type) {
    return note(type == WIFI_PS_NONE ? "awake" : "asleep");
}
esp_err_t esp_wifi_set_max_tx_power(std::int8_t quarters) {
    return note("power " + std::to_string(quarters));
}
esp_err_t esp_wifi_start() {
    return note("start");
}
esp_err_t esp_wifi_connect() {
    return note("connect");
}
esp_err_t esp_wifi_disconnect() {
    return note("disconnect");
}
esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* access_point) {
    access_point->rssi = -57;
    access_point->primary = 6;
    const std::lock_guard guard(chip::lock());
    return world().is_wifi_joined ? ESP_OK : ESP_FAIL;
}
err_t tcpip_try_callback(tcpip_callback_fn function, void* argument) {
    function(argument);
    return ERR_OK;
}
err_t dns_gethostbyname_addrtype(const char* name, ip_addr_t* address, dns_found_callback found,
                                 void* argument, std::uint8_t) {
    question = {found, {name, argument}};
    if (world().is_name_server_slow) return ERR_INPROGRESS;
    const auto known = world().names.find(name);
    if (known == world().names.end()) return -6;
    address->ip4.addr = known->second;
    return ERR_OK;
}

// Pins.
esp_err_t gpio_reset_pin(gpio_num_t) {
    return ESP_OK;
}
esp_err_t gpio_set_direction(gpio_num_t, gpio_mode_t) {
    return ESP_OK;
}
esp_err_t gpio_set_level(gpio_num_t pin, std::uint32_t level) {
    const std::lock_guard guard(chip::lock());
    int& kept = world().pins.try_emplace(pin, -1).first->second;
    if (kept != static_cast<int>(level)) {
        kept = static_cast<int>(level);
        world().pin_log.push_back(std::to_string(pin) + "=" + std::to_string(level));
    }
    return ESP_OK;
}
esp_err_t ledc_timer_config(const ledc_timer_config_t*) {
    return ESP_OK;
}
esp_err_t ledc_channel_config(const ledc_channel_config_t* config) {
    world().lamp_duty = static_cast<int>(config->duty);
    return ESP_OK;
}
esp_err_t ledc_set_duty(ledc_mode_t, ledc_channel_t, std::uint32_t duty) {
    world().lamp_duty = static_cast<int>(duty);
    return ESP_OK;
}
esp_err_t ledc_update_duty(ledc_mode_t, ledc_channel_t) {
    return ESP_OK;
}
esp_err_t temperature_sensor_install(const temperature_sensor_config_t*,
                                     temperature_sensor_handle_t* handle) {
    *handle = reinterpret_cast<temperature_sensor_handle_t>(handle);
    return ESP_OK;
}
esp_err_t temperature_sensor_enable(temperature_sensor_handle_t) {
    return ESP_OK;
}
esp_err_t temperature_sensor_get_celsius(temperature_sensor_handle_t, float* celsius) {
    *celsius = 41.5F;
    return ESP_OK;
}

// Memory and starts.
void* heap_caps_malloc(std::size_t size, std::uint32_t) {
    return world().has_psram ? std::malloc(size) : nullptr;
}
void heap_caps_free(void* memory) {
    std::free(memory);
}
std::size_t heap_caps_get_free_size(std::uint32_t caps) {
    return (caps & MALLOC_CAP_SPIRAM) != 0 ? 7000000 : 150000;
}
std::size_t heap_caps_get_minimum_free_size(std::uint32_t) {
    return 120000;
}
std::size_t heap_caps_get_largest_free_block(std::uint32_t) {
    return 70000;
}
bool esp_psram_is_initialized() {
    const std::lock_guard guard(chip::lock());
    return world().has_psram;
}
std::size_t esp_psram_get_size() {
    return world().has_psram ? 8388608 : 0;
}
esp_reset_reason_t esp_reset_reason() {
    return world().reset_reason;
}
void esp_restart() {
    std::exit(3);
}

// Slots for programs.
const esp_app_desc_t* esp_app_get_description() {
    static const esp_app_desc_t description = {"1.2.3", "gamebridge-s3_eye"};
    return &description;
}
namespace {
const esp_partition_t slots[] = {{0x300000, "ota_0"}, {0x300000, "ota_1"}};
}
const esp_partition_t* esp_ota_get_running_partition() {
    return &slots[0];
}
const esp_partition_t* esp_ota_get_next_update_partition(const esp_partition_t*) {
    return &slots[1];
}
esp_err_t esp_ota_get_state_partition(const esp_partition_t*, esp_ota_img_states_t* state) {
    *state = world().is_on_trial ? ESP_OTA_IMG_PENDING_VERIFY : ESP_OTA_IMG_VALID;
    return ESP_OK;
}
esp_err_t esp_ota_begin(const esp_partition_t*, std::size_t, esp_ota_handle_t* handle) {
    world().written.clear();
    *handle = 7;
    return ESP_OK;
}
esp_err_t esp_ota_write(esp_ota_handle_t, const void* bytes, std::size_t size) {
    world().written.append(static_cast<const char*>(bytes), size);
    return ESP_OK;
}
esp_err_t esp_ota_end(esp_ota_handle_t) {
    return world().is_image_sound ? ESP_OK : ESP_ERR_OTA_VALIDATE_FAILED;
}
esp_err_t esp_ota_abort(esp_ota_handle_t) {
    world().written.clear();
    return ESP_OK;
}
esp_err_t esp_ota_set_boot_partition(const esp_partition_t* partition) {
    world().boot_slot = partition == &slots[1] ? 1 : 0;
    return ESP_OK;
}
esp_err_t esp_ota_mark_app_valid_cancel_rollback() {
    world().is_on_trial = false;
    return ESP_OK;
}
esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot() {
    world().boot_slot = 0;
    return ESP_OK;
}

// Cables.
esp_err_t uart_driver_install(uart_port_t, int, int, int, QueueHandle_t*, int) {
    return ESP_OK;
}
int uart_read_bytes(uart_port_t, void* buffer, std::uint32_t size, TickType_t) {
    return take(world().typed, buffer, size);
}
int uart_write_bytes(uart_port_t, const void* bytes, std::size_t size) {
    const std::lock_guard guard(chip::lock());
    world().printed.append(static_cast<const char*>(bytes), size);
    chip::changed().notify_all();
    return static_cast<int>(size);
}
esp_err_t uart_get_tx_buffer_free_size(uart_port_t, std::size_t* size) {
    *size = world().uart_room;
    return ESP_OK;
}
esp_err_t usb_serial_jtag_driver_install(usb_serial_jtag_driver_config_t*) {
    return ESP_OK;
}
int usb_serial_jtag_read_bytes(void* buffer, std::uint32_t size, TickType_t) {
    return take(world().usb_typed, buffer, size);
}
int usb_serial_jtag_write_bytes(const void* bytes, std::size_t size, TickType_t) {
    const std::lock_guard guard(chip::lock());
    if (!world().has_usb_reader) return 0;
    world().usb_printed.append(static_cast<const char*>(bytes), size);
    return static_cast<int>(size);
}

}  // extern "C"
