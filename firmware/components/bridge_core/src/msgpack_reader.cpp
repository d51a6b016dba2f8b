#include "bridge/msgpack_reader.hpp"

#include "bridge/json_reader.hpp"
#include "bridge/utf8.hpp"

namespace bridge {

namespace {

std::uint64_t big_endian(Bytes bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size; ++i) value = value << 8 | bytes[i];
    return value;
}

std::int64_t sign_extended(std::uint64_t value, std::size_t bytes) {
    const auto shift = static_cast<int>(64 - 8 * bytes);
    return static_cast<std::int64_t>(value << shift) >> shift;
}

/// An exponent of all ones is infinity or no number.
bool is_finite(std::uint64_t bits, std::size_t bytes) {
    const std::uint64_t exponent = bytes == 4 ? 0x7F800000U : UINT64_C(0x7FF0000000000000);
    return (bits & exponent) != exponent;
}

}  // namespace

bool MsgpackReader::take(std::size_t count, Bytes& out) {
    if (bytes_.size - at_ < count) return false;
    out = Bytes{bytes_.data + at_, count};
    at_ += count;
    return true;
}

Token MsgpackReader::next() {
    Bytes head;
    if (!take(1, head)) return {};
    const std::uint8_t code = head[0];
    Token token;
    if (code < 0x80 || code >= 0xE0) {
        token.kind = TokenKind::integer;
        token.integer = static_cast<std::int8_t>(code);
        return token;
    }
    if (code < 0x90) return container_of(TokenKind::map, code & 0x0F);
    if (code < 0xA0) return container_of(TokenKind::array, code & 0x0F);
    if (code < 0xC0) return text_of(code & 0x1F);
    if (code == 0xC0) token.kind = TokenKind::null;
    if (code == 0xC2 || code == 0xC3) {
        token.kind = TokenKind::boolean;
        token.is_true = code == 0xC3;
    }
    if (token.kind != TokenKind::fault) return token;
    if (code == 0xCA || code == 0xCB) return real_of(code == 0xCA ? 4 : 8);
    if (code >= 0xCC && code <= 0xD3) return integer_of(code);
    return sized(code);
}

Token MsgpackReader::integer_of(std::uint8_t code) {
    const bool is_signed = code >= 0xD0;
    const std::size_t width = std::size_t{1} << (code - (is_signed ? 0xD0 : 0xCC));
    Bytes bytes;
    if (!take(width, bytes)) return {};
    const std::uint64_t value = big_endian(bytes);
    Token token;
    token.kind = TokenKind::integer;
    if (is_signed) {
        token.integer = sign_extended(value, width);
    } else {
        token.integer = value > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(value);
    }
    const bool fits = token.integer <= kMaxInteger && token.integer >= -kMaxInteger;
    return fits ? token : Token{};
}

Token MsgpackReader::real_of(std::size_t width) {
    Bytes bytes;
    if (!take(width, bytes) || !is_finite(big_endian(bytes), width)) return {};
    Token token;
    token.kind = TokenKind::real;
    return token;
}

Token MsgpackReader::text_of(std::size_t size) {
    Bytes bytes;
    if (!take(size, bytes)) return {};
    Token token;
    token.kind = TokenKind::text;
    token.text = text_from(bytes);
    return is_utf8(token.text) ? token : Token{};
}

Token MsgpackReader::container_of(TokenKind kind, std::uint64_t count) {
    const int limit = kind == TokenKind::map ? kMaxObjectKeys : kMaxArrayItems;
    if (count > static_cast<std::uint64_t>(limit)) return {};
    Token token;
    token.kind = kind;
    token.count = static_cast<std::size_t>(count);
    return token;
}

/// Texts, arrays and maps whose size stands in one, two or four bytes.
Token MsgpackReader::sized(std::uint8_t code) {
    std::size_t width = 0;
    switch (code) {
        case 0xD9: width = 1; break;
        case 0xDA:
        case 0xDC:
        case 0xDE: width = 2; break;
        case 0xDB:
        case 0xDD:
        case 0xDF: width = 4; break;
        default: return {};
    }
    Bytes bytes;
    if (!take(width, bytes)) return {};
    const std::uint64_t size = big_endian(bytes);
    if (code <= 0xDB) return size > bytes_.size ? Token{} : text_of(static_cast<std::size_t>(size));
    return container_of(code <= 0xDD ? TokenKind::array : TokenKind::map, size);
}

bool MsgpackReader::skip() {
    // How many values are still to come on each level.
    std::size_t open[kMaxNesting + 1] = {1};
    int depth = 0;
    while (true) {
        while (open[depth] == 0) {
            if (depth-- == 0) return true;
        }
        --open[depth];
        const Token token = next();
        if (token.kind == TokenKind::fault) return false;
        if (token.kind != TokenKind::array && token.kind != TokenKind::map) continue;
        if (depth == kMaxNesting) return false;
        open[++depth] = token.kind == TokenKind::map ? 2 * token.count : token.count;
    }
}

bool is_sound_value(Bytes bytes) {
    MsgpackReader reader(bytes);
    const Token map = reader.next();
    if (map.kind != TokenKind::map) return false;
    for (std::size_t i = 0; i < map.count; ++i) {
        if (reader.next().kind != TokenKind::text || !reader.skip()) return false;
    }
    return reader.at_end();
}

}  // namespace bridge
