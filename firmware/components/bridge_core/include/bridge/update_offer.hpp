// An image that the bridge offers, and whether this device takes it now.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/app_image.hpp"
#include "bridge/json_reader.hpp"
#include "bridge/ports/board.hpp"
#include "bridge/ports/update_slot.hpp"
#include "bridge/update_fault.hpp"

namespace bridge {

constexpr std::size_t kShaLetters = 64;
// Below these an update would rather end in the middle.
constexpr std::int32_t kLeastRssiDbm = -85;
constexpr std::int32_t kLeastBatteryPercent = 30;

struct UpdateOffer {
    FixedText<kShaLetters> sha256;  ///< Of all bytes of the image, in small letters.
    std::size_t size = 0;
    FixedText<32> project;
    FixedText<32> version;
    FixedText<16> chip;
    bool is_again = false;  ///< Also when the same version runs.
};

/// `bad_offer` when something is missing or malformed.
[[nodiscard]] UpdateFault read_offer(JsonView args, UpdateOffer& offer);
/// Why this device does not take the offer now.
[[nodiscard]] UpdateFault judge_offer(const UpdateOffer& offer, const RunningImage& running,
                                      std::size_t room, const Vitals& vitals);
/// Why the image that begins like this is not the one of the offer.
[[nodiscard]] UpdateFault judge_image(const UpdateOffer& offer, Bytes start);

}  // namespace bridge
