// Every board that there is a build for, and the one with a name.
#pragma once

#include "boards/atoms3r_cam.hpp"
#include "boards/atoms3r_m12.hpp"
#include "boards/esp32cam.hpp"
#include "boards/s3_eye.hpp"
#include "boards/unit_cams3.hpp"
#include "boards/waveshare_s3_lcd2.hpp"
#include "boards/wrover.hpp"
#include "boards/xiao_s3_sense.hpp"

namespace bridge::boards {

constexpr BoardMap kBoards[] = {
    kEsp32Cam,    kS3Eye,           kAtomS3RCam, kAtomS3RM12,
    kXiaoS3Sense, kWaveshareS3Lcd2, kUnitCamS3,  kWrover,
};

constexpr std::string_view first_flaw() {
    for (const BoardMap& board : kBoards) {
        if (!flaw_of(board).empty()) return flaw_of(board);
    }
    return {};
}
static_assert(first_flaw().empty(), "a board is wrong: the tests of boards say which, and why");

/// A board without a name when there is none of that name.
constexpr BoardMap board_named(std::string_view name) {
    for (const BoardMap& board : kBoards) {
        if (board.name == name) return board;
    }
    return {};
}

}  // namespace bridge::boards
