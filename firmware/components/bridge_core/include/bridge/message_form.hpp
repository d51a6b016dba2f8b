// Is a text of the bridge's a message, and are its fields what the protocol says? One table
// answers for every op, so that readers of messages only pick what they need.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/json_reader.hpp"

namespace bridge {

enum class Op : std::uint8_t {
    ack,
    advertised,
    bye,
    call,
    challenge,
    drops,
    gap,
    interest,
    sample,
    slow_down,
    status,
    subscribed,
    sync,
    topics,
    welcome,
    unknown,
    batch,  ///< An array of samples.
};

enum class Form : std::uint8_t {
    sound,
    broken,      ///< A fault of form: no message at all.
    unknown_op,  ///< Passed over, as later minor versions may have more.
    bad_field,   ///< Passed over, and told.
};

struct CheckedMessage {
    Form form = Form::broken;
    Op op = Op::unknown;
    JsonView view;
};

[[nodiscard]] CheckedMessage check_message(std::string_view text);

[[nodiscard]] bool is_hex_of(std::string_view text, std::size_t letters);

}  // namespace bridge
