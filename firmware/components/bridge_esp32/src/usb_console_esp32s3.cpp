#include "bridge/esp32/usb_console.hpp"
#include "driver/usb_serial_jtag.h"

namespace bridge::esp32 {

bool begin_usb_console(std::uint32_t rx_bytes, std::uint32_t tx_bytes) {
    usb_serial_jtag_driver_config_t config = {};
    config.rx_buffer_size = rx_bytes;
    config.tx_buffer_size = tx_bytes;
    return usb_serial_jtag_driver_install(&config) == ESP_OK;
}

std::size_t read_usb_console(Room into) {
    const int size =
        usb_serial_jtag_read_bytes(into.data, static_cast<std::uint32_t>(into.size), 0);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
}

void write_usb_console(Bytes bytes) {
    usb_serial_jtag_write_bytes(bytes.data, bytes.size, 0);
}

}  // namespace bridge::esp32
