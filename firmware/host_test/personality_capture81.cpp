// Byte for byte what the firmware says when it is the server that others ask for pictures.
#include <doctest/doctest.h>

#include <string>

#include "bridge/capture_link.hpp"
#include "fakes/board.hpp"
#include "fakes/camera.hpp"
#include "fakes/streams.hpp"

using namespace bridge;

namespace {

/// A frame as a client sends it: masked, here with a mask that is not zero.
std::string client_frame(int opcode, const std::string& payload) {
    const std::string mask = "\x11\x22\x33\x44";
    std::string frame{static_cast<char>(0x80 | opcode)};
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | payload.size());
    } else {
        frame += '\xFE';
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size());
    }
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) {
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return frame;
}

struct Bench {
    Bench() {
        cargo.begin(now_us);
        link.begin(stream, BridgeAddress{}, now_us);
    }
    std::string said() {
        for (int i = 0; i < 50; ++i) {
            now_us += 1000;
            cargo.turn(now_us);
            link.turn(now_us);
        }
        const std::string text(stream.written.begin(), stream.written.end());
        stream.written.clear();
        return text;
    }
    void shake_hands() {
        stream.arrive(
            "GET / HTTP/1.1\r\nHost: cam:81\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        said();
    }

    std::int64_t now_us = 50000000;
    FakeCamera camera;
    FakeBoard board;
    FakeStore store;
    FakeStream stream;
    LinkBuffers buffers;
    std::uint8_t scratch[1024] = {};
    Cargo cargo{camera, board, store, room_in(scratch)};
    CaptureLink link{cargo, buffers};
};

}  // namespace

TEST_CASE("capture81: the handshake is that of the old firmware, and a ping follows at once") {
    Bench bench;
    bench.stream.arrive(
        "GET /any HTTP/1.1\r\nHost: cam:81\r\nUpgrade: websocket\r\n"
        "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nServer: arduino-WebSocketsServer\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        "Sec-WebSocket-Protocol: arduino\r\n\r\n";
    CHECK(bench.said() == answer + '\x89' + '\0');
    CHECK(bench.link.stage() == Stage::streaming);
}

TEST_CASE("capture81: what is no handshake is told so, and the connection ends") {
    Bench bench;
    bench.stream.arrive("GET / HTTP/1.1\r\nHost: cam:81\r\n\r\n");
    const std::string said = bench.said();
    CHECK(said.substr(0, 26) == "HTTP/1.1 400 Bad Request\r\n");
    CHECK(said.substr(said.size() - 32) == "This is a Websocket server only!");
    CHECK(bench.link.is_over());
}

TEST_CASE("capture81: the word brings one fresh picture as one bare frame, other words nothing") {
    Bench bench;
    bench.shake_hands();
    bench.camera.show(jpeg_of(640, 480, 700), bench.now_us);
    CHECK(bench.said().empty());
    bench.stream.arrive(client_frame(1, "Capture"));
    CHECK(bench.said().empty());
    bench.stream.arrive(client_frame(1, "capture"));
    CHECK(bench.said().empty());  // What was taken before it was asked for is not fresh.
    const std::string jpeg = jpeg_of(640, 480, 900);
    bench.camera.show(jpeg, bench.now_us);
    const std::string head{'\x82', '\x7E', static_cast<char>(jpeg.size() >> 8),
                           static_cast<char>(jpeg.size())};
    CHECK(bench.said() == head + jpeg);
    CHECK(bench.cargo.frames_sent() == 1);
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("capture81: pings are answered with what they carry, a close with its code") {
    Bench bench;
    bench.shake_hands();
    bench.stream.arrive(client_frame(9, "are you there"));
    CHECK(bench.said() ==
          "\x8A\x0D"
          "are you there");
    bench.stream.arrive(client_frame(8, "\x03\xE8"));
    CHECK(bench.said() == "\x88\x02\x03\xE8");
    CHECK(bench.link.is_over());
    CHECK(bench.link.reason() == Reason::closed_by_bridge);
}

TEST_CASE("capture81: a message that is too long, or has no mask, ends the connection") {
    Bench bench;
    bench.shake_hands();
    bench.stream.most_per_read = 100000;
    bench.stream.arrive(client_frame(1, std::string(9000, 'x')));
    CHECK(bench.said() == "\x88\x02\x03\xF1");  // 1009
    CHECK(bench.link.is_over());

    Bench bare;
    bare.shake_hands();
    bare.stream.arrive(
        "\x81\x07"
        "capture");
    CHECK(bare.said() == "\x88\x02\x03\xEA");  // 1002
}
