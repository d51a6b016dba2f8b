#include "bridge/base64.hpp"

namespace bridge {

namespace {

char digit_of(unsigned value, std::string_view last_two) {
    if (value < 26) return static_cast<char>('A' + value);
    if (value < 52) return static_cast<char>('a' + (value - 26));
    if (value < 62) return static_cast<char>('0' + (value - 52));
    return last_two[value - 62];
}

void put_encoded(TextWriter& out, Bytes bytes, std::string_view last_two, bool is_padded) {
    for (; !bytes.empty(); bytes = bytes.from(3)) {
        const Bytes group = bytes.first(3);
        unsigned bits = 0;
        for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < group.size ? group[i] : 0U);
        for (std::size_t i = 0; i < 4; ++i) {
            if (i <= group.size) {
                out.put(digit_of(bits >> (18 - 6 * i) & 63U, last_two));
            } else if (is_padded) {
                out.put('=');
            }
        }
    }
}

}  // namespace

void put_base64(TextWriter& out, Bytes bytes) {
    put_encoded(out, bytes, "+/", true);
}
void put_base64url(TextWriter& out, Bytes bytes) {
    put_encoded(out, bytes, "-_", false);
}

}  // namespace bridge
