// Randomness, from the chip's noise source.
#pragma once

#include "bridge/ports/bytes.hpp"

namespace bridge {

class Random {
  public:
    virtual ~Random() = default;
    /// Cryptographically strong: nonces and secrets are made of it.
    virtual void fill(Room room) = 0;
};

/// A number from 0 to `below` − 1; 0 for a `below` of 0.
[[nodiscard]] inline std::uint32_t random_below(Random& random, std::uint32_t below) {
    std::uint8_t bytes[4];
    random.fill(room_in(bytes));
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
    return static_cast<std::uint32_t>(number * below >> 32);
}

}  // namespace bridge
