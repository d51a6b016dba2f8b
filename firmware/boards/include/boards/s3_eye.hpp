// The pin map of Espressif's ESP32-S3-EYE, which Freenove's ESP32-S3-WROOM CAM and GOOUUU's
// ESP32-S3-CAM have too. They come with 8 MB of flash at least, and two USB sockets.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kS3Eye = {
    "s3_eye",
    "Freenove ESP32-S3-WROOM CAM, GOOUUU ESP32-S3-CAM",
    Chip::esp32s3,
    8,
    Psram::octal,
    ConsoleKind::both,
    {kNotConnected, kNotConnected, 15, 4, 5, {11, 9, 8, 10, 12, 18, 17, 16}, 6, 7, 13},
    {},
    {},
};

}  // namespace bridge::boards
