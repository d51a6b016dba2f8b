// Commands of the bridge's: `set` and the actions, answered once, and again for who repeats.
#pragma once

#include <cstdint>

#include "bridge/annex.hpp"
#include "bridge/bridge_messages.hpp"
#include "bridge/settings.hpp"

namespace bridge {

/// What is to be done after the answer has left.
enum class Deed : std::uint8_t { none, snapshot, restart, factory_reset };

struct Answer {
    FixedText<kMaxCallId> id;
    Outcome outcome;
    Deed deed = Deed::none;
};

class Calls {
  public:
    explicit Calls(Settings& settings) : settings_(settings) {}

    /// Adds the action of another part.
    void set_annex(Annex& annex) { annex_ = &annex; }
    /// Does what is asked, or finds the answer that was given to the same id before.
    const Answer& run(const CallMessage& call, std::int64_t now_us);
    /// Writes the features of kind action.
    static void put_actions(JsonWriter& json);

  private:
    // docs/protocol.md §9.2.
    static constexpr std::size_t kRemembered = 16;

    enum class Pass : std::uint8_t { check, set };

    Outcome run_set(JsonView args, std::int64_t now_us);
    void take_argument(Pass pass, JsonView key, JsonView value, std::int64_t now_us,
                       Outcome& outcome);
    static Outcome run_action(std::string_view method, std::int64_t now_us, Deed& deed);

    Settings& settings_;
    Annex* annex_ = nullptr;
    Answer answers_[kRemembered];
    std::size_t next_ = 0;
};

/// Reads a scalar out of a message; texts are views into `room`, which outlives the value.
[[nodiscard]] Scalar scalar_from(const JsonView& value, TextWriter& room);

}  // namespace bridge
