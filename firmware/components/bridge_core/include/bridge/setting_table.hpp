// The one table of everything that can be set: it makes the checks, the features of the
// hello, the console's grammar and its help.
//
// Ranges are those that the sensors' drivers really obey: outside of them one returns an
// error, one goes to the middle, and one wraps around to the opposite.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/feature.hpp"
#include "bridge/ports/camera.hpp"

namespace bridge {

enum class SettingId : std::uint8_t {
    stream,
    resolution,
    quality,
    fps,
    idle_fps,
    brightness,
    contrast,
    saturation,
    sharpness,
    denoise,
    ae_level,
    exposure_auto,
    exposure_value,
    gain_auto,
    gain_value,
    gain_ceiling,
    white_balance_auto,
    white_balance_mode,
    effect,
    lens_correction,
    hmirror,
    vflip,
    colorbar,
    lamp,
    xclk_mhz,
    transport,
    personality,
};

constexpr std::size_t kSettingCount = static_cast<std::size_t>(SettingId::personality) + 1;
constexpr std::size_t kNoControl = 255;

/// In thousandths, as all values here are. Empty when the sensor does not have it.
struct SettingRange {
    std::int32_t low = 0;
    std::int32_t high = -1;
    [[nodiscard]] constexpr bool exists() const { return low <= high; }
    [[nodiscard]] constexpr bool has(std::int64_t value) const {
        return value >= low && value <= high;
    }
};

struct SettingRow {
    SettingId id;
    std::string_view name;
    FeatureType type;
    SettingRange ov2640;
    SettingRange ov3660;  ///< And OV5640.
    SettingRange gc0308;
    std::int32_t usual;  ///< The value of a device that nobody has set; within each range.
    std::uint8_t control;
    const std::string_view* choices;  ///< Of an enum, as many as its range has.
    std::string_view unit;
    std::string_view aliases;  ///< Names in other systems, separated by spaces.
    std::string_view help;
};

[[nodiscard]] const SettingRow& setting_row(SettingId id);
/// By its name or an alias; null when nothing is called that.
[[nodiscard]] const SettingRow* find_setting(std::string_view name);
[[nodiscard]] SettingRange range_of(const SettingRow& row, SensorModel sensor);
[[nodiscard]] Feature feature_of(const SettingRow& row, SensorModel sensor);

/// Words that switch something: on, off, true, false, yes, no, 1, 0.
[[nodiscard]] bool read_switch(std::string_view word, bool& is_on);

}  // namespace bridge
