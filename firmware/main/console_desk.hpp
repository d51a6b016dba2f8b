// The cable: a person's letters become lines, an installer's packets pass as they are, answers
// and stages become text.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/console_line.hpp"
#include "bridge/device.hpp"
#include "bridge/esp32/console_ports.hpp"
#include "bridge/serial_console.hpp"

class ConsoleDesk {
  public:
    ConsoleDesk(bridge::esp32::ConsolePorts& ports, bridge::Device& device,
                bridge::NetworkScan& scan, const bridge::RunningImage& image)
        : ports_(ports), device_(device), serial_(device, scan, image) {}

    /// Reads, answers, tells a new stage, and moves what the cables take.
    void turn(std::int64_t now_us);
    /// Writes lines, each with the ends that terminals want.
    void say(std::string_view lines);

  private:
    void take_letters(std::int64_t now_us);
    void take(std::uint8_t byte, std::int64_t now_us);
    void pass_on(bridge::Bytes bytes, std::int64_t now_us);
    void tell_stage();

    bridge::esp32::ConsolePorts& ports_;
    bridge::Device& device_;
    bridge::SerialConsole serial_;
    bridge::ConsoleLine line_;
    std::size_t packet_bytes_ = 0;  ///< Of an installer's packet, so far; 0 outside of one.
    std::size_t packet_size_ = 0;   ///< Of all of it, once its length is known.
    char answer_[bridge::kSerialRoom] = {};
    bridge::Stage stage_ = bridge::Stage::unprovisioned;
    bridge::Reason reason_ = bridge::Reason::none;
};
