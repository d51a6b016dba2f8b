// What a board is made of: chip, memory, camera pins, lamp, console; and what may not be.
//
// A wrong pin is found by nobody but a person with a meter, so everything that can be known
// of pins without a board is checked while compiling, by `flaw_of`.
#pragma once

#include <cstdint>
#include <string_view>

namespace bridge::boards {

enum class Chip : std::uint8_t { esp32, esp32s3 };
enum class Psram : std::uint8_t { none, quad, octal };
/// Where the console is. Boards with two sockets listen at both.
enum class ConsoleKind : std::uint8_t { uart, usb_serial_jtag, both };

constexpr std::int8_t kNotConnected = -1;

/// GPIO numbers, or kNotConnected.
struct CameraPins {
    std::int8_t pwdn = kNotConnected;
    std::int8_t reset = kNotConnected;
    std::int8_t xclk = kNotConnected;
    std::int8_t sda = kNotConnected;
    std::int8_t scl = kNotConnected;
    std::int8_t data[8] = {};  ///< D0 to D7, which others call Y2 to Y9.
    std::int8_t vsync = kNotConnected;
    std::int8_t href = kNotConnected;
    std::int8_t pclk = kNotConnected;
};

/// A switch in the supply of the camera, other than the sensor's own PWDN.
struct CameraPower {
    std::int8_t pin = kNotConnected;
    bool is_active_low = false;
    std::uint16_t settle_ms = 0;  ///< From switching on until the sensor answers.
};

struct Lamp {
    std::int8_t pin = kNotConnected;
    bool is_active_low = false;
};

struct BoardMap {
    std::string_view name;   ///< As in builds, files and the hello.
    std::string_view title;  ///< As on the box.
    Chip chip = Chip::esp32s3;
    std::uint8_t flash_mb = 0;
    Psram psram = Psram::none;
    ConsoleKind console = ConsoleKind::uart;
    CameraPins camera;
    CameraPower power;
    Lamp lamp;
};

constexpr bool is_connected(std::int8_t pin) {
    return pin != kNotConnected;
}

/// Counts the pins of a board and gives them by number, each with whether it is driven.
struct PinUse {
    std::int8_t pin = kNotConnected;
    bool is_output = false;
};

constexpr std::size_t kPinUses = 18;

constexpr PinUse pin_use(const BoardMap& board, std::size_t index) {
    const CameraPins& camera = board.camera;
    if (index < 8) return {camera.data[index], false};
    switch (index) {
        case 8: return {camera.vsync, false};
        case 9: return {camera.href, false};
        case 10: return {camera.pclk, false};
        case 11: return {camera.sda, true};
        case 12: return {camera.scl, true};
        case 13: return {camera.xclk, true};
        case 14: return {camera.pwdn, true};
        case 15: return {camera.reset, true};
        case 16: return {board.power.pin, true};
        default: return {board.lamp.pin, true};
    }
}

constexpr bool is_within(std::int8_t pin, int first, int last) {
    return pin >= first && pin <= last;
}

/// Why an ESP32 cannot have this pin in use; empty when it can.
constexpr std::string_view flaw_of_esp32_pin(const BoardMap& board, const PinUse& use) {
    if (use.pin > 39) return "an ESP32 has no GPIO above 39";
    if (is_within(use.pin, 6, 11)) return "GPIO 6 to 11 are the ESP32's flash";
    if (board.psram != Psram::none && is_within(use.pin, 16, 17))
        return "GPIO 16 and 17 are the ESP32's PSRAM";
    if (is_within(use.pin, 1, 1) || is_within(use.pin, 3, 3))
        return "GPIO 1 and 3 are the ESP32's console";
    if (use.is_output && is_within(use.pin, 34, 39)) return "GPIO 34 to 39 are inputs only";
    return {};
}

/// Why an ESP32-S3 cannot have this pin in use; empty when it can.
constexpr std::string_view flaw_of_esp32s3_pin(const BoardMap& board, const PinUse& use) {
    if (use.pin > 48) return "an ESP32-S3 has no GPIO above 48";
    if (is_within(use.pin, 22, 25)) return "an ESP32-S3 has no GPIO 22 to 25";
    if (is_within(use.pin, 26, 32)) return "GPIO 26 to 32 are the ESP32-S3's flash";
    if (board.psram == Psram::octal && is_within(use.pin, 33, 37))
        return "GPIO 33 to 37 are octal PSRAM";
    if (board.console != ConsoleKind::uart && is_within(use.pin, 19, 20))
        return "GPIO 19 and 20 are the USB console";
    if (board.console != ConsoleKind::usb_serial_jtag && is_within(use.pin, 43, 44))
        return "GPIO 43 and 44 are the ESP32-S3's UART console";
    return {};
}

constexpr std::string_view flaw_of_pins(const BoardMap& board) {
    for (std::size_t i = 0; i < kPinUses; ++i) {
        const PinUse use = pin_use(board, i);
        // Power, reset, lamp and PWDN are what a board may be without.
        if (!is_connected(use.pin) && i < 14) return "a camera pin is missing";
        if (!is_connected(use.pin)) continue;
        if (use.pin < 0) return "a GPIO number is negative";
        const std::string_view flaw = board.chip == Chip::esp32 ? flaw_of_esp32_pin(board, use)
                                                                : flaw_of_esp32s3_pin(board, use);
        if (!flaw.empty()) return flaw;
        for (std::size_t other = 0; other < i; ++other) {
            if (pin_use(board, other).pin == use.pin) return "a GPIO is used twice";
        }
    }
    return {};
}

/// What is wrong with a board; empty when nothing is.
constexpr std::string_view flaw_of(const BoardMap& board) {
    if (board.name.empty() || board.title.empty()) return "a board needs a name and a title";
    if (board.flash_mb != 4 && board.flash_mb != 8 && board.flash_mb != 16)
        return "there are partitions for 4, 8 and 16 MB of flash";
    if (board.chip == Chip::esp32 && board.psram == Psram::octal)
        return "an ESP32 has no octal PSRAM";
    if (board.chip == Chip::esp32 && board.console != ConsoleKind::uart)
        return "an ESP32 has no USB console";
    if (is_connected(board.power.pin) && board.power.settle_ms == 0)
        return "a camera that is switched on needs time to settle";
    return flaw_of_pins(board);
}

}  // namespace bridge::boards
