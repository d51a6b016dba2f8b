// What the bridge says, picked out of messages whose form `check_message` found sound.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/json_reader.hpp"
#include "bridge/protocol.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

// Up to eight chunks, up to 200 characters (docs/protocol.md §3.2).
using TopicText = FixedText<200>;

struct InterestMessage {
    TopicText topic;
    std::int64_t subscribers = 0;
    std::int64_t max_mhz = 0;  ///< Thousandths of pictures a second; 0 means no limit.
};

struct SlowDownMessage {
    std::int64_t fps_milli = 0;  ///< 0 lifts the request, or says nothing of it.
    std::int64_t quality = 0;
    FixedText<40> reason;
};

struct CallMessage {
    FixedText<kMaxCallId> id;
    FixedText<32> method;  ///< Empty when it is longer than any name may be.
    JsonView args;         ///< Within the message; missing when there are none.
    std::int64_t deadline_ms = 5000;
};

struct ByeMessage {
    std::uint16_t code = 0;
    FixedText<40> reason;
    std::uint32_t retry_after_ms = 0;
};

struct StatusMessage {
    FixedText<16> level;
    FixedText<40> code;
    FixedText<160> text;
};

[[nodiscard]] InterestMessage read_interest(JsonView message);
[[nodiscard]] SlowDownMessage read_slow_down(JsonView message);
[[nodiscard]] CallMessage read_call(JsonView message);
[[nodiscard]] ByeMessage read_bye(JsonView message);
[[nodiscard]] StatusMessage read_status(JsonView message);
/// True when an `advertised` names this channel.
[[nodiscard]] bool names_channel(JsonView message, std::int64_t channel);

/// Copies a text, cut to what fits; empty when it is none.
template <std::size_t Capacity>
[[nodiscard, gnu::noinline]] FixedText<Capacity> text_in(const JsonView& value) {
    // Texts are cut only when they are for people; ids and names have been checked before.
    FixedText<Capacity> text;
    if (const auto plain = value.plain_text()) {
        text.assign_cut(*plain);
        return text;
    }
    char room[Capacity + 64];
    TextWriter decoded(room);
    value.copy_text(decoded);
    text.assign_cut(decoded.text());
    return text;
}

}  // namespace bridge
