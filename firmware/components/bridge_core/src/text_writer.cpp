#include "bridge/text_writer.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

}  // namespace

TextWriter& TextWriter::put(std::string_view text) {
    if (!ok_ || text.size() > size_ - used_) {
        ok_ = false;
        return *this;
    }
    if (!text.empty()) std::memcpy(room_ + used_, text.data(), text.size());
    used_ += text.size();
    return *this;
}

TextWriter& TextWriter::put_integer(std::int64_t value) {
    char digits[20];
    std::size_t start = sizeof digits;
    // Negating the smallest integer would overflow, so the digits come from the unsigned.
    std::uint64_t rest =
        value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
    do {
        digits[--start] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) digits[--start] = '-';
    return put(std::string_view(digits + start, sizeof digits - start));
}

TextWriter& TextWriter::put_milli(std::int64_t thousandths) {
    if (thousandths < 0) put('-');
    const std::uint64_t size = thousandths < 0 ? ~static_cast<std::uint64_t>(thousandths) + 1
                                               : static_cast<std::uint64_t>(thousandths);
    put_integer(static_cast<std::int64_t>(size / 1000));
    auto rest = static_cast<int>(size % 1000);
    if (rest == 0) return *this;
    put('.');
    for (int unit = 100; rest != 0; unit /= 10) {
        put(static_cast<char>('0' + rest / unit));
        rest %= unit;
    }
    return *this;
}

TextWriter& TextWriter::put_hex(Bytes bytes) {
    for (std::size_t i = 0; i < bytes.size; ++i) {
        put(kHexDigits[bytes[i] >> 4]).put(kHexDigits[bytes[i] & 15]);
    }
    return *this;
}

bool read_hex(std::string_view text, Room into) {
    if (text.size() != into.size * 2) return false;
    for (std::size_t i = 0; i < into.size; ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        into.data[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

}  // namespace bridge
