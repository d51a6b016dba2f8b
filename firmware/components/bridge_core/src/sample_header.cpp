#include "bridge/sample_header.hpp"

#include "bridge/json_reader.hpp"
#include "bridge/msgpack_reader.hpp"
#include "bridge/msgpack_writer.hpp"

namespace bridge {

namespace {

enum Extension : std::int64_t {
    kNumber = 1,
    kDeviceUs = 2,
    kReceivedUs = 3,
    kHops = 4,
    kFrameSeq = 5,
    kBundle = 6,
};
constexpr std::int64_t kMaxKind = 127;
constexpr std::uint8_t kFirstByte = 0x96;  // An array of six items; no JPEG begins so.

std::size_t count_extensions(const SampleHeader& header) {
    std::size_t count = header.hop_count != 0 ? 1 : 0;
    for (const auto* extension : {&header.number, &header.device_us, &header.received_us,
                                  &header.frame_seq, &header.bundle}) {
        if (extension->has_value()) ++count;
    }
    return count;
}

void put_extension(MsgpackWriter& out, Extension key, const std::optional<std::int64_t>& value) {
    if (value) out.integer(key).integer(*value);
}

bool take_integer(MsgpackReader& in, std::int64_t limit, std::int64_t& into) {
    const Token token = in.next();
    into = token.integer;
    return token.kind == TokenKind::integer && token.integer >= 0 && token.integer <= limit;
}

bool take_optional(MsgpackReader& in, std::optional<std::int64_t>& into) {
    std::int64_t value = 0;
    if (!take_integer(in, kMaxInteger, value)) return false;
    into = value;
    return true;
}

/// Unicode characters, which is what the limit of a hop's name counts.
std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (const char letter : text) count += (letter & 0xC0) != 0x80 ? 1U : 0U;
    return count;
}

bool take_hops(MsgpackReader& in, SampleHeader& header) {
    const Token list = in.next();
    if (list.kind != TokenKind::array || list.count > kMaxHops) return false;
    for (std::size_t i = 0; i < list.count; ++i) {
        const Token pair = in.next();
        if (pair.kind != TokenKind::array || pair.count != 2) return false;
        const Token name = in.next();
        const std::size_t length = count_characters(name.text);
        if (name.kind != TokenKind::text || length == 0 || length > kMaxHopName) return false;
        header.hops[i].name = name.text;
        if (!take_integer(in, kMaxInteger, header.hops[i].at_us)) return false;
    }
    header.hop_count = list.count;
    return true;
}

bool take_extension(MsgpackReader& in, SampleHeader& header) {
    const Token key = in.next();
    if (key.kind != TokenKind::integer) return false;
    switch (key.integer) {
        case kNumber: return take_optional(in, header.number);
        case kDeviceUs: return take_optional(in, header.device_us);
        case kReceivedUs: return take_optional(in, header.received_us);
        case kHops: return take_hops(in, header);
        case kFrameSeq: return take_optional(in, header.frame_seq);
        case kBundle: return take_optional(in, header.bundle);
        default: return in.skip();
    }
}

}  // namespace

std::size_t encode_header(const SampleHeader& header, Room into) {
    MsgpackWriter out(into);
    out.array(6).integer(header.kind).integer(header.channel).integer(header.seq);
    out.integer(header.captured_us).integer(header.flags).map(count_extensions(header));
    put_extension(out, kNumber, header.number);
    put_extension(out, kDeviceUs, header.device_us);
    put_extension(out, kReceivedUs, header.received_us);
    if (header.hop_count != 0) out.integer(kHops).array(header.hop_count);
    for (std::size_t i = 0; i < header.hop_count; ++i) {
        out.array(2).text(header.hops[i].name).integer(header.hops[i].at_us);
    }
    put_extension(out, kFrameSeq, header.frame_seq);
    put_extension(out, kBundle, header.bundle);
    return out.ok() ? out.size() : 0;
}

bool decode_sample(Bytes message, SampleHeader& header, Bytes& payload) {
    if (message.empty() || message[0] != kFirstByte) return false;
    MsgpackReader in(message.first(kMaxHeaderBytes));
    in.next();
    if (!take_integer(in, kMaxKind, header.kind)) return false;
    if (!take_integer(in, kMaxHandle, header.channel) || header.channel == 0) return false;
    if (!take_integer(in, kMaxInteger, header.seq)) return false;
    if (!take_integer(in, kMaxInteger, header.captured_us)) return false;
    if (!take_integer(in, kMaxInteger, header.flags)) return false;
    const Token extensions = in.next();
    if (extensions.kind != TokenKind::map) return false;
    for (std::size_t i = 0; i < extensions.count; ++i) {
        if (!take_extension(in, header)) return false;
    }
    payload = message.from(in.position());
    return !payload.empty();
}

}  // namespace bridge
