// tests/vectors, invalid: what a device has to refuse, and how it closes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/conversation.hpp"
#include "bridge/msgpack_reader.hpp"
#include "fakes/streams.hpp"
#include "hex.hpp"
#include "vector_files.hpp"

using namespace bridge;

namespace {

/// Gives the nonce of the vectors.
class VectorRandom : public Random {
  public:
    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i) room.data[i] = static_cast<std::uint8_t>(i);
    }
};

const std::string& text_of_valid(const char* name) {
    static std::string text;
    each_vector("valid", [&](const Vector& vector) {
        if (vector.name == name) text = vector.text("text");
    });
    return text;
}

/// A device of the vectors, brought to the state that one of them is about.
struct VectorDevice {
    explicit VectorDevice(const Vector& vector) {
        identity.id.assign("cam-1");
        identity.key.assign(vector.text("key"));
        char room[1000];
        TextWriter out(room);
        conversation.begin(out, random, nullptr);
        if (vector.is("state", "hello")) return;
        hear(text_of_valid("challenge"));
        CHECK(conversation.state() == Conversation::State::proof);
        if (vector.is("state", "proof")) return;
        hear(text_of_valid("welcome"));
        CHECK(conversation.state() == Conversation::State::ready);
        hear(text_of_valid("subscribed"));
    }

    Event hear(const std::string& text) {
        char room[1000];
        TextWriter reply(room);
        const Event event = conversation.receive_text(text, 0, reply);
        said = reply.text();
        return event;
    }

    Identity identity;
    ClockSync clock;
    VectorRandom random;
    Conversation conversation{identity, clock};
    std::string said;
};

}  // namespace

TEST_CASE("faults of the bridge's end the session with their code, or are passed over") {
    int seen = 0;
    each_vector("invalid", [&](const Vector& vector) {
        if (!vector.is("direction", "to_peer")) return;
        CAPTURE(vector.name);
        ++seen;
        VectorDevice device(vector);
        const auto bytes = bytes_from_hex(vector.text("hex"));
        const Event event = vector.has("text") ? device.hear(vector.text("text"))
                                               : device.conversation.receive_binary(view(bytes));
        CHECK(event.code == vector.text("error"));
        const auto close_code = vector.view.member("close_code").integer();
        CHECK((event.kind == Event::Kind::closed) == close_code.has_value());
        CHECK(event.close_code == close_code.value_or(0));
        CHECK((device.conversation.state() == Conversation::State::closed) ==
              close_code.has_value());
    });
    CHECK(seen == 17);
}

TEST_CASE("a device that closed hears nothing more") {
    each_vector("invalid", [&](const Vector& vector) {
        if (vector.name != "peer-not-json") return;
        VectorDevice device(vector);
        device.hear("<html>");
        CHECK(device.hear(text_of_valid("interest")).kind == Event::Kind::nothing);
    });
}

TEST_CASE("the proof of the vectors answers the challenge of the vectors") {
    each_vector("invalid", [&](const Vector& vector) {
        if (vector.name != "peer-method") return;
        VectorDevice device(vector);
        CHECK(device.hear(text_of_valid("challenge")).kind == Event::Kind::reply);
        CHECK(device.said == text_of_valid("proof"));
        CHECK(device.hear(text_of_valid("welcome")).kind == Event::Kind::ready);
        CHECK(device.conversation.idle_timeout_us() == 25 * kSecond);
    });
}

TEST_CASE("no header that the bridge refuses is read here") {
    int seen = 0;
    each_vector("invalid", [&](const Vector& vector) {
        if (vector.name.substr(0, 7) != "header-" || !vector.has("hex")) return;
        CAPTURE(vector.name);
        auto bytes = bytes_from_hex(vector.text("hex"));
        const auto padded = vector.view.member("pad_to_bytes").integer();
        if (padded) bytes.resize(static_cast<std::size_t>(*padded));
        SampleHeader header;
        Bytes payload;
        CHECK_FALSE(decode_sample(view(bytes), header, payload));
        ++seen;
    });
    CHECK(seen >= 20);
}

TEST_CASE("no value of broken form is taken for a value") {
    int seen = 0;
    each_vector("invalid", [&](const Vector& vector) {
        if (vector.name.substr(0, 6) != "value-" || !vector.has("hex")) return;
        if (vector.name.substr(0, 12) == "value-schema") return;  // Only a schema can tell.
        if (vector.has("pad_to_bytes") || vector.name == "value-tiny-maps")
            return;  // A matter of size.
        CAPTURE(vector.name);
        const auto bytes = bytes_from_hex(vector.text("hex"));
        SampleHeader header;
        Bytes payload;
        REQUIRE(decode_sample(view(bytes), header, payload));
        CHECK_FALSE(is_sound_value(payload));
        ++seen;
    });
    CHECK(seen >= 10);
}

TEST_CASE("no text of broken form is taken for JSON") {
    int seen = 0;
    for (const char* name :
         {"not-json", "nan", "lone-surrogate", "nesting", "trailing-text", "depth-bomb"}) {
        each_vector("invalid", [&](const Vector& vector) {
            if (vector.name != name) return;
            CAPTURE(name);
            CHECK_FALSE(check_json(vector.text("text")));
            ++seen;
        });
    }
    CHECK(seen == 6);
}

TEST_CASE("a device without a key says no nonce, and takes no challenge") {
    Identity identity;
    identity.id.assign("cam-1");
    ClockSync clock;
    VectorRandom random;
    Conversation conversation(identity, clock);
    char room[500];
    TextWriter out(room);
    conversation.begin(out, random, nullptr);
    CHECK(out.text() == "{\"op\":\"hello\",\"role\":\"device\",\"id\":\"cam-1\"}");
    out.clear();
    CHECK(conversation.receive_text(text_of_valid("challenge"), 0, out).code == "out_of_turn");
    CHECK(out.text().empty());
}

TEST_CASE("questions for the time are answered in any order, and only once") {
    Identity identity;
    ClockSync clock;
    Conversation conversation(identity, clock);
    char room[500];
    TextWriter out(room);
    for (std::int64_t t0 = 1; t0 <= 9; ++t0) {
        out.clear();
        conversation.put_question(out, t0);
    }
    CHECK(out.text() == "{\"op\":\"sync\",\"t0\":9}");
    const auto answer = [&](int t0) {
        return conversation.receive_text(
            "{\"op\":\"sync\",\"t0\":" + std::to_string(t0) + ",\"t1\":5,\"t2\":5}", 20, out);
    };
    CHECK(answer(9).kind == Event::Kind::synced);
    CHECK(answer(9).code == "unknown_sync");
    CHECK(answer(2).kind == Event::Kind::synced);
    CHECK(answer(1).code == "unknown_sync");  // Given up when the ninth was asked.
    CHECK(clock.estimate(20).samples == 2);
}
