// Walking a text that is known to be sound: no check of grammar is repeated here.
#include "bridge/json_reader.hpp"

#include "bridge/utf8.hpp"

namespace bridge {

namespace {

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

std::string_view without_space(std::string_view text) {
    while (!text.empty() && is_space(text[0])) text.remove_prefix(1);
    return text;
}

/// Length of the text literal at the start, quotes included.
std::size_t literal_length(std::string_view text) {
    std::size_t i = 1;
    while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
    return i < text.size() ? i + 1 : text.size();
}

/// Length of the value at the start.
std::size_t value_length(std::string_view text) {
    int depth = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        const char letter = text[i];
        if (letter == '"') {
            i += literal_length(text.substr(i));
            if (depth == 0) return i;
            continue;
        }
        if (letter == '{' || letter == '[') ++depth;
        if (letter == '}' || letter == ']') {
            if (depth == 0) return i;
            if (--depth == 0) return i + 1;
        }
        if (depth == 0 && (letter == ',' || letter == ':' || is_space(letter))) return i;
        ++i;
    }
    return i;
}

int hex_of(char digit) {
    return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

std::uint32_t code_of(std::string_view digits) {
    std::uint32_t code = 0;
    for (const char digit : digits) code = code * 16 + static_cast<std::uint32_t>(hex_of(digit));
    return code;
}

/// Writes the character behind a backslash; returns how many bytes the escape has.
std::size_t put_escape(std::string_view text, TextWriter& into) {
    switch (text[1]) {
        case 'b': into.put('\b'); return 2;
        case 'f': into.put('\f'); return 2;
        case 'n': into.put('\n'); return 2;
        case 'r': into.put('\r'); return 2;
        case 't': into.put('\t'); return 2;
        case 'u': break;
        default: into.put(text[1]); return 2;
    }
    const std::uint32_t code = code_of(text.substr(2, 4));
    if (code < 0xD800 || code > 0xDBFF) {
        put_utf8(into, code);
        return 6;
    }
    const std::uint32_t low = code_of(text.substr(8, 4));
    put_utf8(into, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
    return 12;
}

/// A decimal number as digits × 10^exponent.
struct Decimal {
    bool is_negative = false;
    bool is_exact = true;  ///< False when digits were left out.
    std::uint64_t digits = 0;
    std::int64_t exponent = 0;
};

Decimal decimal_from(std::string_view text) {
    constexpr std::uint64_t kRoom = UINT64_C(1000000000000000000);
    Decimal number;
    bool is_fraction = false;
    std::size_t i = 0;
    if (text[0] == '-') number.is_negative = true, ++i;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.') {
            is_fraction = true;
        } else if (number.digits < kRoom) {
            number.digits = number.digits * 10 + static_cast<std::uint64_t>(text[i] - '0');
            if (is_fraction) --number.exponent;
        } else {
            if (text[i] != '0') number.is_exact = false;
            if (!is_fraction) ++number.exponent;
        }
    }
    std::int64_t power = 0;
    bool is_small = false;
    for (++i; i < text.size(); ++i) {
        if (text[i] == '-') is_small = true;
        if (text[i] >= '0' && text[i] <= '9' && power < 10000) power = power * 10 + (text[i] - '0');
    }
    number.exponent += is_small ? -power : power;
    return number;
}

/// The number × 10^shift, rounded; nothing when it is above `limit`.
std::optional<std::int64_t> scaled(Decimal number, int shift, std::int64_t limit, bool exact_only) {
    if (number.digits == 0) return 0;
    std::int64_t exponent = number.exponent + shift;
    std::uint64_t digits = number.digits;
    bool is_exact = number.is_exact;
    for (; exponent > 0; --exponent) {
        if (digits > static_cast<std::uint64_t>(limit)) return std::nullopt;
        digits *= 10;
    }
    std::uint64_t last = 0;
    for (; exponent < 0 && (digits != 0 || last != 0); ++exponent) {
        if (last != 0) is_exact = false;
        last = digits % 10;
        digits /= 10;
    }
    if (last != 0 || exponent < 0) is_exact = false;
    if (last >= 5) ++digits;
    if (digits > static_cast<std::uint64_t>(limit) || (exact_only && !is_exact))
        return std::nullopt;
    const auto size = static_cast<std::int64_t>(digits);
    return number.is_negative ? -size : size;
}

}  // namespace

JsonView::JsonView(std::string_view text) {
    text = without_space(text);
    raw_ = text.substr(0, value_length(text));
}

JsonKind JsonView::kind() const {
    if (raw_.empty()) return JsonKind::missing;
    switch (raw_[0]) {
        case '{': return JsonKind::object;
        case '[': return JsonKind::array;
        case '"': return JsonKind::text;
        case 't':
        case 'f': return JsonKind::boolean;
        case 'n': return JsonKind::null;
        default: return JsonKind::number;
    }
}

JsonView JsonView::member(std::string_view name) const {
    if (!is(JsonKind::object)) return {};
    JsonCursor cursor(*this);
    JsonView key;
    JsonView value;
    while (cursor.next(key, value)) {
        if (key.equals(name)) return value;
    }
    return {};
}

std::optional<std::int64_t> JsonView::integer() const {
    if (!is(JsonKind::number)) return std::nullopt;
    return scaled(decimal_from(raw_), 0, kMaxInteger, true);
}

std::optional<std::int64_t> JsonView::milli() const {
    if (!is(JsonKind::number)) return std::nullopt;
    return scaled(decimal_from(raw_), 3, kMaxInteger, false);
}

std::optional<bool> JsonView::boolean() const {
    if (!is(JsonKind::boolean)) return std::nullopt;
    return raw_[0] == 't';
}

bool JsonView::copy_text(TextWriter& into) const {
    if (!is(JsonKind::text)) return false;
    std::string_view rest = raw_.substr(1, raw_.size() - 2);
    while (!rest.empty()) {
        const std::size_t run = rest.find('\\');
        into.put(rest.substr(0, run));
        if (run == std::string_view::npos) break;
        rest.remove_prefix(run);
        rest.remove_prefix(put_escape(rest, into));
    }
    return into.ok();
}

bool JsonView::equals(std::string_view text) const {
    if (const auto plain = plain_text()) return *plain == text;
    char room[256];
    TextWriter decoded(room);
    return copy_text(decoded) && decoded.text() == text;
}

std::optional<std::string_view> JsonView::plain_text() const {
    if (!is(JsonKind::text) || raw_.find('\\') != std::string_view::npos) return std::nullopt;
    return raw_.substr(1, raw_.size() - 2);
}

JsonCursor::JsonCursor(JsonView container) {
    if (container.is(JsonKind::array) || container.is(JsonKind::object)) {
        rest_ = container.raw().substr(1, container.raw().size() - 2);
    }
}

JsonView JsonCursor::take() {
    rest_ = without_space(rest_);
    while (!rest_.empty() && (rest_[0] == ',' || rest_[0] == ':')) {
        rest_ = without_space(rest_.substr(1));
    }
    const JsonView value(rest_);
    rest_.remove_prefix(value.raw().size());
    return value;
}

bool JsonCursor::next(JsonView& item) {
    item = take();
    return !item.is(JsonKind::missing);
}

bool JsonCursor::next(JsonView& key, JsonView& value) {
    key = take();
    if (key.is(JsonKind::missing)) return false;
    value = take();
    return true;
}

}  // namespace bridge
