#include "bridge/app_image.hpp"

namespace bridge {

namespace {

constexpr std::uint8_t kImageMagic = 0xE9;
constexpr std::uint32_t kDescriptorMagic = 0xABCD5432;
constexpr std::size_t kChipAt = 12;
constexpr std::size_t kDescriptorAt = 32;
constexpr std::size_t kVersionAt = kDescriptorAt + 16;
constexpr std::size_t kProjectAt = kVersionAt + 32;

struct Chip {
    unsigned id;
    std::string_view name;
};

// The last one is the PC's, which no chip will ever have.
constexpr Chip kChips[] = {{0, "esp32"},    {2, "esp32s2"},  {5, "esp32c3"},
                           {9, "esp32s3"},  {12, "esp32c2"}, {13, "esp32c6"},
                           {16, "esp32h2"}, {18, "esp32p4"}, {0xFF00, "pc"}};

std::uint32_t little_endian(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i > 0; --i) value = value << 8 | bytes[at + i - 1];
    return value;
}

/// A text in a field of 32 bytes that zeros fill up.
FixedText<32> text_at(Bytes bytes, std::size_t at) {
    const std::string_view field = text_from(bytes.from(at).first(32));
    return FixedText<32>(field.substr(0, field.find('\0')));
}

}  // namespace

AppImage read_app_image(Bytes start) {
    AppImage image;
    if (start.size < kAppImageHead || start[0] != kImageMagic ||
        little_endian(start, kDescriptorAt, 4) != kDescriptorMagic) {
        return image;
    }
    const std::uint32_t id = little_endian(start, kChipAt, 2);
    image.chip = "unknown";
    for (const Chip& chip : kChips) {
        if (chip.id == id) image.chip = chip.name;
    }
    image.project = text_at(start, kProjectAt);
    image.version = text_at(start, kVersionAt);
    return image;
}

}  // namespace bridge
