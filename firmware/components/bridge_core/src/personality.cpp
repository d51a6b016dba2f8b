#include "bridge/personality.hpp"

namespace bridge {

std::uint16_t usual_port(PersonalityKind kind) {
    switch (kind) {
        case PersonalityKind::s3cam: return 6972;
        case PersonalityKind::capture81: return 81;
        case PersonalityKind::taghub: return 5100;
        case PersonalityKind::native:
        case PersonalityKind::gostream: break;
    }
    return 8080;
}

}  // namespace bridge
