// Letters of a terminal on their way to a line: echo, backspace, and secrets as stars.
//
// Terminals for boards show only what comes back. What follows `wifi add NAME` and
// `bridge key` is not for whoever looks over a shoulder, or for a log of the terminal.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

class ConsoleLine {
  public:
    /// Takes a letter and writes what the terminal should show. True when the line is whole:
    /// then `text` is valid until the next call.
    bool take(char letter, TextWriter& echo);
    [[nodiscard]] std::string_view text() const { return {room_, size_}; }
    void clear() { size_ = 0; }

  private:
    // A host name, a key or a password with its command; what is longer is cut.
    static constexpr std::size_t kMaxLine = 256;

    [[nodiscard]] bool is_secret() const;

    char room_[kMaxLine] = {};
    std::size_t size_ = 0;
    bool is_whole_ = false;
    char last_ = '\0';
};

}  // namespace bridge
