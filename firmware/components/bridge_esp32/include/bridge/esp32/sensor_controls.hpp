// What the driver's sensors can be told, by the core's names for it.
#pragma once

#include "bridge/ports/camera.hpp"
#include "esp_camera.h"

namespace bridge::esp32 {

[[nodiscard]] SensorModel model_of(const sensor_t& sensor);

/// Sets a control and reads back what the driver made of it.
Applied apply_control(sensor_t& sensor, Control control, std::int32_t value);

/// Switches the sensor's own standby; false for a sensor that has none.
bool set_sensor_rest(sensor_t& sensor, bool is_resting);

/// The driver's size of this width and height; FRAMESIZE_INVALID when it has none.
[[nodiscard]] framesize_t find_frame_size(std::uint16_t width_px, std::uint16_t height_px);

}  // namespace bridge::esp32
