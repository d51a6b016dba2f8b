// The temperature of the chip, where it has a sensor that can be believed: an ESP32-S3 does,
// an ESP32 does not.
#pragma once

#include <cstdint>

namespace bridge::esp32 {

void begin_thermometer();
/// Thousandths of a degree Celsius; INT32_MIN when it cannot be told.
[[nodiscard]] std::int32_t read_thermometer();

}  // namespace bridge::esp32
