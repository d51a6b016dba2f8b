#include "bridge/esp32/thermometer.hpp"
#include "driver/temperature_sensor.h"

namespace bridge::esp32 {

namespace {

temperature_sensor_handle_t sensor = nullptr;

}  // namespace

void begin_thermometer() {
    // The sensor has several ranges; this one is the finest that a warm chip stays within.
    const temperature_sensor_config_t config = TEMPERATURE_SENSOR_CONFIG_DEFAULT(-10, 80);
    if (temperature_sensor_install(&config, &sensor) != ESP_OK) return;
    if (temperature_sensor_enable(sensor) != ESP_OK) sensor = nullptr;
}

std::int32_t read_thermometer() {
    float celsius = 0;
    if (sensor == nullptr || temperature_sensor_get_celsius(sensor, &celsius) != ESP_OK) {
        return INT32_MIN;
    }
    return static_cast<std::int32_t>(celsius * 1000.0F);
}

}  // namespace bridge::esp32
