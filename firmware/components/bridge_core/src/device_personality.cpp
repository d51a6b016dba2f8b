// Which link speaks for the device when it is not the bridge that it speaks to.
#include "bridge/device.hpp"

namespace bridge {

PersonalityKind Device::personality() const {
    return static_cast<PersonalityKind>(cargo_.settings().raw(SettingId::personality) / 1000);
}

/// Keeps the link of the last session if it is of the same kind, as begin_link does.
Link* Device::link_of_personality() {
    const PersonalityKind kind = personality();
    if (kind == PersonalityKind::capture81) {
        auto* capture = std::get_if<CaptureLink>(&links_);
        return capture != nullptr ? capture : &links_.emplace<CaptureLink>(cargo_, buffers_);
    }
    auto* foreign = std::get_if<ForeignLink>(&links_);
    if (foreign != nullptr && foreign->kind() == kind) return foreign;
    return &links_.emplace<ForeignLink>(kind, identity_, cargo_, ports_.random, buffers_);
}

}  // namespace bridge
