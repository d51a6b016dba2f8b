// Byte for byte what the firmware says to servers of other systems, and what it does there.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/foreign_link.hpp"
#include "fakes/board.hpp"
#include "fakes/camera.hpp"
#include "fakes/streams.hpp"
#include "ws_talk.hpp"

using namespace bridge;

namespace {

struct Bench {
    explicit Bench(PersonalityKind kind) : link(kind, identity, cargo, random, buffers) {
        identity.id.assign("cam-1");
        identity.sdk.assign("gamebridge-cpp/0.1.0");
        camera.model = SensorModel::ov3660;
        cargo.begin(now_us);
    }

    /// Opens the WebSocket; the request is kept.
    void open() {
        BridgeAddress address;
        address.host.assign("10.0.0.2");
        address.port = usual_port(link.kind());
        link.begin(stream, address, now_us);
        link.turn(now_us);
        request.assign(stream.written.begin(), stream.written.end());
        stream.written.clear();
        const std::string word = "Sec-WebSocket-Key: ";
        const std::string key = request.substr(request.find(word) + word.size(), 24);
        char room[28];
        TextWriter accept(room);
        put_ws_accept(accept, key);
        stream.arrive(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
            std::string(accept.text()) + "\r\n\r\n");
    }

    /// What has been said since the last time: texts as they are, pictures by their sizes.
    std::vector<std::string> said() {
        for (int i = 0; i < 200; ++i) turn();
        std::vector<std::string> messages;
        ClientFrame frame;
        while (take_client_frame(stream.written, frame)) {
            if (frame.opcode == 9) continue;
            if (frame.opcode == 1) messages.push_back(frame.payload);
            if (frame.opcode == 2) messages.push_back("");
            if (frame.opcode == 2 || (frame.opcode == 0 && !is_text_)) {
                messages.back() += frame.payload;
            }
            if (frame.opcode != 0) is_text_ = frame.opcode == 1;
        }
        return messages;
    }
    void turn() {
        now_us += 1000;
        cargo.turn(now_us);
        link.turn(now_us);
    }
    void show(std::size_t scan_bytes) {
        picture = jpeg_of(640, 480, scan_bytes);
        camera.show(picture, now_us);
    }
    /// A command of s3cam and everything that is said to it.
    std::vector<std::string> command(const std::string& cmd, const std::string& val) {
        stream.arrive(
            server_frame(1, R"({"type":"command","cmd":")" + cmd + R"(","val":)" + val + "}"));
        return said();
    }

    std::int64_t now_us = 3723000000;
    FakeCamera camera;
    FakeBoard board;
    FakeStore store;
    CountingRandom random;
    FakeStream stream;
    Identity identity;
    LinkBuffers buffers;
    std::uint8_t scratch[1024] = {};
    Cargo cargo{camera, board, store, room_in(scratch)};
    ForeignLink link;
    std::string request;
    std::string picture;

  private:
    bool is_text_ = true;
};

std::string response(const std::string& cmd, const std::string& status, const std::string& value) {
    return R"({"type":"response","cmd":")" + cmd + R"(","status":")" + status + R"(","value":")" +
           value + "\"}";
}

}  // namespace

TEST_CASE("gostream: one JPEG per message at /ws/camera, and no word") {
    Bench bench(PersonalityKind::gostream);
    bench.open();
    CHECK(bench.request ==
          "GET /ws/camera HTTP/1.1\r\nHost: 10.0.0.2:8080\r\nConnection: Upgrade\r\n"
          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n");
    CHECK(bench.said().empty());
    bench.show(20000);
    const auto said = bench.said();
    REQUIRE(said.size() == 1);
    CHECK(said[0] == bench.picture);
    CHECK(bench.cargo.frames_sent() == 1);
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("s3cam: registers, tells what it can, then its health every ten seconds") {
    Bench bench(PersonalityKind::s3cam);
    bench.board.vitals.heap_free_bytes = 8123456;
    bench.board.vitals.heap_min_bytes = 8011111;
    bench.board.vitals.rssi_dbm = -61;
    bench.open();
    CHECK(bench.request.substr(0, 47) == "GET / HTTP/1.1\r\nHost: 10.0.0.2:6972\r\nConnection");
    const auto said = bench.said();
    REQUIRE(said.size() == 3);
    CHECK(said[0] == R"({"type":"register","device":"camera"})");
    CHECK(said[1] ==
          R"s({"type":"info","resolutions":"0:QQVGA(160x120),1:QCIF(176x144),)s"
          R"s(2:HQVGA(240x176),3:QVGA(320x240),4:CIF(400x296),5:VGA(640x480),6:SVGA(800x600),)s"
          R"s(7:XGA(1024x768),8:HD(1280x720),9:SXGA(1280x1024),10:UXGA(1600x1200),)s"
          R"s(11:FHD(1920x1080),12:QXGA(2048x1536)","mode":"Estabilidad","fps":15})s");
    CHECK(said[2] ==
          R"s({"type":"health","frames":0,"dropped":0,"heap":8123456,"minHeap":8011111,)s"
          R"s("rssi":-61,"uptime":"1h 2m 3s","model":"OV3660","resolution":"VGA (640x480)",)s"
          R"s("quality":12})s");
    bench.now_us += 10000000;
    bench.stream.arrive(server_frame(10, ""));
    const auto later = bench.said();
    REQUIRE(later.size() == 1);
    CHECK(later[0].find(R"("uptime":"1h 2m 13s")") != std::string::npos);
}

TEST_CASE("s3cam: pictures go bare, announced, or in chunks, by their size") {
    Bench bench(PersonalityKind::s3cam);
    bench.open();
    bench.said();
    bench.show(5000);
    auto said = bench.said();
    REQUIRE(said.size() == 1);
    CHECK(said[0] == bench.picture);

    bench.show(20000);
    said = bench.said();
    REQUIRE(said.size() == 3);
    const std::string size = std::to_string(bench.picture.size());
    CHECK(said[0] == R"({"type":"frame_start","id":2,"size":)" + size + "}");
    CHECK(said[1] == bench.picture);
    CHECK(said[2] == R"({"type":"frame_end","id":2})");

    bench.show(48000);
    said = bench.said();
    const std::size_t bytes = bench.picture.size();
    const std::size_t chunks = (bytes + 1023) / 1024;
    REQUIRE(said.size() == chunks + 2);
    CHECK(said[0] == R"({"type":"img_start","id":3,"size":)" + std::to_string(bytes) +
                         R"(,"chunks":)" + std::to_string(chunks) +
                         R"(,"chunkSize":1024,"width":640,"height":480})");
    std::string whole;
    for (std::size_t i = 1; i <= chunks; ++i) {
        CHECK(said[i].size() == (i < chunks ? 1024 : bytes - 1024 * (chunks - 1)));
        whole += said[i];
    }
    CHECK(whole == bench.picture);
    CHECK(said.back() ==
          R"({"type":"img_end","id":3,"size":)" + std::to_string(bytes) + R"(,"success":true})");
    CHECK(bench.cargo.frames_sent() == 3);
}

TEST_CASE("s3cam: commands by its own numbers are obeyed and answered in Spanish") {
    Bench bench(PersonalityKind::s3cam);
    bench.open();
    bench.said();
    using Said = std::vector<std::string>;
    CHECK(bench.command("quality", "\"20\"") == Said{response("quality", "ok", "20")});
    CHECK(bench.camera.controls[Control::quality] == 20);
    CHECK(bench.command("quality", "\"4\"") ==
          Said{response("quality", "error", "valor no válido (5-63)")});
    CHECK(bench.command("resolution", "\"7\"") ==
          Said{response("resolution", "ok", "7 (XGA (1024x768))")});
    CHECK(bench.command("resolution", "\"7\"") ==
          Said{response("resolution", "error", "sin cambios")});
    CHECK(bench.command("fps", "\"20\"") == Said{response("fps", "ok", "20 (actual: 15.0)")});
    CHECK(bench.command("whitebalance", "\"off\"") == Said{response("whitebalance", "ok", "off")});
    CHECK(bench.camera.controls[Control::white_balance_auto] == 0);
    CHECK(bench.command("vflip", "1") == Said{response("vflip", "ok", "on")});
    CHECK(bench.command("mode", "\"speed\"") == Said{response("mode", "ok", "Velocidad")});
    CHECK(bench.command("brightness", "\"-2\"") == Said{response("brightness", "ok", "-2")});
    CHECK(bench.command("flash", "\"1\"") ==
          Said{response("flash", "error", "comando desconocido")});
    const auto stats = bench.command("stats", "\"\"");
    REQUIRE(stats.size() == 2);
    CHECK(stats[0].substr(0, 17) == R"({"type":"health",)");
    CHECK(stats[1] == R"({"type":"response","cmd":"stats","status":"ok"})");
    bench.stream.arrive(server_frame(1, R"({"type":"img_ack","status":"ready"})"));
    CHECK(bench.said().empty());
}

TEST_CASE("s3cam: commands that come together are all answered, in their order") {
    Bench bench(PersonalityKind::s3cam);
    bench.open();
    bench.said();
    bench.stream.arrive(server_frame(1, R"({"type":"command","cmd":"quality","val":"30"})") +
                        server_frame(1, R"({"type":"command","cmd":"contrast","val":"9"})") +
                        server_frame(1, R"({"type":"command","cmd":"hmirror","val":"on"})"));
    CHECK(bench.said() ==
          std::vector<std::string>{response("quality", "ok", "30"),
                                   response("contrast", "error", "valor no válido (-2-2)"),
                                   response("hmirror", "ok", "on")});
}

TEST_CASE("s3cam: a restart is answered before it happens") {
    Bench bench(PersonalityKind::s3cam);
    bench.open();
    bench.said();
    const auto said = bench.command("reboot", "\"\"");
    REQUIRE(said.size() == 2);
    CHECK(said[0] == response("reboot", "ok", "reiniciando"));
    CHECK(said[1] == R"({"type":"status","msg":"Dispositivo reiniciando..."})");
    CHECK(bench.cargo.deed() == Deed::restart);
    CHECK(bench.link.is_quiet());
}

TEST_CASE("taghub: says who it is, and sends pictures once it is let in") {
    Bench bench(PersonalityKind::taghub);
    bench.identity.token.assign("s3cret");
    bench.open();
    CHECK(bench.request.substr(0, 36) == "GET / HTTP/1.1\r\nHost: 10.0.0.2:5100\r");
    bench.stream.arrive(server_frame(1, R"({"event":"connection_success","message":"hi"})"));
    bench.show(3000);
    CHECK(bench.said() ==
          std::vector<std::string>{R"({"event":"identify","data":{"type":"esp32","device":"cam-1",)"
                                   R"("version":"gamebridge-cpp/0.1.0","auth_token":"s3cret"}})"});
    bench.stream.arrive(server_frame(1, R"({"event":"identify_success","client_type":"esp32"})"));
    bench.said();
    bench.show(3000);
    CHECK(bench.said() == std::vector<std::string>{bench.picture});
    bench.stream.arrive(server_frame(1, R"({"event":"set_video_interval","interval_ms":500})"));
    bench.stream.arrive(server_frame(1, R"({"event":"ping"})"));
    CHECK(bench.said() == std::vector<std::string>{R"({"event":"pong"})"});
    CHECK(bench.cargo.settings().raw(SettingId::fps) == 2000);
    bench.stream.arrive(server_frame(1, R"({"event":"set_video_interval","interval_ms":5})"));
    bench.now_us += 10000000;
    CHECK(bench.said() == std::vector<std::string>{R"({"event":"ping"})"});
    CHECK(bench.cargo.settings().raw(SettingId::fps) == 2000);
}

TEST_CASE("taghub: a token that is refused is a matter for a person") {
    Bench bench(PersonalityKind::taghub);
    bench.open();
    bench.said();
    bench.stream.arrive(server_frame(1, R"({"event":"auth_failed","error":"Missing auth_token"})"));
    bench.said();
    CHECK(bench.link.is_over());
    CHECK(bench.link.reason() == Reason::token_refused);
    CHECK(is_hopeless(bench.link.end().close_code));
}

TEST_CASE("a server of another system that goes silent, or stops taking bytes, is left") {
    Bench bench(PersonalityKind::gostream);
    bench.open();
    bench.said();
    bench.stream.room = 0;
    bench.show(3000);
    bench.said();
    bench.now_us += 3000000;
    bench.turn();
    CHECK(bench.link.reason() == Reason::stalled);
    CHECK(bench.camera.given_back_wrongly == 0);
    CHECK(bench.camera.buffers_out() == 0);
    CHECK(bench.cargo.drops().link_lost == 1);

    Bench quiet(PersonalityKind::gostream);
    quiet.open();
    quiet.said();
    for (int i = 0; i < 26; ++i) {
        quiet.now_us += 1000000;
        quiet.turn();
    }
    CHECK(quiet.link.reason() == Reason::silent);
}
