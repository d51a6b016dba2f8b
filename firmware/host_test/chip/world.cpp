#include "world.hpp"

#include <arpa/inet.h>

#include <chrono>
#include <cstdarg>

#include "esp_netif.h"
#include "esp_wifi.h"

namespace chip {

namespace {

std::int64_t passed_us = 0;

}  // namespace

std::mutex& lock() {
    static std::mutex& mutex = *new std::mutex;
    return mutex;
}

std::condition_variable& changed() {
    static std::condition_variable& condition = *new std::condition_variable;
    return condition;
}

std::int64_t now_us() {
    using namespace std::chrono;
    static const auto start = steady_clock::now() - seconds(1);
    const auto real = duration_cast<microseconds>(steady_clock::now() - start).count();
    const std::lock_guard guard(lock());
    return real + passed_us;
}

void pass(std::int64_t us) {
    const std::lock_guard guard(lock());
    passed_us += us;
    changed().notify_all();
}

Driver& driver() {
    static Driver& only = *new Driver;
    return only;
}

World& world() {
    static World& only = *new World;
    return only;
}

void forget_everything() {
    const std::lock_guard guard(lock());
    world() = World{};
    driver() = Driver{};
}

void send_event(esp_event_base_t base, std::int32_t id, void* data) {
    std::vector<std::pair<esp_event_handler_t, void*>> handlers;
    {
        const std::lock_guard guard(lock());
        handlers = world().handlers;
    }
    for (const auto& [handler, argument] : handlers) handler(argument, base, id, data);
}

void send_disconnected(int reason) {
    wifi_event_sta_disconnected_t event = {};
    event.reason = static_cast<std::uint8_t>(reason);
    send_event(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, &event);
}

void print_log(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    world().log(format, arguments);
    va_end(arguments);
}

void type(const std::string& text) {
    const std::lock_guard guard(lock());
    world().typed += text;
}

void wait_for_print(const std::string& text) {
    std::unique_lock guard(lock());
    changed().wait(guard, [&] { return world().printed.find(text) != std::string::npos; });
}

}  // namespace chip
