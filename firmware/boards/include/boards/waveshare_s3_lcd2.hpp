// Waveshare ESP32-S3-Touch-LCD-2, with a camera in its 24-pin socket. The display (GPIO 38,
// 39, 40, 42, 45, and 1 for its light) stays dark.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kWaveshareS3Lcd2 = {
    "waveshare_s3_lcd2",
    "Waveshare ESP32-S3-Touch-LCD-2",
    Chip::esp32s3,
    16,
    Psram::octal,
    ConsoleKind::usb_serial_jtag,
    {17, kNotConnected, 8, 21, 16, {12, 13, 15, 11, 14, 10, 7, 2}, 6, 4, 9},
    {},
    {},
};

}  // namespace bridge::boards
