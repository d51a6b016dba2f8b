// What an image for an ESP32 says of itself in its first 288 bytes: chip, project, version.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

// Header, the head of the first segment, and the application descriptor in it.
constexpr std::size_t kAppImageHead = 24 + 8 + 256;

struct AppImage {
    std::string_view chip;  ///< Empty: this is no image of an application.
    FixedText<32> project;
    FixedText<32> version;
    [[nodiscard]] bool is_valid() const { return !chip.empty(); }
};

[[nodiscard]] AppImage read_app_image(Bytes start);

}  // namespace bridge
