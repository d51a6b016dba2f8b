#include "bridge/ws_frame.hpp"

#include <cstring>

namespace bridge {

std::size_t encode_bare_ws_head(const WsHead& head, std::uint8_t* into) {
    constexpr std::uint8_t kFinal = 0x80;
    into[0] =
        static_cast<std::uint8_t>((head.is_last ? kFinal : 0) | static_cast<int>(head.opcode));
    std::size_t width = 0;
    if (head.size <= kMaxControlBytes) {
        into[1] = static_cast<std::uint8_t>(head.size);
    } else {
        width = head.size <= 0xFFFF ? 2 : 8;
        into[1] = width == 2 ? 126 : 127;
    }
    for (std::size_t i = 0; i < width; ++i) {
        into[2 + i] = static_cast<std::uint8_t>(head.size >> (8 * (width - 1 - i)));
    }
    return 2 + width;
}

std::size_t encode_ws_head(const WsHead& head, const WsMask& mask,
                           std::uint8_t (&into)[kMaxWsHead]) {
    constexpr std::uint8_t kMasked = 0x80;
    const std::size_t size = encode_bare_ws_head(head, into);
    into[1] |= kMasked;
    std::memcpy(into + size, mask, sizeof mask);
    return size + sizeof mask;
}

void apply_mask(Room payload, const WsMask& mask, std::size_t offset) {
    std::uint8_t* byte = payload.data;
    const std::uint8_t* const end = payload.data + payload.size;
    // Bytes up to a word's boundary, then words: a chip moves a picture four bytes at a time.
    while (byte != end && reinterpret_cast<std::uintptr_t>(byte) % sizeof(std::uint32_t) != 0) {
        *byte++ ^= mask[offset++ % 4];
    }
    std::uint8_t turned[4];
    for (std::size_t i = 0; i < 4; ++i) turned[i] = mask[(offset + i) % 4];
    std::uint32_t word_mask = 0;
    std::memcpy(&word_mask, turned, sizeof word_mask);
    for (; end - byte >= 4; byte += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, byte, sizeof word);
        word ^= word_mask;
        std::memcpy(byte, &word, sizeof word);
    }
    for (std::size_t i = 0; byte != end; ++i) *byte++ ^= turned[i];
}

bool is_close_code(unsigned code) {
    if (code >= 3000 && code <= 4999) return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace bridge
