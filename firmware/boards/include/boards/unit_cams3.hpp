// M5Stack Unit CamS3. The LED on GPIO 14 is a small one; it serves as the lamp.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kUnitCamS3 = {
    "unit_cams3",
    "M5Stack Unit CamS3",
    Chip::esp32s3,
    16,
    Psram::octal,
    ConsoleKind::both,
    {kNotConnected, 21, 11, 17, 41, {6, 15, 16, 7, 5, 10, 4, 13}, 42, 18, 12},
    {},
    {14, false},
};

}  // namespace bridge::boards
