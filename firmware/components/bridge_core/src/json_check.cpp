// The grammar: one pass, a bit per open bracket instead of recursion.
#include "bridge/json_reader.hpp"
#include "bridge/utf8.hpp"

namespace bridge {

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

/// True when one of the members that were read so far has this key.
bool has_key(std::string_view members, JsonView key) {
    char room[256];
    TextWriter decoded(room);
    if (!key.copy_text(decoded)) return false;
    JsonCursor cursor(members);
    JsonView known;
    JsonView value;
    while (cursor.next(known, value)) {
        if (known.equals(decoded.text())) return true;
    }
    return false;
}

class Checker {
  public:
    explicit Checker(std::string_view text) : rest_(text) {}

    bool run() {
        if (!value()) return false;
        while (depth_ > 0) {
            if (!after_value()) return false;
        }
        skip_space();
        return rest_.empty();
    }

  private:
    struct Level {
        bool is_object;
        std::uint16_t count;
        std::string_view members;  ///< Where the members of an object begin.
    };

    [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_[0]; }

    bool take(char letter) {
        if (peek() != letter || rest_.empty()) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_space() {
        while (!rest_.empty() &&
               (rest_[0] == ' ' || rest_[0] == '\t' || rest_[0] == '\n' || rest_[0] == '\r')) {
            rest_.remove_prefix(1);
        }
    }

    bool word(std::string_view expected) {
        if (rest_.substr(0, expected.size()) != expected) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    bool value() {
        skip_space();
        switch (peek()) {
            case '{': return open(true);
            case '[': return open(false);
            case '"': return string();
            case 't': return word("true");
            case 'f': return word("false");
            case 'n': return word("null");
            default: return number();
        }
    }

    bool open(bool is_object) {
        if (depth_ == kMaxNesting) return false;
        rest_.remove_prefix(1);
        levels_[depth_++] = Level{is_object, 0, rest_};
        skip_space();
        if (take(is_object ? '}' : ']')) {
            --depth_;
            return true;
        }
        return is_object ? member() : item();
    }

    bool item() {
        if (++levels_[depth_ - 1].count > kMaxArrayItems) return false;
        return value();
    }

    bool member() {
        Level& level = levels_[depth_ - 1];
        if (++level.count > kMaxObjectKeys) return false;
        skip_space();
        const std::string_view members = level.members;
        const std::string_view start = rest_;
        if (peek() != '"' || !string()) return false;
        const std::string_view before = members.substr(0, members.size() - start.size());
        if (has_key(before, JsonView(start))) return false;
        skip_space();
        return take(':') && value();
    }

    /// Comma or closing bracket of the innermost container.
    bool after_value() {
        const bool is_object = levels_[depth_ - 1].is_object;
        skip_space();
        if (take(',')) return is_object ? member() : item();
        if (!take(is_object ? '}' : ']')) return false;
        --depth_;
        return true;
    }

    bool string() {
        rest_.remove_prefix(1);
        while (!rest_.empty()) {
            const char letter = rest_[0];
            if (letter == '"') return take('"');
            if (static_cast<unsigned char>(letter) < 0x20) return false;
            if (letter == '\\') {
                if (!escape()) return false;
                continue;
            }
            const std::size_t length = utf8_length(rest_);
            if (length == 0) return false;
            rest_.remove_prefix(length);
        }
        return false;
    }

    bool escape() {
        if (rest_.size() < 2) return false;
        if (rest_[1] != 'u') {
            const bool known =
                std::string_view("\"\\/bfnrt").find(rest_[1]) != std::string_view::npos;
            rest_.remove_prefix(2);
            return known;
        }
        const int code = unicode_escape();
        if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF)) return false;
        if (code < 0xD800 || code > 0xDBFF) return true;
        const int low = unicode_escape();
        return low >= 0xDC00 && low <= 0xDFFF;
    }

    int unicode_escape() {
        if (rest_.size() < 6 || rest_[0] != '\\' || rest_[1] != 'u') return -1;
        int code = 0;
        for (std::size_t i = 2; i < 6; ++i) {
            const char digit = rest_[i];
            if (!is_hex(digit)) return -1;
            code = code * 16 + (is_digit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        rest_.remove_prefix(6);
        return code;
    }

    bool digits() {
        if (!is_digit(peek())) return false;
        while (is_digit(peek())) rest_.remove_prefix(1);
        return true;
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (peek() == 'e' || peek() == 'E') {
            rest_.remove_prefix(1);
            if (!take('+')) take('-');
            return digits();
        }
        return true;
    }

    std::string_view rest_;
    Level levels_[kMaxNesting] = {};
    int depth_ = 0;
};

}  // namespace

bool check_json(std::string_view text) {
    return Checker(text).run();
}

}  // namespace bridge
