// M5Stack AtomS3R-CAM: a GC0308, which has no JPEG encoder and VGA at most. GPIO 18 switches
// the camera on when it is low; the sensor answers up to a second later.
#pragma once

#include "boards/board_map.hpp"

namespace bridge::boards {

constexpr CameraPins kAtomS3RPins = {
    kNotConnected, kNotConnected, 21, 12, 9, {3, 42, 46, 48, 4, 17, 11, 13}, 10, 14, 40};
constexpr CameraPower kAtomS3RPower = {18, true, 1000};

constexpr BoardMap kAtomS3RCam = {
    "atoms3r_cam",
    "M5Stack AtomS3R-CAM",
    Chip::esp32s3,
    8,
    Psram::octal,
    ConsoleKind::usb_serial_jtag,
    kAtomS3RPins,
    kAtomS3RPower,
    {},
};

}  // namespace bridge::boards
