// Text from any task on its way to a console that may have no reader. Writing never waits:
// what does not fit is dropped by whole lines, and counted.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"
#include "freertos/FreeRTOS.h"

namespace bridge::esp32 {

class LineRing {
  public:
    /// False when it did not fit, and none of it is there.
    bool write(std::string_view text);
    /// Gives the oldest bytes, as many as the room has; 0 when there are none.
    std::size_t read(Room into);
    /// How many writes were dropped since this was last asked.
    std::uint32_t take_lost();

  private:
    static constexpr std::size_t kBytes = 4096;

    portMUX_TYPE lock_ = portMUX_INITIALIZER_UNLOCKED;
    std::uint8_t bytes_[kBytes] = {};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint32_t lost_ = 0;
};

}  // namespace bridge::esp32
