// The sockets in which a person's cable is: a UART, the chip's own USB, or both.
//
// Nothing here waits. USB without a reader takes nothing, and what it does not take is
// dropped: a camera on a charger must not stop because nobody reads its log.
#pragma once

#include "boards/board_map.hpp"
#include "bridge/esp32/line_ring.hpp"

namespace bridge::esp32 {

class ConsolePorts {
  public:
    explicit ConsolePorts(boards::ConsoleKind kind) : kind_(kind) {}

    /// Installs the drivers and takes over the log of ESP-IDF; false when one is refused.
    bool begin();
    /// Gives what was typed; 0 when nothing was.
    std::size_t read(Room into);
    /// From any task.
    bool write(std::string_view text) { return ring_.write(text); }
    /// Moves what the cables take now. From the loop.
    void drain();

  private:
    /// Bytes of the ring on their way to one cable.
    struct Batch {
        std::uint8_t bytes[256] = {};
        std::size_t size = 0;
        bool is_uart_done = false;
    };

    [[nodiscard]] bool has_uart() const { return kind_ != boards::ConsoleKind::usb_serial_jtag; }
    [[nodiscard]] bool has_usb() const { return kind_ != boards::ConsoleKind::uart; }
    void refill();

    boards::ConsoleKind kind_;
    LineRing ring_;
    Batch batch_;
};

}  // namespace bridge::esp32
