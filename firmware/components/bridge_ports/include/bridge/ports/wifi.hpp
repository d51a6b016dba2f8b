// The radio: join, leave, and what became of it. Which network, and when, is for the core.
#pragma once

#include <cstdint>
#include <string_view>

namespace bridge {

enum class WifiState : std::uint8_t { down, joining, up };

/// Why the last attempt failed or the last link ended.
enum class WifiFailure : std::uint8_t { none, wrong_password, not_found, lost, other };

struct WifiReport {
    WifiState state = WifiState::down;
    WifiFailure failure = WifiFailure::none;
};

class Wifi {
  public:
    virtual ~Wifi() = default;
    /// Begins to join and returns at once; `up` is told when there is an address too.
    virtual void join(std::string_view name, std::string_view password) = 0;
    virtual void leave() = 0;
    [[nodiscard]] virtual WifiReport report() = 0;
};

}  // namespace bridge
