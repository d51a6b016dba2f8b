// What leaves: pictures in place and in fragments, control frames between them, and
// nothing twice however little a socket takes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/ws_sender.hpp"
#include "fakes/streams.hpp"
#include "hex.hpp"
#include "ws_talk.hpp"

using namespace bridge;

namespace {

struct Sending {
    CountingRandom random;
    FakeStream stream;
    std::uint8_t composing[4096] = {};
    WsSender sender{random, room_in(composing)};

    std::string text(const std::string& words) {
        TextWriter out = sender.compose();
        out.put(words);
        sender.send_text(out.text());
        return words;
    }

    std::vector<ClientFrame> frames() {
        std::vector<ClientFrame> all;
        ClientFrame frame;
        while (take_client_frame(stream.written, frame)) all.push_back(frame);
        CHECK(stream.written.empty());
        return all;
    }
};

std::vector<std::uint8_t> picture(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return bytes;
}

std::string as_text(const std::vector<std::uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("a text is one masked frame") {
    Sending s;
    s.text("{\"op\":\"hello\"}");
    CHECK_FALSE(s.sender.is_free());
    s.sender.pump(s.stream);
    CHECK(s.sender.is_free());
    CHECK(s.stream.writes == 1);
    CHECK(hex_from(view(s.stream.written)).substr(0, 12) == "818e01020304");
    const auto frames = s.frames();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].payload == "{\"op\":\"hello\"}");
}

TEST_CASE("masking is the same for every start, length and offset") {
    const WsMask mask = {0x11, 0x22, 0x44, 0x88};
    for (std::size_t start = 0; start < 8; ++start) {
        for (std::size_t size = 0; size < 24; ++size) {
            for (std::size_t offset = 0; offset < 4; ++offset) {
                auto bytes = picture(start + size);
                auto expected = bytes;
                for (std::size_t i = 0; i < size; ++i)
                    expected[start + i] ^= mask[(offset + i) % 4];
                apply_mask({bytes.data() + start, size}, mask, offset);
                CHECK(bytes == expected);
            }
        }
    }
}

TEST_CASE("a picture goes out in fragments of 8 KB with its head in the first") {
    Sending s;
    auto jpeg = picture(20000);
    const std::string expected = "HEAD" + as_text(jpeg);
    REQUIRE(s.sender.send_binary(bytes_from("HEAD"), {jpeg.data(), jpeg.size()}));
    s.sender.pump(s.stream);
    const auto frames = s.frames();
    REQUIRE(frames.size() == 3);
    std::string whole;
    for (const ClientFrame& frame : frames) {
        CHECK(frame.payload.size() <= kFragmentBytes);
        whole += frame.payload;
    }
    CHECK(whole == expected);
    CHECK(frames[0].opcode == 2);
    CHECK(frames[1].opcode == 0);
    CHECK_FALSE(frames[1].is_last);
    CHECK(frames[2].is_last);
}

TEST_CASE("head and payload leave in one write") {
    Sending s;
    auto jpeg = picture(5000);
    s.sender.send_binary(bytes_from("HEAD"), {jpeg.data(), jpeg.size()});
    s.sender.pump(s.stream);
    CHECK(s.stream.writes == 1);
}

TEST_CASE("a socket that takes a few bytes at a time gets each of them once") {
    for (const std::size_t step : {1, 3, 13, 4096, 8191, 8193}) {
        CAPTURE(step);
        Sending s;
        auto jpeg = picture(17000);
        const std::string expected = "H" + as_text(jpeg);
        s.sender.send_binary(bytes_from("H"), {jpeg.data(), jpeg.size()});
        while (!s.sender.is_free()) {
            s.stream.room = step;
            REQUIRE(s.sender.pump(s.stream).bytes > 0);
        }
        std::string whole;
        for (const ClientFrame& frame : s.frames()) whole += frame.payload;
        CHECK(whole == expected);
    }
}

TEST_CASE("a pong goes between the fragments of a picture") {
    Sending s;
    auto jpeg = picture(20000);
    s.sender.send_binary({}, {jpeg.data(), jpeg.size()});
    s.stream.room = 100;
    s.sender.pump(s.stream);
    s.sender.send_pong(bytes_from("are you there"));
    s.sender.send_ping();
    s.stream.room = FakeStream::kEndless;
    s.sender.pump(s.stream);
    const auto frames = s.frames();
    REQUIRE(frames.size() == 5);
    CHECK(frames[1].opcode == 10);
    CHECK(frames[1].payload == "are you there");
    CHECK(frames[2].opcode == 9);
    CHECK(frames[4].is_last);
}

TEST_CASE("of several pings the last one is answered") {
    Sending s;
    s.sender.send_pong(bytes_from("old"));
    s.sender.send_pong(bytes_from("new"));
    s.sender.pump(s.stream);
    const auto frames = s.frames();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].payload == "new");
}

TEST_CASE("one message at a time") {
    Sending s;
    auto jpeg = picture(10);
    REQUIRE(s.sender.send_binary({}, {jpeg.data(), jpeg.size()}));
    CHECK_FALSE(s.sender.send_binary({}, {jpeg.data(), jpeg.size()}));
    const std::string long_head(kMaxMessageHead + 1, 'x');
    Sending other;
    CHECK_FALSE(other.sender.send_binary(bytes_from(long_head), {jpeg.data(), jpeg.size()}));
}

TEST_CASE("a close finishes the fragment that has begun, and nothing follows it") {
    Sending s;
    auto jpeg = picture(20000);
    s.sender.send_binary({}, {jpeg.data(), jpeg.size()});
    s.stream.room = 100;
    s.sender.pump(s.stream);
    s.sender.send_close(4400, "bad message");
    s.sender.send_pong(bytes_from("late"));
    s.sender.send_ping();
    CHECK_FALSE(s.sender.is_free());
    CHECK_FALSE(s.sender.has_sent_close());
    s.stream.room = FakeStream::kEndless;
    s.sender.pump(s.stream);
    CHECK(s.sender.has_sent_close());
    const auto frames = s.frames();
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].payload.size() == kFragmentBytes);
    CHECK(frames[1].opcode == 8);
    CHECK(frames[1].payload ==
          "\x11\x30"
          "bad message");
}

TEST_CASE("a broken stream is told and the rest stays") {
    Sending s;
    s.text("x");
    s.stream.is_broken = true;
    CHECK(s.sender.pump(s.stream).is_broken);
    CHECK_FALSE(s.sender.is_free());
}
