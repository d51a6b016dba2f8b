// Is a picture one that a decoder should see? Cameras deliver halves, doubles and padding;
// none of that is worth the air time.
//
// Knows the structure of a JPEG. Decodes nothing, and looks at each byte once at most.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/camera.hpp"

namespace bridge {

enum class GateVerdict : std::uint8_t {
    good,
    no_start,      ///< Does not begin with FF D8.
    no_end,        ///< Cut: the end marker is missing.
    broken,        ///< Segments do not follow each other.
    several,       ///< More than one picture in one buffer.
    not_baseline,  ///< Progressive or otherwise special.
    wrong_size,    ///< Not the size that the sensor was set to.
    too_big,
    stale,  ///< Not newer than the one before.
};

constexpr std::size_t kGateVerdicts = 9;
[[nodiscard]] std::string_view name_of(GateVerdict verdict);

class FrameGate {
  public:
    // The bridge takes messages up to 5 MiB; the head of a sample has to fit too.
    static constexpr std::size_t kMaxJpegBytes = 5 * 1024 * 1024 - 1024;
    // After so many bad frames in a row the sensor is not going to mend itself.
    static constexpr std::uint32_t kBadForRecovery = 3;

    /// Judges a frame, and cuts off what a driver padded behind its end.
    GateVerdict judge(Frame& frame);

    [[nodiscard]] std::uint32_t count(GateVerdict verdict) const {
        return counts_[static_cast<std::size_t>(verdict)];
    }
    /// True once per row of bad frames: the sensor has to be started anew.
    [[nodiscard]] bool take_recovery();

  private:
    static GateVerdict inspect(Frame& frame);

    std::uint32_t counts_[kGateVerdicts] = {};
    std::uint32_t bad_in_a_row_ = 0;
    std::int64_t last_us_ = -1;
};

}  // namespace bridge
