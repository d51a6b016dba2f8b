// M5Stack AtomS3R-M12: the AtomS3R-CAM's board with an OV3660 behind an M12 lens.
#pragma once

#include "boards/atoms3r_cam.hpp"

namespace bridge::boards {

constexpr BoardMap kAtomS3RM12 = {
    "atoms3r_m12",
    "M5Stack AtomS3R-M12",
    Chip::esp32s3,
    8,
    Psram::octal,
    ConsoleKind::usb_serial_jtag,
    kAtomS3RPins,
    kAtomS3RPower,
    {},
};

}  // namespace bridge::boards
