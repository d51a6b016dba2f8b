#include "bridge/update_fault.hpp"

#include <iterator>

namespace bridge {

namespace {

struct Words {
    std::string_view name;
    std::string_view remedy;
};

constexpr Words kFaults[] = {
    {"none", ""},
    {"out_of_range", "an update needs sha256, size, project, version and chip"},
    {"wrong_board", "the image was built for another board; take the one for this board"},
    {"wrong_chip", "the image was built for another chip; take the one for this board"},
    {"same_version", "this version runs already; ask with again = true to write it anew"},
    {"no_room", "the image is larger than the slot of this board's partition table"},
    {"weak_signal", "the signal is too weak for an update; move the device closer"},
    {"low_battery", "the battery is too low for an update; charge it"},
    {"busy", "an update is under way"},
    {"on_trial", "the last update has not been proven yet; wait a minute"},
    {"unreachable", "the bridge did not give the image in time; the old firmware goes on"},
    {"no_such_image", "the bridge does not have the image any more; add it again"},
    {"refused", "the bridge does not give the image to this device; is its key right?"},
    {"wrong_hash", "what arrived is not what was announced; the old firmware goes on"},
    {"not_written", "the flash could not be written; the old firmware goes on"},
    {"invalid", "the image is damaged, or none for this chip; the old firmware goes on"},
    {"not_signed", "the signature is none that this firmware trusts; the old firmware goes on"},
    {"did_not_start", "the update did not get as far as saying why; the old firmware is back"},
    {"no_session", "the update did not stay with the bridge; the old firmware is back"},
    {"no_picture", "the update sent no picture; the old firmware is back"},
};
static_assert(std::size(kFaults) == static_cast<std::size_t>(UpdateFault::no_picture) + 1,
              "all faults");

}  // namespace

std::string_view name_of(UpdateFault fault) {
    return kFaults[static_cast<std::size_t>(fault)].name;
}

std::string_view remedy_of(UpdateFault fault) {
    return kFaults[static_cast<std::size_t>(fault)].remedy;
}

UpdateFault fault_of(SlotFault fault) {
    switch (fault) {
        case SlotFault::none: return UpdateFault::none;
        case SlotFault::no_room: return UpdateFault::no_room;
        case SlotFault::flash: return UpdateFault::not_written;
        case SlotFault::invalid: return UpdateFault::invalid;
        case SlotFault::unsigned_: return UpdateFault::not_signed;
    }
    return UpdateFault::not_written;
}

UpdateFault fault_named(std::string_view name) {
    for (std::size_t i = 1; i < std::size(kFaults); ++i) {
        if (kFaults[i].name == name) return static_cast<UpdateFault>(i);
    }
    return UpdateFault::did_not_start;
}

}  // namespace bridge
