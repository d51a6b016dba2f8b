// Why an update was not made, or not kept: one word for machines, one sentence for people.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/update_slot.hpp"

namespace bridge {

enum class UpdateFault : std::uint8_t {
    none,
    bad_offer,
    wrong_board,
    wrong_chip,
    same_version,
    no_room,
    weak_signal,
    low_battery,
    busy,
    on_trial,
    unreachable,
    no_such_image,
    refused,
    wrong_hash,
    not_written,
    invalid,
    not_signed,
    did_not_start,
    no_session,
    no_picture,
};

[[nodiscard]] std::string_view name_of(UpdateFault fault);
[[nodiscard]] std::string_view remedy_of(UpdateFault fault);
[[nodiscard]] UpdateFault fault_of(SlotFault fault);
/// The fault of that name; `did_not_start` for a name that is none.
[[nodiscard]] UpdateFault fault_named(std::string_view name);

}  // namespace bridge
