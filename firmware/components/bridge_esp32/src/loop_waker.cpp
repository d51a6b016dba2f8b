#include "bridge/esp32/loop_waker.hpp"

#include <algorithm>

#include "esp_vfs_eventfd.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

namespace bridge::esp32 {

namespace {

constexpr std::int64_t kTickUs = 1000000 / configTICK_RATE_HZ;

}  // namespace

bool LoopWaker::begin() {
    esp_vfs_eventfd_config_t config = {};
    config.max_fds = 1;
    if (esp_vfs_eventfd_register(&config) != ESP_OK) return false;
    descriptor_ = eventfd(0, 0);
    return descriptor_ >= 0;
}

void LoopWaker::wake() {
    const std::uint64_t one = 1;
    // It fails when it has been written a great many times already: then the loop is awake.
    if (write(descriptor_, &one, sizeof one) < 0) return;
}

void LoopWaker::sleep(std::int64_t for_us, const WatchedSockets& sockets) {
    for_us = std::max(for_us, kTickUs);
    timeval wait = {};
    wait.tv_sec = static_cast<decltype(wait.tv_sec)>(for_us / 1000000);
    wait.tv_usec = static_cast<decltype(wait.tv_usec)>(for_us % 1000000);
    fd_set readable;
    fd_set writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_SET(descriptor_, &readable);
    if (sockets.readable >= 0) FD_SET(sockets.readable, &readable);
    if (sockets.writable >= 0) FD_SET(sockets.writable, &writable);
    const int highest = std::max({descriptor_, sockets.readable, sockets.writable});
    if (select(highest + 1, &readable, &writable, nullptr, &wait) < 0) {
        // A socket went in between. Without this nap the loop would keep others from running.
        vTaskDelay(1);
        return;
    }
    if (!FD_ISSET(descriptor_, &readable)) return;
    std::uint64_t wakes = 0;
    if (read(descriptor_, &wakes, sizeof wakes) < 0) return;
}

}  // namespace bridge::esp32
