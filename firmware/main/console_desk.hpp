// The person at the cable: letters become lines, answers and stages become text.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/console_line.hpp"
#include "bridge/device.hpp"
#include "bridge/esp32/console_ports.hpp"

class ConsoleDesk {
  public:
    ConsoleDesk(bridge::esp32::ConsolePorts& ports, bridge::Device& device)
        : ports_(ports), device_(device) {}

    /// Reads, answers, tells a new stage, and moves what the cables take.
    void turn(std::int64_t now_us);
    /// Writes lines, each with the ends that terminals want.
    void say(std::string_view lines);

  private:
    void take_letters(std::int64_t now_us);
    void tell_stage();

    bridge::esp32::ConsolePorts& ports_;
    bridge::Device& device_;
    bridge::ConsoleLine line_;
    char answer_[4096] = {};
    bridge::Stage stage_ = bridge::Stage::unprovisioned;
    bridge::Reason reason_ = bridge::Reason::none;
};
