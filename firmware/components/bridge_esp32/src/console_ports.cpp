#include "bridge/esp32/console_ports.hpp"

#include <cstdarg>
#include <cstdio>

#include "bridge/esp32/usb_console.hpp"
#include "driver/uart.h"
#include "esp_log.h"

namespace bridge::esp32 {

namespace {

constexpr int kRxBytes = 1024;
constexpr int kTxBytes = 2048;
// A driver's line, which is formatted on the stack of whichever task logs it.
constexpr std::size_t kMaxLine = 160;

// ESP-IDF's hook has no argument for an object.
LineRing* log_ring = nullptr;

int log_line(const char* format, va_list arguments) {
    char line[kMaxLine];
    const int size = std::vsnprintf(line, sizeof line, format, arguments);
    if (size <= 0) return size;
    const auto whole = static_cast<std::size_t>(size);
    log_ring->write({line, whole < sizeof line ? whole : sizeof line - 1});
    return size;
}

}  // namespace

bool ConsolePorts::begin() {
    if (has_uart() &&
        uart_driver_install(UART_NUM_0, kRxBytes, kTxBytes, 0, nullptr, 0) != ESP_OK) {
        return false;
    }
    if (has_usb() && !begin_usb_console(kRxBytes, kTxBytes)) return false;
    log_ring = &ring_;
    esp_log_set_vprintf(&log_line);
    return true;
}

std::size_t ConsolePorts::read(Room into) {
    const auto room = static_cast<std::uint32_t>(into.size);
    const int size = has_uart() ? uart_read_bytes(UART_NUM_0, into.data, room, 0) : 0;
    if (size > 0) return static_cast<std::size_t>(size);
    return has_usb() ? read_usb_console(into) : 0;
}

void ConsolePorts::refill() {
    if (batch_.size != 0) return;
    batch_.is_uart_done = false;
    const std::uint32_t lost = ring_.take_lost();
    if (lost == 0) {
        batch_.size = ring_.read(room_in(batch_.bytes));
        return;
    }
    const int size =
        std::snprintf(reinterpret_cast<char*>(batch_.bytes), sizeof batch_.bytes,
                      "(%lu lines were lost here)\r\n", static_cast<unsigned long>(lost));
    batch_.size = static_cast<std::size_t>(size);
}

void ConsolePorts::drain() {
    // As much as a cable of 115200 bit/s takes in a turn, several times over.
    for (int round = 0; round < 8; ++round) {
        refill();
        if (batch_.size == 0) return;
        if (has_uart() && !batch_.is_uart_done) {
            // The driver would wait for room, so it is asked first. A UART always has some
            // soon, as it sends whether somebody reads or not.
            std::size_t room = 0;
            if (uart_get_tx_buffer_free_size(UART_NUM_0, &room) != ESP_OK) room = 0;
            if (room < batch_.size) return;
            uart_write_bytes(UART_NUM_0, batch_.bytes, batch_.size);
            batch_.is_uart_done = true;
        }
        // Without a reader it is dropped.
        if (has_usb()) write_usb_console({batch_.bytes, batch_.size});
        batch_.size = 0;
    }
}

}  // namespace bridge::esp32
