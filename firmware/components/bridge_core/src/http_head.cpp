#include "bridge/http_head.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr std::int64_t kMaxNumber = 1000000000000;

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes one line off the front, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

int status_from(std::string_view line) {
    if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || line[8] != ' ') return 0;
    if (!is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11])) return 0;
    if (line.size() > 12 && line[12] != ' ') return 0;
    const int status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return status >= 100 ? status : 0;
}

}  // namespace

HttpHead::HttpHead(std::string_view text) {
    first_line_ = take_line(text);
    headers_ = text;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        // A space before the colon, or a line that continues another, has fooled proxies.
        if (colon == 0 || colon == std::string_view::npos) return;
        if (line.substr(0, colon).find_first_of(" \t") != std::string_view::npos) return;
    }
    has_sound_headers_ = true;
    status_ = status_from(first_line_);
    is_http_1_0_ = status_ != 0 && first_line_[7] == '0';
}

std::string_view HttpHead::header(std::string_view name) const {
    std::string_view rest = headers_;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (equals_ignoring_case(line.substr(0, colon), name))
            return trimmed(line.substr(colon + 1));
    }
    return {};
}

bool HttpHead::has_word(std::string_view name, std::string_view word) const {
    std::string_view rest = header(name);
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        if (equals_ignoring_case(trimmed(rest.substr(0, comma)), word)) return true;
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return false;
}

std::optional<std::int64_t> HttpHead::number(std::string_view name) const {
    const std::string_view text = header(name);
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    for (const char letter : text) {
        if (!is_digit(letter) || value > kMaxNumber) return std::nullopt;
        value = value * 10 + (letter - '0');
    }
    return value;
}

std::uint32_t HttpHead::retry_after_ms() const {
    constexpr std::int64_t kLongestS = 3600;  // Nobody is served by a longer silence.
    const std::int64_t seconds = number("Retry-After").value_or(0);
    return static_cast<std::uint32_t>((seconds < kLongestS ? seconds : kLongestS) * 1000);
}

std::size_t head_length(std::string_view text) {
    const std::size_t end = text.find("\r\n\r\n");
    return end == std::string_view::npos ? 0 : end + 4;
}

std::size_t gather_head(Room room, std::size_t& gathered, Bytes& bytes) {
    const Bytes part = bytes.first(room.size - gathered);
    std::memcpy(room.data + gathered, part.data, part.size);
    const std::size_t size = head_length(text_from({room.data, gathered + part.size}));
    if (size == 0) {
        gathered += part.size;
        bytes = {};
        return 0;
    }
    bytes = bytes.from(size - gathered);
    return size;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

}  // namespace bridge
