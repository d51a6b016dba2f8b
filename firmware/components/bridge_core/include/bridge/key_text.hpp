// Keys as text: `gbd1_<id>_<secret>_<checksum>` (docs/protocol.md §10).
#pragma once

#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

constexpr std::size_t kMaxIdText = 32;
// Prefix, id, 43 characters of secret, 4 of checksum and three underscores.
constexpr std::size_t kMaxKeyText = 4 + 1 + kMaxIdText + 1 + 43 + 1 + 4;

using IdText = FixedText<kMaxIdText>;
using KeyText = FixedText<kMaxKeyText>;

/// 1 to 32 of a-z, 0-9, '_' and '-': an id, or one chunk of a topic.
[[nodiscard]] bool is_id(std::string_view text);

/// The id within a device's key whose form and checksum are right; else empty.
[[nodiscard]] std::string_view id_of_key(std::string_view key);

/// The text of a device's key made of 32 secret bytes.
[[nodiscard]] KeyText build_key(std::string_view id, Bytes secret);

}  // namespace bridge
