// The task that waits for the driver's pictures, so that the loop need not: the driver blocks
// for up to four seconds.
//
// Theory of operation. The task asks the driver for a picture, has it encoded where the
// sensor cannot, and lays it into a place for one. What lies there untaken gives way to the
// newer one and is counted. Only this task asks the driver; only while it is idle may the
// driver be started or stopped. `pause` asks for that without waiting, `wait_idle` waits.
#pragma once

#include <atomic>
#include <cstdint>

#include "bridge/esp32/loop_waker.hpp"
#include "bridge/esp32/software_jpeg.hpp"
#include "bridge/ports/camera.hpp"
#include "esp_camera.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"

namespace bridge::esp32 {

class CaptureTask {
  public:
    explicit CaptureTask(LoopWaker& waker) : waker_(waker) {}

    /// Starts the task, idle. Once; false without the memory.
    bool begin();
    /// Lets it capture. Pictures from before `fresh_after_us` are the driver's leftovers.
    void resume(bool is_software, std::int64_t fresh_after_us);
    void pause();
    /// Waits until the task does not use the driver, and empties the place. After `pause`.
    void wait_idle();

    /// Gives the picture that lies there, without waiting.
    bool take(Frame& frame);
    /// From the loop, for what `take` gave.
    void give_back(const Frame& frame) const;

    [[nodiscard]] SoftwareJpeg& encoder() { return encoder_; }
    [[nodiscard]] std::uint32_t missed() const { return missed_.load(); }

  private:
    /// Who owns the bytes: the driver or the encoder.
    struct Captured {
        Frame frame;
        camera_fb_t* driver = nullptr;
        SoftwareJpeg::Picture* encoded = nullptr;
    };

    static void run(void* task);
    void capture();
    bool encode(camera_fb_t& picture, Captured& captured);
    void hand_over(const Captured& captured);
    static void let_go(const Captured& captured);

    LoopWaker& waker_;
    SoftwareJpeg encoder_;
    QueueHandle_t place_ = nullptr;
    SemaphoreHandle_t go_ = nullptr;
    SemaphoreHandle_t rests_ = nullptr;
    std::atomic<bool> is_wanted_{false};
    std::atomic<bool> is_idle_{true};
    std::atomic<bool> is_software_{false};
    std::atomic<std::int64_t> fresh_after_us_{0};
    std::atomic<std::uint32_t> missed_{0};
};

}  // namespace bridge::esp32
