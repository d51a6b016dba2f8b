// What a server sends, cut anywhere, gives the same messages or a reason to close.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/ws_handshake.hpp"
#include "bridge/ws_reader.hpp"
#include "hex.hpp"
#include "ws_talk.hpp"

using namespace bridge;

namespace {

/// All events of a conversation as one text, with the input cut into steps.
std::string events(const std::string& input, std::size_t step = SIZE_MAX) {
    static std::uint8_t room[300];
    WsReader reader(room_in(room));
    std::string told;
    for (std::size_t at = 0; at < input.size(); at += step) {
        Bytes part = bytes_from(std::string_view(input).substr(at, step));
        while (true) {
            const WsEvent event = reader.take(part);
            if (event.kind == WsEventKind::none) break;
            static const char* const names[] = {"",     "text",  "binary", "ping",
                                                "pong", "close", "fault"};
            told += names[static_cast<int>(event.kind)];
            if (event.code != 0) told += std::to_string(event.code);
            told += "(" + std::string(text_from(event.payload)) + ")";
        }
        if (step == SIZE_MAX) break;
    }
    return told;
}

std::string closing(int code, const std::string& reason) {
    return server_frame(
        8, std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + reason);
}

}  // namespace

TEST_CASE("messages come out whole, with control frames between their fragments") {
    const std::string input = server_frame(1, "one") + server_frame(2, "t", false) +
                              server_frame(9, "p") + server_frame(0, "w", false) +
                              server_frame(10, "") + server_frame(0, "o") +
                              server_frame(1, std::string(200, 'x')) + closing(4503, "bye");
    const std::string expected =
        "text(one)ping(p)pong()binary(two)text(" + std::string(200, 'x') + ")close4503(bye)";
    CHECK(events(input) == expected);
    for (std::size_t step = 1; step <= input.size(); ++step) {
        CAPTURE(step);
        CHECK(events(input, step) == expected);
    }
}

TEST_CASE("a text may be cut within a character, a whole one has to be well-formed") {
    CHECK(events(server_frame(1, "\xc3", false) + server_frame(0, "\xa4")) == "text(\xc3\xa4)");
    CHECK(events(server_frame(1, "\xc3")) == "fault1007()");
    CHECK(events(closing(1000, "\xff")) == "fault1007()");
}

TEST_CASE("a message longer than the buffer is a fault before it is read") {
    CHECK(events(server_frame(1, std::string(301, 'x')).substr(0, 4)) == "fault1009()");
    CHECK(events(server_frame(1, std::string(200, 'x'), false) +
                 server_frame(0, std::string(101, 'x'))) == "fault1009()");
    CHECK(events(std::string("\x82\x7f") + std::string(8, '\xff')) == "fault1009()");
}

TEST_CASE("what RFC 6455 forbids a server is a fault, and ends the reading") {
    std::string masked = server_frame(1, "a");
    masked[1] = static_cast<char>(masked[1] | 0x80);
    std::string reserved = server_frame(1, "a");
    reserved[0] = static_cast<char>(reserved[0] | 0x40);
    for (const std::string& input :
         {masked, reserved, server_frame(3, ""), server_frame(11, ""), server_frame(0, "a"),
          server_frame(1, "a", false) + server_frame(1, "b"), server_frame(9, "a", false),
          server_frame(9, std::string(126, 'x')), server_frame(8, "x"), closing(1005, ""),
          closing(999, ""), closing(5000, "")}) {
        CAPTURE(hex_from(bytes_from(input)));
        CHECK(events(input + server_frame(1, "later")) == "fault1002()");
    }
}

TEST_CASE("a close may be without a code") {
    CHECK(events(server_frame(8, "")) == "close1005()");
}

TEST_CASE("any byte string gives events or a fault, never both after a fault") {
    std::uint32_t state = 1;
    for (int round = 0; round < 3000; ++round) {
        std::string input;
        for (int i = 0; i < 60; ++i) {
            state = state * 1664525U + 1013904223U;
            input += static_cast<char>(state >> 24);
        }
        const std::string whole = events(input);
        CHECK(events(input, 1) == whole);
        const std::size_t fault = whole.find("fault");
        CHECK((fault == std::string::npos || whole.find("(", fault) == whole.size() - 2));
    }
}

TEST_CASE("the opening asks for the subprotocol, and takes the answer of RFC 6455") {
    const WsKey key(std::string_view("dGhlIHNhbXBsZSBub25jZQ=="));
    char room[512];
    TextWriter out(room);
    put_upgrade_request(out, {"bridge.local", 8080, "/v1", "gamebridge.v1+msgpack"}, key);
    CHECK(out.text() ==
          "GET /v1 HTTP/1.1\r\nHost: bridge.local:8080\r\nConnection: Upgrade\r\n"
          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          "Sec-WebSocket-Protocol: gamebridge.v1+msgpack\r\n\r\n");
    const std::string good =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    const auto accepts = [&](const std::string& text) {
        return is_upgrade_accepted(HttpHead(text + "\r\n"), key, "gamebridge.v1+msgpack");
    };
    CHECK(accepts(good));
    CHECK(accepts(good + "Sec-WebSocket-Protocol: gamebridge.v1+msgpack\r\n"));
    CHECK_FALSE(accepts(good + "Sec-WebSocket-Protocol: other\r\n"));
    CHECK_FALSE(accepts(good + "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    CHECK_FALSE(accepts("HTTP/1.1 200 OK\r\n" + good.substr(good.find('\n') + 1)));
    std::string wrong = good;
    wrong.replace(wrong.find("s3pP"), 4, "S3pP");
    CHECK_FALSE(accepts(wrong));
}

TEST_CASE("a key is sixteen random bytes") {
    std::uint8_t bytes[16];
    for (std::uint8_t i = 0; i < 16; ++i) bytes[i] = i;
    CHECK(ws_key_from(bytes_from(bytes)) == "AAECAwQFBgcICQoLDA0ODw==");
}
