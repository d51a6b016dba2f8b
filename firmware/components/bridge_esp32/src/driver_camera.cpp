#include "bridge/esp32/driver_camera.hpp"

#include <algorithm>

#include "bridge/esp32/sensor_controls.hpp"
#include "driver/gpio.h"
#include "esp_psram.h"
#include "esp_timer.h"
#include "freertos/task.h"

namespace bridge::esp32 {

namespace {

// The driver makes JPEG buffers of a fifth of a byte per pixel: too small for the smallest
// pictures, so memory is made for these at least.
constexpr CameraPlan kLeastBuffer{640, 480, 0, 0};
constexpr CameraPlan kMostInDram{400, 296, 0, 0};
// Capacitors on the camera's supply keep a sensor alive for a while.
constexpr std::uint32_t kOffMs = 100;
constexpr std::uint32_t kAfterPwdnMs = 10;

constexpr std::int32_t area(const CameraPlan& plan) {
    return static_cast<std::int32_t>(plan.width_px) * plan.height_px;
}

void drive(std::int8_t pin, bool is_high) {
    const auto number = static_cast<gpio_num_t>(pin);
    gpio_set_level(number, is_high ? 1 : 0);
    gpio_set_direction(number, GPIO_MODE_OUTPUT);
    gpio_set_level(number, is_high ? 1 : 0);
}

}  // namespace

CameraPlan fitted(const CameraPlan& plan, bool has_psram) {
    if (has_psram || area(plan) <= area(kMostInDram)) return plan;
    CameraPlan smaller = plan;
    smaller.width_px = kMostInDram.width_px;
    smaller.height_px = kMostInDram.height_px;
    return smaller;
}

void DriverCamera::stop() {
    capture_.pause();
    capture_.wait_idle();
    if (is_running_) esp_camera_deinit();
    is_running_ = false;
}

void DriverCamera::cycle_power() const {
    const boards::CameraPower& power = board_.power;
    if (boards::is_connected(power.pin)) {
        drive(power.pin, power.is_active_low);
        vTaskDelay(pdMS_TO_TICKS(kOffMs));
        drive(power.pin, !power.is_active_low);
        vTaskDelay(pdMS_TO_TICKS(power.settle_ms));
    } else if (boards::is_connected(board_.camera.pwdn)) {
        drive(board_.camera.pwdn, true);
        vTaskDelay(pdMS_TO_TICKS(kOffMs));
        drive(board_.camera.pwdn, false);
        vTaskDelay(pdMS_TO_TICKS(kAfterPwdnMs));
    }
}

camera_config_t DriverCamera::config_for(const CameraPlan& plan) const {
    const boards::CameraPins& pins = board_.camera;
    const bool has_psram = esp_psram_is_initialized();
    const bool is_s3 = board_.chip == boards::Chip::esp32s3;
    camera_config_t config = {};
    config.pin_pwdn = pins.pwdn;
    config.pin_reset = pins.reset;
    config.pin_xclk = pins.xclk;
    config.pin_sccb_sda = pins.sda;
    config.pin_sccb_scl = pins.scl;
    config.pin_d0 = pins.data[0];
    config.pin_d1 = pins.data[1];
    config.pin_d2 = pins.data[2];
    config.pin_d3 = pins.data[3];
    config.pin_d4 = pins.data[4];
    config.pin_d5 = pins.data[5];
    config.pin_d6 = pins.data[6];
    config.pin_d7 = pins.data[7];
    config.pin_vsync = pins.vsync;
    config.pin_href = pins.href;
    config.pin_pclk = pins.pclk;
    config.xclk_freq_hz = plan.xclk_mhz * 1000000;
    config.ledc_timer = LEDC_TIMER_0;
    config.ledc_channel = LEDC_CHANNEL_0;
    config.pixel_format = is_software_ ? PIXFORMAT_RGB565 : PIXFORMAT_JPEG;
    const bool is_tiny = has_psram && !is_software_ && area(plan) < area(kLeastBuffer);
    const CameraPlan& buffer = is_tiny ? kLeastBuffer : plan;
    config.frame_size = find_frame_size(buffer.width_px, buffer.height_px);
    config.jpeg_quality = plan.quality;
    // One is sent, one waits, one is filled; an ESP32 has not the bandwidth for the third.
    config.fb_count = has_psram ? (is_s3 ? 3 : 2) : 1;
    config.fb_location = has_psram ? CAMERA_FB_IN_PSRAM : CAMERA_FB_IN_DRAM;
    config.grab_mode = config.fb_count > 1 ? CAMERA_GRAB_LATEST : CAMERA_GRAB_WHEN_EMPTY;
    return config;
}

esp_err_t DriverCamera::start_driver(const CameraPlan& plan) {
    const camera_config_t config = config_for(plan);
    if (config.frame_size == FRAMESIZE_INVALID) return ESP_ERR_NOT_SUPPORTED;
    return esp_camera_init(&config);
}

bool DriverCamera::start(const CameraPlan& wanted) {
    stop();
    cycle_power();
    const CameraPlan plan = fitted(wanted, esp_psram_is_initialized());
    esp_err_t result = start_driver(plan);
    if (result == ESP_ERR_NOT_SUPPORTED && !is_software_) {
        // A sensor that answers and has no encoder: pixels, then.
        is_software_ = true;
        result = start_driver(plan);
        is_software_ = result == ESP_OK;
    }
    sensor_t* sensor = result == ESP_OK ? esp_camera_sensor_get() : nullptr;
    model_ = sensor != nullptr ? model_of(*sensor) : SensorModel::none;
    is_running_ = result == ESP_OK;
    if (model_ == SensorModel::none) return stop(), false;
    const framesize_t size = find_frame_size(plan.width_px, plan.height_px);
    if (sensor->status.framesize != size && sensor->set_framesize(sensor, size) != 0) {
        return stop(), false;
    }
    // What the driver made of the size, should the sensor not have it.
    const resolution_info_t& made = resolution[sensor->status.framesize];
    if (is_software_ && !capture_.encoder().begin(made.width, made.height)) return stop(), false;
    capture_.resume(is_software_, esp_timer_get_time());
    return true;
}

Applied DriverCamera::apply(Control control, std::int32_t value) {
    sensor_t* sensor = is_running_ ? esp_camera_sensor_get() : nullptr;
    if (sensor == nullptr) return {};
    if (control == Control::quality && is_software_) {
        capture_.encoder().set_quality(std::clamp<std::int32_t>(value, 1, 100));
        return {true, value};
    }
    return apply_control(*sensor, control, value);
}

void DriverCamera::set_standby(bool is_resting) {
    sensor_t* sensor = is_running_ ? esp_camera_sensor_get() : nullptr;
    if (sensor == nullptr) return;
    if (is_resting) {
        // The task stops by itself; nobody waits here for the driver.
        capture_.pause();
        set_sensor_rest(*sensor, true);
    } else {
        set_sensor_rest(*sensor, false);
        capture_.resume(is_software_, esp_timer_get_time());
    }
}

}  // namespace bridge::esp32
