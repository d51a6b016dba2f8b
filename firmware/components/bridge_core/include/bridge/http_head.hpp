// The head of an HTTP/1.1 message: its first line and its headers, as they stand in a buffer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class HttpHead {
  public:
    HttpHead() = default;
    /// `text` ends with the empty line. Not valid as an answer's unless it is an HTTP/1.x
    /// status line and lines of "name: value".
    explicit HttpHead(std::string_view text);

    [[nodiscard]] bool is_valid() const { return status_ != 0; }
    /// The line of a status or a request, and whether lines of "name: value" follow.
    [[nodiscard]] std::string_view first_line() const { return first_line_; }
    [[nodiscard]] bool has_sound_headers() const { return has_sound_headers_; }
    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] bool is_http_1_0() const { return is_http_1_0_; }
    /// The value of the first header of that name in any case, without space around it.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// True when the comma-separated header has the word, in any case.
    [[nodiscard]] bool has_word(std::string_view name, std::string_view word) const;
    /// The header as a whole number from 0; nothing when it is missing or something else.
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
    /// What `Retry-After` says, in milliseconds; 0 when it says nothing that is a number.
    [[nodiscard]] std::uint32_t retry_after_ms() const;

  private:
    std::string_view first_line_;
    std::string_view headers_;
    bool has_sound_headers_ = false;
    int status_ = 0;
    bool is_http_1_0_ = false;
};

/// Length of the head at the start of `text`, the empty line included; 0 when it is not whole.
[[nodiscard]] std::size_t head_length(std::string_view text);

/// Takes the bytes of a head into `room`, behind the `gathered` ones; what follows the head
/// stays in `bytes`. Returns the head's length, or 0 while it is not whole.
std::size_t gather_head(Room room, std::size_t& gathered, Bytes& bytes);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace bridge
