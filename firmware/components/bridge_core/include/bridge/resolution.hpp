// Picture sizes by name. Never by the driver's number: that has shifted twice.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/camera.hpp"

namespace bridge {

struct Resolution {
    std::string_view name;
    std::uint16_t width_px;
    std::uint16_t height_px;
};

/// All sizes, smallest first; the names stand in an array of their own for lists of choices.
[[nodiscard]] const Resolution& resolution_at(std::size_t index);
[[nodiscard]] const std::string_view* resolution_names();
/// How many of them a sensor can deliver.
[[nodiscard]] std::size_t count_resolutions(SensorModel sensor);
/// By name or as "640x480", in any case; the number of sizes when it is neither.
[[nodiscard]] std::size_t find_resolution(std::string_view text);

}  // namespace bridge
