#include "bridge/esp32/usb_console.hpp"

namespace bridge::esp32 {

bool begin_usb_console(std::uint32_t, std::uint32_t) {
    return false;
}

std::size_t read_usb_console(Room) {
    return 0;
}

void write_usb_console(Bytes) {}

}  // namespace bridge::esp32
