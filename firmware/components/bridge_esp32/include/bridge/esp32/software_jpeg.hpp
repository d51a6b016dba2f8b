// JPEG for sensors that have no encoder of their own, in buffers that are asked for once.
#pragma once

#include <atomic>
#include <cstdint>

#include "bridge/ports/bytes.hpp"
#include "esp_camera.h"

namespace bridge::esp32 {

class SoftwareJpeg {
  public:
    static constexpr std::size_t kBuffers = 3;

    struct Picture {
        Room jpeg;
        std::atomic<bool> is_out{false};
        Room room;
    };

    /// Makes room for pictures of this size; false without the memory.
    bool begin(std::uint16_t width_px, std::uint16_t height_px);
    void end();

    /// From 1 to 100, higher is better. From any task.
    void set_quality(std::int32_t quality) { quality_.store(quality); }

    /// Encodes into a buffer that nobody has; null when all are out, or when it does not fit.
    Picture* encode(camera_fb_t& frame);
    /// From any task.
    static void give_back(Picture& picture) { picture.is_out.store(false); }

  private:
    static std::size_t append(void* picture, std::size_t index, const void* bytes,
                              std::size_t size);

    Picture pictures_[kBuffers];
    std::atomic<std::int32_t> quality_{80};
};

}  // namespace bridge::esp32
