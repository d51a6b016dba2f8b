#include "bridge/personality_gostream.hpp"

namespace bridge {

PictureStep GostreamPersonality::step_of(const Frame& frame, std::size_t number, TextWriter&) {
    if (number > 0) return {};
    return {PictureStep::Kind::binary, frame.jpeg};
}

}  // namespace bridge
