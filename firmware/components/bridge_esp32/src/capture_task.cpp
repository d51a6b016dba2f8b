#include "bridge/esp32/capture_task.hpp"

#include "bridge/esp32/task_table.hpp"
#include "freertos/task.h"

namespace bridge::esp32 {

namespace {

std::int64_t captured_us(const camera_fb_t& picture) {
    return static_cast<std::int64_t>(picture.timestamp.tv_sec) * 1000000 +
           static_cast<std::int64_t>(picture.timestamp.tv_usec);
}

}  // namespace

bool CaptureTask::begin() {
    place_ = xQueueCreate(1, sizeof(Captured));
    go_ = xSemaphoreCreateBinary();
    rests_ = xSemaphoreCreateBinary();
    if (place_ == nullptr || go_ == nullptr || rests_ == nullptr) return false;
    return xTaskCreatePinnedToCore(&CaptureTask::run, kCaptureTask.name, kCaptureTask.stack_bytes,
                                   this, kCaptureTask.priority, nullptr,
                                   kCaptureTask.core) == pdPASS;
}

void CaptureTask::resume(bool is_software, std::int64_t fresh_after_us) {
    is_software_.store(is_software);
    fresh_after_us_.store(fresh_after_us);
    is_wanted_.store(true);
    xSemaphoreGive(go_);
}

void CaptureTask::pause() {
    is_wanted_.store(false);
}

void CaptureTask::wait_idle() {
    // The semaphore may tell of an earlier rest; the flag knows.
    while (!is_idle_.load()) xSemaphoreTake(rests_, pdMS_TO_TICKS(100));
    Captured captured;
    while (xQueueReceive(place_, &captured, 0) == pdTRUE) let_go(captured);
}

void CaptureTask::run(void* argument) {
    auto* task = static_cast<CaptureTask*>(argument);
    for (;;) {
        task->is_idle_.store(true);
        xSemaphoreGive(task->rests_);
        xSemaphoreTake(task->go_, portMAX_DELAY);
        // First this, then the look whether it is still wanted: see wait_idle.
        task->is_idle_.store(false);
        while (task->is_wanted_.load()) task->capture();
    }
}

void CaptureTask::capture() {
    camera_fb_t* picture = esp_camera_fb_get();
    if (picture == nullptr) {
        // The driver has waited its four seconds; where it did not, others get their turn.
        vTaskDelay(1);
        return;
    }
    Captured captured;
    captured.driver = picture;
    captured.frame.jpeg = {picture->buf, picture->len};
    captured.frame.captured_us = captured_us(*picture);
    captured.frame.width_px = static_cast<std::uint16_t>(picture->width);
    captured.frame.height_px = static_cast<std::uint16_t>(picture->height);
    if (captured.frame.captured_us < fresh_after_us_.load() || !is_wanted_.load()) {
        return esp_camera_fb_return(picture);
    }
    if (is_software_.load() && !encode(*picture, captured)) return;
    hand_over(captured);
    waker_.wake();
}

/// The driver gets its buffer back at once; false when there is no picture of it.
bool CaptureTask::encode(camera_fb_t& picture, Captured& captured) {
    captured.encoded = encoder_.encode(picture);
    captured.driver = nullptr;
    esp_camera_fb_return(&picture);
    if (captured.encoded == nullptr) {
        missed_.fetch_add(1);
        return false;
    }
    captured.frame.jpeg = captured.encoded->jpeg;
    return true;
}

void CaptureTask::hand_over(const Captured& captured) {
    if (xQueueSend(place_, &captured, 0) == pdTRUE) return;
    Captured older;
    if (xQueueReceive(place_, &older, 0) == pdTRUE) {
        let_go(older);
        missed_.fetch_add(1);
    }
    // Nobody else puts anything there, so there is room.
    if (xQueueSend(place_, &captured, 0) != pdTRUE) let_go(captured);
}

void CaptureTask::let_go(const Captured& captured) {
    if (captured.driver != nullptr) esp_camera_fb_return(captured.driver);
    if (captured.encoded != nullptr) SoftwareJpeg::give_back(*captured.encoded);
}

bool CaptureTask::take(Frame& frame) {
    Captured captured;
    if (place_ == nullptr || xQueueReceive(place_, &captured, 0) != pdTRUE) return false;
    frame = captured.frame;
    frame.handle = captured.encoded != nullptr ? static_cast<void*>(captured.encoded)
                                               : static_cast<void*>(captured.driver);
    return true;
}

void CaptureTask::give_back(const Frame& frame) const {
    Captured captured;
    if (is_software_.load()) {
        captured.encoded = static_cast<SoftwareJpeg::Picture*>(frame.handle);
    } else {
        captured.driver = static_cast<camera_fb_t*>(frame.handle);
    }
    let_go(captured);
}

}  // namespace bridge::esp32
