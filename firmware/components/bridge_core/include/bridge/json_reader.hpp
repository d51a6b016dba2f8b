// JSON without a tree: `check_json` proves once that a text is sound, and a JsonView then
// walks it in place. Nothing is copied and nothing is allocated.
//
// Knows grammar, depth, counts, Unicode and repeated keys. Does not know what a message is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

// Limits of docs/protocol.md §3.2.
constexpr int kMaxNesting = 32;
constexpr int kMaxArrayItems = 4096;
constexpr int kMaxObjectKeys = 256;
constexpr std::int64_t kMaxInteger = 9007199254740991;  // JavaScript counts exactly up to here.

/// True when `text` is one JSON value within the limits and nothing else.
[[nodiscard]] bool check_json(std::string_view text);

enum class JsonKind : std::uint8_t { missing, null, boolean, number, text, array, object };

/// A value within a text that `check_json` found sound. A missing one answers every question
/// with nothing, so that chains of questions need no checks in between.
class JsonView {
  public:
    JsonView() = default;
    /// The caller has checked `text`.
    explicit JsonView(std::string_view text);

    [[nodiscard]] JsonKind kind() const;
    [[nodiscard]] bool is(JsonKind wanted) const { return kind() == wanted; }
    [[nodiscard]] std::string_view raw() const { return raw_; }

    /// The member of that name of an object, else a missing value.
    [[nodiscard]] JsonView member(std::string_view name) const;
    /// A whole number within ±(2^53 − 1); 12.0 and 1.2e1 are 12.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    /// A number in thousandths, rounded; nothing when it is too large.
    [[nodiscard]] std::optional<std::int64_t> milli() const;
    [[nodiscard]] std::optional<bool> boolean() const;
    /// The characters of a text without its escapes; false when it is none or does not fit.
    bool copy_text(TextWriter& into) const;
    [[nodiscard]] bool equals(std::string_view text) const;
    /// The characters as they stand, for texts in which nothing is escaped; else nothing.
    [[nodiscard]] std::optional<std::string_view> plain_text() const;

  private:
    std::string_view raw_;
};

/// Walks the items of an array or the members of an object.
class JsonCursor {
  public:
    explicit JsonCursor(JsonView container);
    /// Walks what stands between the brackets.
    explicit JsonCursor(std::string_view inner) : rest_(inner) {}
    bool next(JsonView& item);
    bool next(JsonView& key, JsonView& value);

  private:
    JsonView take();
    std::string_view rest_;
};

}  // namespace bridge
