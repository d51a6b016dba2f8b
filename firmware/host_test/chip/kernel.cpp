// Tasks, queues and times of the chip.
#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include "esp_log.h"
#include "esp_mac.h"
#include "esp_random.h"
#include "esp_task_wdt.h"
#include "esp_timer.h"
#include "esp_vfs_eventfd.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "world.hpp"

struct QueueDefinition {
    std::size_t length = 0;
    std::size_t item_size = 0;
    std::deque<std::string> items;
};

namespace {

/// Waits as long as the caller says; a wait with an end ends at once, with the clock moved.
template <typename Ready>
bool wait(std::unique_lock<std::mutex>& guard, TickType_t ticks, Ready ready) {
    if (ready()) return true;
    if (ticks == 0) return false;
    if (ticks == portMAX_DELAY) return chip::changed().wait(guard, ready), true;
    guard.unlock();
    chip::pass(static_cast<std::int64_t>(ticks) * 1000);
    std::this_thread::yield();
    guard.lock();
    return ready();
}

}  // namespace

extern "C" {

const char* esp_err_to_name(esp_err_t) {
    return "an error";
}

std::int64_t esp_timer_get_time() {
    return chip::now_us();
}

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char*, const std::uint32_t,
                                   void* argument, UBaseType_t, TaskHandle_t*, const BaseType_t) {
    std::thread(function, argument).detach();
    return pdPASS;
}

void vTaskDelay(const TickType_t ticks) {
    chip::pass(static_cast<std::int64_t>(ticks) * 1000);
    std::this_thread::yield();
}

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size) {
    auto& queue = chip::forever<QueueDefinition>();
    queue.length = length;
    queue.item_size = item_size;
    return &queue;
}

BaseType_t xQueueSend(QueueHandle_t queue, const void* item, TickType_t ticks) {
    std::unique_lock guard(chip::lock());
    if (!wait(guard, ticks, [queue] { return queue->items.size() < queue->length; }))
        return pdFALSE;
    queue->items.emplace_back(static_cast<const char*>(item), queue->item_size);
    chip::changed().notify_all();
    return pdTRUE;
}

BaseType_t xQueueReceive(QueueHandle_t queue, void* item, TickType_t ticks) {
    std::unique_lock guard(chip::lock());
    if (!wait(guard, ticks, [queue] { return !queue->items.empty(); })) return pdFALSE;
    if (queue->item_size != 0) std::memcpy(item, queue->items.front().data(), queue->item_size);
    queue->items.pop_front();
    chip::changed().notify_all();
    return pdTRUE;
}

SemaphoreHandle_t xSemaphoreCreateBinary() {
    return xQueueCreate(1, 0);
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
    return xQueueReceive(semaphore, nullptr, ticks);
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
    return xQueueSend(semaphore, "", 0);
}

namespace {
std::mutex& critical() {
    static std::mutex& mutex = *new std::mutex;
    return mutex;
}
}  // namespace

void stub_enter_critical(portMUX_TYPE*) {
    critical().lock();
}

void stub_exit_critical(portMUX_TYPE*) {
    critical().unlock();
}

void esp_fill_random(void* buffer, std::size_t size) {
    static std::random_device noise;
    for (std::size_t i = 0; i < size; ++i)
        static_cast<unsigned char*>(buffer)[i] = static_cast<unsigned char>(noise());
}

esp_err_t esp_read_mac(std::uint8_t* mac, esp_mac_type_t) {
    const std::uint8_t address[] = {0x24, 0x6F, 0x28, 0xA1, 0xB2, 0xC3};
    std::memcpy(mac, address, sizeof address);
    return ESP_OK;
}

vprintf_like_t esp_log_set_vprintf(vprintf_like_t function) {
    chip::world().log = function;
    return nullptr;
}

esp_err_t esp_task_wdt_add(TaskHandle_t) {
    return ESP_OK;
}

esp_err_t esp_task_wdt_reset() {
    const std::lock_guard guard(chip::lock());
    ++chip::world().fed;
    return ESP_OK;
}

esp_err_t esp_vfs_eventfd_register(const esp_vfs_eventfd_config_t* config) {
    return config->max_fds > 0 ? ESP_OK : ESP_FAIL;
}

}  // extern "C"
