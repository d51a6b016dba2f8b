#include "bridge/esp32/software_jpeg.hpp"

#include <cstring>

#include "esp_heap_caps.h"

namespace bridge::esp32 {

bool SoftwareJpeg::begin(std::uint16_t width_px, std::uint16_t height_px) {
    end();
    // Half a byte for each pixel is more than quality 95 needs of anything but noise.
    const std::size_t size = static_cast<std::size_t>(width_px) * height_px / 2;
    for (Picture& picture : pictures_) {
        picture.room.data = static_cast<std::uint8_t*>(heap_caps_malloc(size, MALLOC_CAP_SPIRAM));
        if (picture.room.data == nullptr) return end(), false;
        picture.room.size = size;
    }
    return true;
}

void SoftwareJpeg::end() {
    for (Picture& picture : pictures_) {
        heap_caps_free(picture.room.data);
        picture.room = picture.jpeg = Room{};
        picture.is_out.store(false);
    }
}

std::size_t SoftwareJpeg::append(void* argument, std::size_t, const void* bytes, std::size_t size) {
    auto* picture = static_cast<Picture*>(argument);
    if (picture->jpeg.size + size > picture->room.size) return 0;
    // The encoder ends with an empty piece.
    if (size != 0) std::memcpy(picture->jpeg.data + picture->jpeg.size, bytes, size);
    picture->jpeg.size += size;
    return size;
}

SoftwareJpeg::Picture* SoftwareJpeg::encode(camera_fb_t& frame) {
    for (Picture& picture : pictures_) {
        if (picture.is_out.load() || picture.room.size == 0) continue;
        picture.jpeg = {picture.room.data, 0};
        const auto quality = static_cast<std::uint8_t>(quality_.load());
        if (!frame2jpg_cb(&frame, quality, &SoftwareJpeg::append, &picture)) return nullptr;
        picture.is_out.store(true);
        return &picture;
    }
    return nullptr;
}

}  // namespace bridge::esp32
