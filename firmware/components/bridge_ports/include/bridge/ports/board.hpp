// The board around the chip: how it feels, its lamp, and its restart.
#pragma once

#include <cstdint>
#include <string_view>

namespace bridge {

/// What cannot be measured stays as it is.
struct Vitals {
    static constexpr std::int64_t kUnknown = -1;

    std::int64_t heap_free_bytes = kUnknown;
    std::int64_t heap_min_bytes = kUnknown;    ///< The least since the start.
    std::int64_t heap_block_bytes = kUnknown;  ///< The largest that could be had in one piece.
    std::int64_t psram_free_bytes = kUnknown;
    std::int32_t rssi_dbm = 0;
    std::int32_t wifi_channel = 0;
    std::int32_t temperature_milli = INT32_MIN;  ///< Thousandths of a degree Celsius.
    std::string_view reset_reason;               ///< "power_on", "brownout", "panic" …
    std::int32_t battery_percent = kUnknown;     ///< Of a board that has a battery.
};

class Board {
  public:
    virtual ~Board() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual bool has_lamp() const = 0;
    virtual bool set_lamp(std::int32_t level) = 0;  ///< 0 to 255.
    virtual void read_vitals(Vitals& vitals) = 0;
    /// Does not return on a chip. Asked for by people only, never because a network is gone.
    virtual void restart() = 0;
};

}  // namespace bridge
