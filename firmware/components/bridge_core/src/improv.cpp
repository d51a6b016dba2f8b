#include "bridge/improv.hpp"

#include <cstring>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

// With the version, which no console line has as a letter.
constexpr std::string_view kMark = "IMPROV\x01";
constexpr std::size_t kTypeAt = 7;
constexpr std::size_t kLengthAt = 8;
constexpr std::int64_t kPatienceUs = kSecond;

std::uint8_t sum_of(Bytes bytes) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < bytes.size; ++i) sum += bytes[i];
    return static_cast<std::uint8_t>(sum);
}

void put_packet(TextWriter& out, ImprovType type, std::string_view payload) {
    // Installers look for packets at the beginning of a line only.
    out.put('\n');
    const std::size_t start = out.size();
    out.put(kMark).put(static_cast<char>(type));
    out.put(static_cast<char>(payload.size())).put(payload);
    out.put(static_cast<char>(sum_of(bytes_from(out.text().substr(start))))).put('\n');
}

/// Takes a text with its length in front off the payload.
bool take_text(std::string_view& payload, std::string_view& text) {
    if (payload.empty()) return false;
    const auto size = static_cast<std::uint8_t>(payload[0]);
    if (payload.size() < 1U + size) return false;
    text = payload.substr(1, size);
    payload.remove_prefix(1U + size);
    return true;
}

}  // namespace

void put_improv_state(TextWriter& out, ImprovState state) {
    const char payload = static_cast<char>(state);
    put_packet(out, ImprovType::state, {&payload, 1});
}

void put_improv_error(TextWriter& out, ImprovError error) {
    const char payload = static_cast<char>(error);
    put_packet(out, ImprovType::error, {&payload, 1});
}

void put_improv_result(TextWriter& out, ImprovVerb verb, const std::string_view* texts,
                       std::size_t count) {
    char payload[kMaxImprovPayload];
    TextWriter result(payload);
    result.put(static_cast<char>(verb)).put('\0');
    for (std::size_t i = 0; i < count && texts[i].size() < result.left(); ++i) {
        result.put(static_cast<char>(texts[i].size())).put(texts[i]);
    }
    payload[1] = static_cast<char>(result.size() - 2);
    put_packet(out, ImprovType::result, result.text());
}

SerialSplitter::Found SerialSplitter::take(Bytes& bytes, std::int64_t now_us) {
    if (is_packet_ && now_us - heard_us_ >= kPatienceUs) {
        is_packet_ = false;
        used_ = 0;
    }
    while (!bytes.empty()) {
        const std::uint8_t byte = bytes[0];
        bytes = bytes.from(1);
        const Found found = take_byte(byte, now_us);
        if (found != Found::nothing) return found;
    }
    return Found::nothing;
}

SerialSplitter::Found SerialSplitter::take_byte(std::uint8_t byte, std::int64_t now_us) {
    heard_us_ = now_us;
    if (is_packet_) return take_packet_byte(byte);
    if (byte == '\n' || byte == '\r') {
        line_size_ = is_too_long_ ? 0 : used_;
        used_ = 0;
        is_too_long_ = false;
        return line_size_ != 0 ? Found::line : Found::nothing;
    }
    if (used_ == sizeof room_) {
        // Only the end is kept, in which a packet may begin.
        is_too_long_ = true;
        std::memmove(room_, room_ + used_ - kMark.size(), kMark.size());
        used_ = kMark.size();
    }
    room_[used_++] = byte;
    const std::string_view text = text_from({room_, used_});
    if (text.size() < kMark.size() || text.substr(text.size() - kMark.size()) != kMark) {
        return Found::nothing;
    }
    // Whatever was typed before is no line any more: nobody ended it.
    std::memcpy(room_, kMark.data(), kMark.size());
    used_ = kMark.size();
    is_packet_ = true;
    is_too_long_ = false;
    return Found::nothing;
}

SerialSplitter::Found SerialSplitter::take_packet_byte(std::uint8_t byte) {
    room_[used_++] = byte;
    if (used_ <= kLengthAt || used_ < kImprovHeadBytes + room_[kLengthAt] + 1U) {
        return Found::nothing;
    }
    const bool is_right = sum_of({room_, used_ - 1}) == byte &&
                          room_[kTypeAt] == static_cast<std::uint8_t>(ImprovType::request);
    const bool is_good = is_right && read_request();
    is_packet_ = false;
    used_ = 0;
    return is_good ? Found::request : Found::bad_packet;
}

bool SerialSplitter::read_request() {
    std::string_view payload = text_from({room_ + kImprovHeadBytes, room_[kLengthAt]});
    request_ = ImprovRequest{};
    if (payload.size() < 2 || static_cast<std::uint8_t>(payload[1]) != payload.size() - 2) {
        return false;
    }
    request_.verb = static_cast<std::uint8_t>(payload[0]);
    payload.remove_prefix(2);
    if (request_.verb != static_cast<std::uint8_t>(ImprovVerb::wifi_settings)) return true;
    return take_text(payload, request_.network) && take_text(payload, request_.password) &&
           payload.empty();
}

}  // namespace bridge
