// The serial port inside of an ESP32-S3. An ESP32 has none, and its functions do nothing.
#pragma once

#include "bridge/ports/bytes.hpp"

namespace bridge::esp32 {

bool begin_usb_console(std::uint32_t rx_bytes, std::uint32_t tx_bytes);
std::size_t read_usb_console(Room into);
/// All of it or, without a reader, nothing. Never waits.
void write_usb_console(Bytes bytes);

}  // namespace bridge::esp32
