#include "bridge/portal_dns.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::uint8_t kTypeA = 1;
constexpr std::uint8_t kClassIn = 1;
// Short, so that phones forget the answer as soon as the portal is gone.
constexpr std::uint8_t kSeconds = 10;

/// Length of the question behind the header, its name, type and class; 0 when it is not whole.
std::size_t question_size(Bytes query) {
    std::size_t at = kHeaderBytes;
    while (at < query.size && query[at] != 0) {
        if (query[at] > 63) return 0;  // A question has nothing to point back to.
        at += 1U + query[at];
    }
    return at + 5 <= query.size ? at + 5 - kHeaderBytes : 0;
}

bool read_address(std::string_view text, std::uint8_t (&four)[4]) {
    std::size_t index = 0;
    unsigned value = 0;
    for (const char letter : text) {
        if (letter == '.') {
            if (++index == 4) return false;
            value = 0;
        } else if (letter >= '0' && letter <= '9') {
            value = value * 10 + static_cast<unsigned>(letter - '0');
            if (value > 255) return false;
            four[index] = static_cast<std::uint8_t>(value);
        } else {
            return false;
        }
    }
    return index == 3;
}

}  // namespace

std::size_t put_portal_dns_answer(Bytes query, std::string_view address, Room into) {
    std::uint8_t four[4] = {};
    if (query.size < kHeaderBytes || !read_address(address, four)) return 0;
    const bool is_plain_query = (query[2] & 0xF8) == 0;
    const bool has_one_question = query[4] == 0 && query[5] == 1;
    const std::size_t asked = question_size(query);
    if (!is_plain_query || !has_one_question || asked == 0) return 0;
    const std::size_t type_at = kHeaderBytes + asked - 4;
    const bool is_ours = query[type_at] == 0 && query[type_at + 1] == kTypeA &&
                         query[type_at + 2] == 0 && query[type_at + 3] == kClassIn;
    // Name (a pointer to the question's), type, class, time to live, length, address.
    const std::uint8_t record[] = {
        0xC0, kHeaderBytes, 0, kTypeA, 0,       kClassIn, 0,       0,
        0,    kSeconds,     0, 4,      four[0], four[1],  four[2], four[3]};
    const std::size_t size = kHeaderBytes + asked + (is_ours ? sizeof record : 0);
    if (size > into.size) return 0;
    std::memmove(into.data, query.data, kHeaderBytes + asked);
    into.data[2] = static_cast<std::uint8_t>(0x84 | (query[2] & 1));  // An authority's answer.
    into.data[3] = 0;
    std::memset(into.data + 6, 0, 6);  // Whatever else came with the question is left out.
    into.data[7] = is_ours ? 1 : 0;
    if (is_ours) std::memcpy(into.data + kHeaderBytes + asked, record, sizeof record);
    return size;
}

}  // namespace bridge
