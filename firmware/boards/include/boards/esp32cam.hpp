// Ai-Thinker ESP32-CAM, and the many boards that copy it.
//
// GPIO 0 is both the camera's clock and the strap that chooses download mode; GPIO 4, the
// lamp, is also a data line of the SD socket, which this firmware leaves alone.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kEsp32Cam = {
    "esp32cam",
    "Ai-Thinker ESP32-CAM",
    Chip::esp32,
    4,
    Psram::quad,
    ConsoleKind::uart,
    {32, kNotConnected, 0, 26, 27, {5, 18, 19, 21, 36, 39, 34, 35}, 25, 23, 22},
    {},
    {4, false},
};

}  // namespace bridge::boards
