// tests/vectors, valid and tolerant: what a device says and hears, byte for byte.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/bridge_messages.hpp"
#include "bridge/conversation.hpp"
#include "bridge/device_messages.hpp"
#include "bridge/msgpack_reader.hpp"
#include "hex.hpp"
#include "vector_files.hpp"
#include "vector_speaker.hpp"

using namespace bridge;

namespace {

bool is_default(const JsonView& value) {
    return value.is(JsonKind::missing) || value.raw() == "null" || value.raw() == "\"\"" ||
           value.raw() == "[]" || value.raw() == "0" || value.raw() == "\"none\"";
}

bool are_equal(const JsonView& a, const JsonView& b);

/// Every member of `a` is in `b`; one that is missing there has to be a default.
bool is_within(const JsonView& a, const JsonView& b) {
    JsonCursor cursor(a);
    JsonView key;
    JsonView value;
    while (cursor.next(key, value)) {
        const JsonView other = b.member(*key.plain_text());
        if (other.is(JsonKind::missing) ? !is_default(value) : !are_equal(value, other))
            return false;
    }
    return true;
}

bool are_equal(const JsonView& a, const JsonView& b) {
    if (is_default(a) && is_default(b)) return true;
    if (a.kind() != b.kind()) return false;
    if (a.is(JsonKind::object)) return is_within(a, b) && is_within(b, a);
    if (a.is(JsonKind::number)) return a.milli() == b.milli();
    if (!a.is(JsonKind::array)) return a.raw() == b.raw();
    JsonCursor left(a);
    JsonCursor right(b);
    JsonView x;
    JsonView y;
    while (left.next(x)) {
        if (!right.next(y) || !are_equal(x, y)) return false;
    }
    return !right.next(y);
}

SampleHeader header_of(const JsonView& message, std::vector<std::string>& names) {
    SampleHeader header;
    header.kind = *integer_of(message, "kind");
    header.channel = *integer_of(message, "subscription");
    header.seq = *integer_of(message, "seq");
    header.captured_us = *integer_of(message, "captured_us");
    header.flags = *integer_of(message, "flags");
    header.number = integer_of(message, "number");
    header.device_us = integer_of(message, "device_us");
    header.received_us = integer_of(message, "received_us");
    header.frame_seq = integer_of(message, "frame_seq");
    header.bundle = integer_of(message, "bundle");
    JsonCursor cursor(message.member("hops"));
    JsonView hop;
    names.reserve(kMaxHops);
    while (cursor.next(hop)) {
        JsonCursor pair(hop);
        JsonView name;
        JsonView at;
        pair.next(name);
        pair.next(at);
        names.push_back(text_of(name));
        header.hops[header.hop_count++] = {names.back(), *at.integer()};
    }
    return header;
}

Bytes payload_of(const Vector& vector, std::vector<std::uint8_t>& message) {
    SampleHeader header;
    Bytes payload;
    message = bytes_from_hex(vector.text("hex"));
    REQUIRE(decode_sample(view(message), header, payload));
    return payload;
}

void check_header(const SampleHeader& found, const SampleHeader& wanted) {
    CHECK(found.kind == wanted.kind);
    CHECK(found.channel == wanted.channel);
    CHECK(found.seq == wanted.seq);
    CHECK(found.captured_us == wanted.captured_us);
    CHECK(found.flags == wanted.flags);
    CHECK(found.number == wanted.number);
    CHECK(found.device_us == wanted.device_us);
    CHECK(found.received_us == wanted.received_us);
    CHECK(found.frame_seq == wanted.frame_seq);
    CHECK(found.bundle == wanted.bundle);
    REQUIRE(found.hop_count == wanted.hop_count);
    for (std::size_t i = 0; i < found.hop_count; ++i) {
        CHECK(found.hops[i].name == wanted.hops[i].name);
        CHECK(found.hops[i].at_us == wanted.hops[i].at_us);
    }
}

}  // namespace

TEST_CASE("what a device says is what the vectors say") {
    int said = 0;
    each_vector("valid", [&](const Vector& vector) {
        if (!vector.is("direction", "to_bridge") || !vector.is("encoding", "json")) return;
        const JsonView message = vector.view.member("message");
        JsonCursor items(message);
        JsonView item = message;
        do {
            if (message.is(JsonKind::array) && !items.next(item)) break;
            if (!is_of_a_device(item)) continue;
            CAPTURE(vector.name);
            const std::string text = Speaker(item).say();
            CAPTURE(text);
            CHECK(check_json(text));
            CHECK(are_equal(JsonView(text), item));
            ++said;
        } while (message.is(JsonKind::array));
    });
    CHECK(said >= 14);
}

TEST_CASE("every text of the bridge's is heard without a fault") {
    int heard = 0;
    each_vector("valid", [&](const Vector& vector) {
        if (!vector.is("direction", "to_peer") || !vector.is("encoding", "json")) return;
        CAPTURE(vector.name);
        const std::string text = vector.text("text");
        CHECK(check_message(text).form == Form::sound);
        CHECK(are_equal(JsonView(text), vector.view.member("message")));
        ++heard;
    });
    CHECK(heard >= 25);
}

TEST_CASE("binary samples are written and read byte for byte") {
    int seen = 0;
    each_vector("valid", [&](const Vector& vector) {
        if (!vector.is("encoding", "msgpack") || vector.name == "in-bare-jpeg") return;
        CAPTURE(vector.name);
        const JsonView message = vector.view.member("message");
        std::vector<std::string> names;
        const SampleHeader wanted = header_of(message, names);
        std::vector<std::uint8_t> bytes;
        const Bytes payload = payload_of(vector, bytes);
        SampleHeader found;
        Bytes rest;
        REQUIRE(decode_sample(view(bytes), found, rest));
        check_header(found, wanted);
        std::uint8_t room[kMaxHeaderBytes];
        const std::size_t size = encode_header(wanted, room_in(room));
        CHECK(hex_from({room, size}) + hex_from(payload) == vector.text("hex"));
        if (wanted.kind == 0) CHECK(is_sound_value(payload));
        if (wanted.kind != 0) CHECK(hex_from(payload) == text_of(message.member("payload_hex")));
        ++seen;
    });
    CHECK(seen >= 17);
}

TEST_CASE("a value is written byte for byte") {
    std::uint8_t room[64];
    MsgpackWriter out(room_in(room));
    out.map(2).text("value").boolean(true).text("unit").text("");
    const std::size_t found = each_vector("valid", [&](const Vector& vector) {
        if (vector.name != "http-value-msgpack") return;
        CHECK(hex_from(out.bytes()) == vector.text("hex"));
    });
    CHECK(found > 0);
}

TEST_CASE("what is written otherwise means the same") {
    int seen = 0;
    each_vector("tolerant", [&](const Vector& vector) {
        CAPTURE(vector.name);
        ++seen;
        if (vector.has("text")) {
            const std::string text = vector.text("text");
            CHECK(check_json(text));
            const bool is_sync = vector.is("means", "sync");
            CHECK(JsonView(text).member("op").equals(is_sync ? "sync" : "welcome"));
            if (is_sync) CHECK(JsonView(text).member("t0").integer() == 1234567);
            if (!is_sync) CHECK(check_message(text).form == Form::sound);
            return;
        }
        const auto bytes = bytes_from_hex(vector.text("hex"));
        SampleHeader header;
        Bytes payload;
        REQUIRE(decode_sample(view(bytes), header, payload));
        CHECK(header.number == 7);
        CHECK(header.captured_us == 8000000);
        CHECK(hex_from(payload) == "ffd8fffe0004abcdffd9");
    });
    CHECK(seen == 7);
}

TEST_CASE("messages of the bridge's are picked apart") {
    each_vector("valid", [&](const Vector& vector) {
        const std::string text = vector.text("text");
        const JsonView message(text);
        if (vector.name == "interest") {
            const InterestMessage interest = read_interest(message);
            CHECK(interest.topic == "device/cam-1/camera/jpeg");
            CHECK(interest.subscribers == 2);
            CHECK(interest.max_mhz == 30000);
        } else if (vector.name == "slow-down") {
            CHECK(read_slow_down(message).fps_milli == 10000);
            CHECK(read_slow_down(message).quality == 20);
            CHECK(read_slow_down(message).reason == "decode_late");
        } else if (vector.name == "device-call") {
            const CallMessage call = read_call(message);
            CHECK(call.id == "b17");
            CHECK(call.method == "set");
            CHECK(call.args.member("quality").integer() == 12);
            CHECK(call.deadline_ms == 4800);
        } else if (vector.name == "bye") {
            CHECK(read_bye(message).code == 4503);
            CHECK(read_bye(message).retry_after_ms == 2000);
        } else if (vector.name == "status") {
            CHECK(read_status(message).code == "forbidden");
        } else if (vector.name == "advertised") {
            CHECK(names_channel(message, 2));
            CHECK_FALSE(names_channel(message, 3));
        }
    });
}
