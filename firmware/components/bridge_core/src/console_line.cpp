#include "bridge/console_line.hpp"

namespace bridge {

namespace {

constexpr char kBackspace = '\b';
constexpr char kDelete = '\x7F';

/// How many words the line has begun before its last letter, outside of quotes.
std::size_t count_words(std::string_view line) {
    std::size_t words = 0;
    bool is_in_word = false;
    bool is_quoted = false;
    for (const char letter : line) {
        if (letter == '"') is_quoted = !is_quoted;
        const bool is_space = letter == ' ' && !is_quoted;
        if (!is_space && !is_in_word) ++words;
        is_in_word = !is_space;
    }
    return words;
}

}  // namespace

bool ConsoleLine::is_secret() const {
    const std::string_view line = text();
    const std::size_t words = count_words(line);
    const auto begins = [line](std::string_view with) {
        return line.substr(0, with.size()) == with;
    };
    if (begins("wifi add ") || begins("wifi set ")) return words >= 4;
    return begins("bridge key ") && words >= 3;
}

bool ConsoleLine::take(char letter, TextWriter& echo) {
    if (is_whole_) {
        size_ = 0;
        is_whole_ = false;
    }
    const char before = last_;
    last_ = letter;
    // Terminals end lines with either, or with both.
    if (letter == '\n' && before == '\r') return false;
    if (letter == '\r' || letter == '\n') {
        echo.put("\r\n");
        return is_whole_ = true;
    }
    if (letter == kBackspace || letter == kDelete) {
        if (size_ == 0) return false;
        --size_;
        echo.put("\b \b");
        return false;
    }
    const bool is_control = static_cast<unsigned char>(letter) < ' ';
    if (is_control || size_ == kMaxLine) return false;
    room_[size_++] = letter;
    echo.put(is_secret() ? '*' : letter);
    return false;
}

}  // namespace bridge
