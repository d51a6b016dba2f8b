// Boards: what is wrong with one is said, and every one that there is has nothing wrong.
#include <doctest/doctest.h>

#include <string>

#include "boards/all.hpp"

using namespace bridge::boards;

namespace {

BoardMap esp32_with(void (*change)(BoardMap&)) {
    BoardMap board = kEsp32Cam;
    change(board);
    return board;
}

BoardMap s3_with(void (*change)(BoardMap&)) {
    BoardMap board = kXiaoS3Sense;
    change(board);
    return board;
}

/// Pins of the camera that also choose how the chip starts.
std::string straps_of(const BoardMap& board) {
    std::string straps;
    for (std::size_t i = 0; i < kPinUses; ++i) {
        const int pin = pin_use(board, i).pin;
        const bool is_strap = board.chip == Chip::esp32
                                  ? pin == 0 || pin == 2 || pin == 5 || pin == 12 || pin == 15
                                  : pin == 0 || pin == 3 || pin == 45 || pin == 46;
        if (is_strap) straps += (straps.empty() ? "" : " ") + std::to_string(pin);
    }
    return straps;
}

}  // namespace

TEST_CASE("every board is without a flaw, and is found by its name") {
    for (const BoardMap& board : kBoards) {
        CAPTURE(std::string(board.name));
        CHECK(flaw_of(board) == "");
        CHECK(board_named(board.name).title == board.title);
    }
    CHECK(board_named("none such").name.empty());
}

TEST_CASE("pins that cannot be are refused, each with its reason") {
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.pclk = b.camera.xclk; })) ==
          "a GPIO is used twice");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = -1; })) == "a camera pin is missing");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = -7; })) ==
          "a GPIO number is negative");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = 27; })) ==
          "GPIO 26 to 32 are the ESP32-S3's flash");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = 35; })) ==
          "GPIO 33 to 37 are octal PSRAM");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.psram = Psram::quad, b.camera.vsync = 35; })) == "");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = 19; })) ==
          "GPIO 19 and 20 are the USB console");
    CHECK(flaw_of(s3_with(
              [](BoardMap& b) { b.console = ConsoleKind::uart, b.camera.vsync = 19; })) == "");
    CHECK(flaw_of(s3_with([](BoardMap& b) {
              b.console = ConsoleKind::both, b.camera.vsync = 43;
          })) == "GPIO 43 and 44 are the ESP32-S3's UART console");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.camera.vsync = 24; })) ==
          "an ESP32-S3 has no GPIO 22 to 25");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.lamp.pin = 49; })) ==
          "an ESP32-S3 has no GPIO above 48");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.camera.vsync = 40; })) ==
          "an ESP32 has no GPIO above 39");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.camera.vsync = 9; })) ==
          "GPIO 6 to 11 are the ESP32's flash");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.camera.vsync = 16; })) ==
          "GPIO 16 and 17 are the ESP32's PSRAM");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.camera.vsync = 3; })) ==
          "GPIO 1 and 3 are the ESP32's console");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.lamp.pin = 37; })) ==
          "GPIO 34 to 39 are inputs only");
}

TEST_CASE("memory, flash, power and consoles that cannot be are refused") {
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.name = ""; })) == "a board needs a name and a title");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.flash_mb = 2; })) ==
          "there are partitions for 4, 8 and 16 MB of flash");
    CHECK(flaw_of(s3_with([](BoardMap& b) { b.power.pin = 1; })) ==
          "a camera that is switched on needs time to settle");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.psram = Psram::octal; })) ==
          "an ESP32 has no octal PSRAM");
    CHECK(flaw_of(esp32_with([](BoardMap& b) { b.console = ConsoleKind::both; })) ==
          "an ESP32 has no USB console");
}

TEST_CASE("pins that choose how a chip starts are known, board by board") {
    CHECK(straps_of(kEsp32Cam) == "5 0");
    CHECK(straps_of(kWrover) == "5");
    CHECK(straps_of(kAtomS3RCam) == "3 46");
    for (const BoardMap& board : {kS3Eye, kXiaoS3Sense, kWaveshareS3Lcd2, kUnitCamS3}) {
        CHECK(straps_of(board) == "");
    }
}
