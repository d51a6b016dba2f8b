// Seeed Studio XIAO ESP32S3 Sense. The LED on GPIO 21 is also the select line of the SD
// socket, so it is no lamp.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr BoardMap kXiaoS3Sense = {
    "xiao_s3_sense",
    "Seeed Studio XIAO ESP32S3 Sense",
    Chip::esp32s3,
    8,
    Psram::octal,
    ConsoleKind::usb_serial_jtag,
    {kNotConnected, kNotConnected, 10, 40, 39, {15, 17, 18, 16, 14, 12, 11, 48}, 38, 47, 13},
    {},
    {},
};

}  // namespace bridge::boards
