// A chip for the ports to run on: what the stubs declare, done on a PC, with hands for tests.
//
// Time is real, plus what was waited for: no call here sleeps. A wait that finds nothing
// moves the clock by its time-out and returns.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "esp_camera.h"
#include "esp_event.h"
#include "esp_system.h"

namespace chip {

/// Everything below is guarded by it.
std::mutex& lock();
std::condition_variable& changed();
std::int64_t now_us();
/// Lets time pass, and wakes who waits for it.
void pass(std::int64_t us);

/// The camera's driver with a sensor behind it.
struct Driver {
    // What a test decides.
    int sensor_pid = OV2640_PID;
    bool is_plugged_in = true;
    bool encodes = true;  ///< The software encoder has a good day.
    // What happened.
    camera_config_t config = {};
    std::vector<camera_config_t> inits;
    bool is_running = false;
    int inside = 0;   ///< Tasks that wait for a picture.
    int misuses = 0;  ///< Calls that would crash a chip.
    std::map<int, int> registers;
    int last_encoder_quality = 0;

    /// A sensor delivers; false when the driver has no buffer for it. Oldest pictures give way.
    bool show(const std::string& jpeg, std::int64_t at_us);
    /// Waits until a task has taken everything and asks for more.
    void wait_until_asked();
    /// Lets the time pass after which a task that waits for a picture gives up.
    void wait_until_left();
    [[nodiscard]] std::size_t buffers_out();
};
Driver& driver();
void make_sensor(sensor_t& sensor);

/// Flash, radio, pins and cables.
struct World {
    std::map<std::string, std::map<std::string, std::string>> flash;  ///< By partition and key.
    std::map<std::string, esp_err_t> spoilt;  ///< Partitions that do not open until erased.
    std::set<std::string> missing;            ///< Partitions that the table has not.
    std::vector<std::string> wifi;            ///< Calls, in order.
    bool is_wifi_joined = false;
    std::vector<std::pair<esp_event_handler_t, void*>> handlers;
    std::map<int, int> pins;
    std::vector<std::string> pin_log;
    int lamp_duty = -1;
    bool has_psram = true;
    esp_reset_reason_t reset_reason = ESP_RST_POWERON;
    int restarts = 0;
    std::string typed;    ///< On its way to the UART.
    std::string printed;  ///< By the UART.
    std::size_t uart_room = 2048;
    std::string usb_typed;
    std::string usb_printed;
    bool has_usb_reader = true;
    int (*log)(const char*, va_list) = nullptr;
    std::deque<std::pair<std::string, int>> networks;  ///< What a scan finds, with its signal.
    int boot_slot = 0;                                 ///< Which slot the next start takes.
    bool is_on_trial = false;
    bool is_image_sound = true;
    std::string written;                         ///< Into the slot that does not run.
    int fed = 0;                                 ///< Times that the watchdog was.
    std::map<std::string, std::uint32_t> names;  ///< What the name server knows.
    bool is_name_server_slow = false;
};
World& world();
void forget_everything();

void send_event(esp_event_base_t base, std::int32_t id, void* data);
void send_disconnected(int reason);
/// The name server answers what it was slow with.
void answer_names();
void print_log(const char* format, ...) __attribute__((format(printf, 1, 2)));
void type(const std::string& text);
/// Waits until the UART has printed this; the test hangs, and is ended, if it never does.
void wait_for_print(const std::string& text);

/// Keeps what a task on another thread uses until the process ends.
template <typename Thing, typename... Arguments>
Thing& forever(Arguments&&... arguments) {
    static std::vector<std::unique_ptr<Thing>>& kept = *new std::vector<std::unique_ptr<Thing>>;
    kept.push_back(std::make_unique<Thing>(static_cast<Arguments&&>(arguments)...));
    return *kept.back();
}

}  // namespace chip
