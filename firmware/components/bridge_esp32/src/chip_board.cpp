#include "bridge/esp32/chip_board.hpp"

#include <algorithm>

#include "bridge/esp32/thermometer.hpp"
#include "driver/ledc.h"
#include "esp_heap_caps.h"
#include "esp_psram.h"
#include "esp_system.h"
#include "esp_wifi.h"

namespace bridge::esp32 {

namespace {

// Timer 0 and channel 0 make the camera's clock.
constexpr ledc_timer_t kTimer = LEDC_TIMER_1;
constexpr ledc_channel_t kChannel = LEDC_CHANNEL_2;
constexpr std::uint32_t kFlickerHz = 5000;
constexpr std::int32_t kFullDuty = 256;

/// A level of 255 is all the time, not 255 of 256 parts of it.
std::uint32_t duty_of(std::int32_t level, bool is_active_low) {
    const std::int32_t bounded = std::clamp<std::int32_t>(level, 0, 255);
    const std::int32_t on = bounded == 255 ? kFullDuty : bounded;
    return static_cast<std::uint32_t>(is_active_low ? kFullDuty - on : on);
}

std::string_view name_of(esp_reset_reason_t reason) {
    switch (reason) {
        case ESP_RST_POWERON: return "power_on";
        case ESP_RST_EXT: return "reset_pin";
        case ESP_RST_SW: return "restart";
        case ESP_RST_PANIC: return "panic";
        case ESP_RST_INT_WDT:
        case ESP_RST_TASK_WDT:
        case ESP_RST_WDT: return "watchdog";
        case ESP_RST_DEEPSLEEP: return "deep_sleep";
        case ESP_RST_BROWNOUT: return "brownout";
        case ESP_RST_USB:
        case ESP_RST_JTAG: return "usb";
        default: return "unknown";
    }
}

}  // namespace

void ChipBoard::begin() {
    begin_thermometer();
    if (!has_lamp()) return;
    ledc_timer_config_t timer = {};
    timer.speed_mode = LEDC_LOW_SPEED_MODE;
    timer.duty_resolution = LEDC_TIMER_8_BIT;
    timer.timer_num = kTimer;
    timer.freq_hz = kFlickerHz;
    timer.clk_cfg = LEDC_AUTO_CLK;
    ledc_channel_config_t channel = {};
    channel.gpio_num = map_.lamp.pin;
    channel.speed_mode = LEDC_LOW_SPEED_MODE;
    channel.channel = kChannel;
    channel.timer_sel = kTimer;
    channel.duty = duty_of(0, map_.lamp.is_active_low);
    if (ledc_timer_config(&timer) == ESP_OK) ledc_channel_config(&channel);
}

bool ChipBoard::set_lamp(std::int32_t level) {
    if (!has_lamp()) return false;
    const std::uint32_t duty = duty_of(level, map_.lamp.is_active_low);
    return ledc_set_duty(LEDC_LOW_SPEED_MODE, kChannel, duty) == ESP_OK &&
           ledc_update_duty(LEDC_LOW_SPEED_MODE, kChannel) == ESP_OK;
}

void ChipBoard::read_vitals(Vitals& vitals) {
    constexpr std::uint32_t kInternal = MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT;
    vitals.heap_free_bytes = static_cast<std::int64_t>(heap_caps_get_free_size(kInternal));
    vitals.heap_min_bytes = static_cast<std::int64_t>(heap_caps_get_minimum_free_size(kInternal));
    vitals.heap_block_bytes =
        static_cast<std::int64_t>(heap_caps_get_largest_free_block(kInternal));
    vitals.psram_free_bytes =
        esp_psram_is_initialized()
            ? static_cast<std::int64_t>(heap_caps_get_free_size(MALLOC_CAP_SPIRAM))
            : Vitals::kUnknown;
    wifi_ap_record_t access_point = {};
    const bool is_joined = esp_wifi_sta_get_ap_info(&access_point) == ESP_OK;
    vitals.rssi_dbm = is_joined ? access_point.rssi : 0;
    vitals.wifi_channel = is_joined ? access_point.primary : 0;
    vitals.temperature_milli = read_thermometer();
    vitals.reset_reason = name_of(esp_reset_reason());
}

void ChipBoard::restart() {
    esp_restart();
}

std::string_view ChipBoard::memory_flaw() const {
    if (map_.psram == boards::Psram::none || esp_psram_is_initialized()) return {};
    return map_.psram == boards::Psram::octal
               ? "no PSRAM answers: this build is for a board with octal PSRAM; is it that board?"
               : "no PSRAM answers: this build is for a board with quad PSRAM; is it that board?";
}

bool ChipBoard::was_brown_out() {
    return esp_reset_reason() == ESP_RST_BROWNOUT;
}

}  // namespace bridge::esp32
