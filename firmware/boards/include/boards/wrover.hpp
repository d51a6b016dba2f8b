// ESP-WROVER-KIT and Freenove's ESP32-WROVER CAM.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kWrover = {
    "wrover",
    "ESP-WROVER-KIT, Freenove ESP32-WROVER CAM",
    Chip::esp32,
    4,
    Psram::quad,
    ConsoleKind::uart,
    {kNotConnected, kNotConnected, 21, 26, 27, {4, 5, 18, 19, 36, 39, 34, 35}, 25, 23, 22},
    {},
    {},
};

}  // namespace bridge::boards
