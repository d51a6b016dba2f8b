// gostream: each binary message is a JPEG file, and nothing else is ever said.
#pragma once

#include "bridge/personality.hpp"

namespace bridge {

class GostreamPersonality : public Personality {
  public:
    [[nodiscard]] std::string_view path() const override { return "/ws/camera"; }
    void begin(std::int64_t) override {}
    void take_text(std::string_view, std::int64_t) override {}
    bool put_next_text(TextWriter&, std::int64_t) override { return false; }
    [[nodiscard]] bool has_text(std::int64_t) const override { return false; }
    PictureStep step_of(const Frame& frame, std::size_t number, TextWriter& out) override;
};

}  // namespace bridge
