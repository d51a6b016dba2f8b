#include "bridge/esp32/thermometer.hpp"

namespace bridge::esp32 {

void begin_thermometer() {}

std::int32_t read_thermometer() {
    return INT32_MIN;
}

}  // namespace bridge::esp32
