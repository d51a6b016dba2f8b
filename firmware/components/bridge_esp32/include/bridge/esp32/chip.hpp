// What the chip has of itself: its clock and its noise.
#pragma once

#include "bridge/ports/clock.hpp"
#include "bridge/ports/random.hpp"
#include "esp_random.h"
#include "esp_timer.h"

namespace bridge::esp32 {

class ChipClock : public Clock {
  public:
    [[nodiscard]] std::int64_t now_us() override { return esp_timer_get_time(); }
};

/// Noise of the radio: good only while that is on.
class ChipRandom : public Random {
  public:
    void fill(Room room) override { esp_fill_random(room.data, room.size); }
};

}  // namespace bridge::esp32
