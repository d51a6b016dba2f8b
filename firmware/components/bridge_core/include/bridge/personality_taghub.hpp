// taghub: says who it is with the hub's shared token, keeps the link awake, and sends pictures
// as bare JPEG messages at the interval that the hub asks for.
//
// It tells no tags: there is no detector on the board, and nothing is made up.
#pragma once

#include "bridge/personality.hpp"

namespace bridge {

class TaghubPersonality : public Personality {
  public:
    TaghubPersonality(Cargo& cargo, const Identity& identity)
        : cargo_(cargo), identity_(identity) {}

    [[nodiscard]] std::string_view path() const override { return "/"; }
    void begin(std::int64_t now_us) override;
    [[nodiscard]] bool is_admitted() const override { return is_admitted_; }
    [[nodiscard]] Reason refusal() const override { return refusal_; }
    void take_text(std::string_view text, std::int64_t now_us) override;
    bool put_next_text(TextWriter& out, std::int64_t now_us) override;
    [[nodiscard]] bool has_text(std::int64_t now_us) const override;
    PictureStep step_of(const Frame& frame, std::size_t number, TextWriter& out) override;

  private:
    void obey_interval(JsonView interval, std::int64_t now_us);

    Cargo& cargo_;
    const Identity& identity_;
    bool has_identified_ = false;
    bool is_admitted_ = false;
    bool owes_pong_ = false;
    Reason refusal_ = Reason::none;
    std::int64_t ping_due_us_ = 0;
};

}  // namespace bridge
