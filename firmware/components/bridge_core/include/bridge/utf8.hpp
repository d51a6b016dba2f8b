// Unicode as the protocol wants it: well-formed UTF-8 without surrogates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

/// Length of the character at the start of `text`, or 0 when it is not well-formed UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
void put_utf8(TextWriter& out, std::uint32_t code);

}  // namespace bridge
