// A session at work: commands, interest, requests to slow down, and a console beside it.
#include <doctest/doctest.h>

#include <string>

#include "bridge/resolution.hpp"
#include "device_bench.hpp"

using namespace bridge;

namespace {

struct Streaming : DeviceBench {
    Streaming() {
        begin();
        REQUIRE(run_until(Stage::streaming));
        run(300);
    }
    void interest(int subscribers, const char* max_hz = "0") {
        bridge.say(R"({"op":"interest","topic":"device/cam-1/camera/jpeg","subscribers":)" +
                   std::to_string(subscribers) + ",\"max_hz\":" + max_hz + "}");
    }
    void call(const std::string& id, const std::string& method, const std::string& args) {
        bridge.say(R"({"op":"call","id":")" + id + R"(","method":")" + method + R"(","args":)" +
                   args + R"(,"deadline_ms":4800})");
    }
    /// How many pictures came within some time.
    int pictures_in(std::int64_t milliseconds) {
        const int before = bridge.count_samples(1);
        run(milliseconds);
        return bridge.count_samples(1) - before;
    }
};

}  // namespace

TEST_CASE("a command is done and answered with what took effect") {
    Streaming bench;
    bench.call("b17", "set", R"({"quality":20})");
    bench.run(100);
    CHECK(bench.bridge.texts.back() == R"({"op":"ack","id":"b17","stage":"applied","value":20})");
    CHECK(bench.camera.controls[Control::quality] == 20);
    bench.call("b18", "set", R"({"quality":99})");
    bench.run(100);
    CHECK(bench.bridge.texts.back() ==
          R"({"op":"ack","id":"b18","stage":"rejected","code":"out_of_range","text":)"
          R"("quality = 99, expected a whole number from 4 to 63"})");
}

TEST_CASE("a repeated command is answered again and not done again") {
    Streaming bench;
    bench.call("b1", "set", R"({"lamp":200})");
    bench.run(100);
    bench.board.lamp = 7;
    bench.call("b1", "set", R"({"lamp":200})");
    bench.run(100);
    CHECK(bench.board.lamp == 7);
    CHECK(bench.bridge.count(R"("id":"b1","stage":"applied","value":200)") == 2);
}

TEST_CASE("a change of size starts the camera anew when no buffer is out") {
    Streaming bench;
    const int starts = bench.camera.starts;
    bench.call("b1", "set", R"({"resolution":"svga"})");
    bench.run(1000);
    CHECK(bench.camera.starts == starts + 1);
    CHECK(bench.camera.is_clean_start);
    CHECK(bench.camera.plan.width_px == 800);
    CHECK(bench.bridge.samples.back().payload.size() > 3000);
    CHECK(bench.pictures_in(1000) > 10);
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("a restart is answered, closes the session, and then happens") {
    Streaming bench;
    bench.run(10000);
    bench.call("b1", "reboot", "{}");
    bench.run(200);
    CHECK(bench.bridge.count(R"("id":"b1","stage":"applied")") == 1);
    CHECK(bench.bridge.closes.at(0) == "1001");
    CHECK(bench.board.restarts == 1);
    bench.run(3000);
    CHECK(bench.board.restarts == 1);
}

TEST_CASE("a reset forgets everything, also when the bridge takes no bytes any more") {
    Streaming bench;
    bench.run(10000);
    bench.call("b1", "factory-reset", "{}");
    bench.dialer.connection->room = 0;
    bench.run(2500);
    CHECK(bench.board.restarts == 1);
    CHECK(bench.store.kept.empty());
}

TEST_CASE("nobody watches: the idle rate; somebody comes: the full one, at once") {
    Streaming bench;
    CHECK(bench.pictures_in(2000) > 20);
    bench.interest(0);
    bench.run(500);
    CHECK(bench.pictures_in(10000) <= 6);
    bench.interest(1, "5.0");
    CHECK(bench.pictures_in(200) >= 1);
    const int limited = bench.pictures_in(4000);
    CHECK(limited >= 17);
    CHECK(limited <= 22);
    bench.call("b1", "set", R"({"stream":false})");
    bench.run(200);
    CHECK(bench.pictures_in(3000) == 0);
    CHECK(bench.camera.in_standby);
    bench.call("b2", "snapshot", "{}");
    CHECK(bench.pictures_in(1000) == 1);
}

TEST_CASE("interest in something else does not stop the pictures") {
    Streaming bench;
    bench.bridge.say(
        R"({"op":"interest","topic":"device/cam-1/health","subscribers":0,"max_hz":0})");
    bench.run(200);
    CHECK(bench.pictures_in(2000) > 20);
}

TEST_CASE("a request to slow down is obeyed and lifted") {
    Streaming bench;
    bench.bridge.say(R"({"op":"slow_down","fps":4.0,"quality":30,"reason":"decode_late"})");
    bench.run(500);
    CHECK(bench.pictures_in(4000) <= 18);
    CHECK(bench.camera.controls[Control::quality] == 30);
    bench.bridge.say(R"({"op":"slow_down","fps":0.0,"quality":0})");
    bench.run(500);
    CHECK(bench.pictures_in(2000) > 20);
    CHECK(bench.camera.controls[Control::quality] == 12);
}

TEST_CASE("three bad pictures in a row start the camera anew, not the chip") {
    Streaming bench;
    bench.run(5000);
    const int starts = bench.camera.starts;
    bench.with_pictures = false;
    for (int i = 0; i < 3; ++i) bench.camera.show("\xFF\xD8 torn", bench.now_us + i);
    bench.run(100);
    CHECK(bench.camera.starts == starts + 1);
    CHECK(bench.camera.is_clean_start);
    CHECK(bench.board.restarts == 0);
}

TEST_CASE("a camera that falls silent is started anew, and one that rests is left alone") {
    DeviceBench bench;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    const int starts = bench.camera.starts;
    bench.with_pictures = false;
    bench.run(9000);
    CHECK(bench.camera.starts == starts);
    bench.run(2000);
    CHECK(bench.camera.starts == starts + 1);
    bench.with_pictures = true;
    bench.run(15000);
    CHECK(bench.camera.starts == starts + 1);

    bench.wifi.lose();
    bench.run(60000);
    CHECK(bench.camera.in_standby);
    CHECK(bench.camera.starts == starts + 1);
}

TEST_CASE("a camera is started twice only when what was kept wants another plan") {
    DeviceBench usual;
    usual.begin();
    CHECK(usual.camera.starts == 1);
    CHECK(usual.camera.controls.at(Control::quality) == 12);
    DeviceBench other;
    other.store.kept["settings"] = R"({"resolution":3000})";
    other.begin();
    CHECK(other.camera.starts == 2);
    CHECK(other.camera.plan.width_px == resolution_at(3).width_px);
}

TEST_CASE("pictures that nobody took in time are counted as replaced") {
    DeviceBench bench;
    bench.begin();
    bench.camera.overwritten = 7;
    CHECK(bench.device.cargo().drops().replaced == 7);
}

TEST_CASE("log lines of the bridge's words and our own reach the log topic") {
    Streaming bench;
    const int before = bench.bridge.count_samples(3);
    bench.bridge.say(R"({"op":"status","level":"error","code":"forbidden","text":"no grant"})");
    bench.run(200);
    REQUIRE(bench.bridge.count_samples(3) == before + 1);
    const std::string line = bench.bridge.samples.back().payload;
    std::string found;
    for (const auto& sample : bench.bridge.samples) {
        if (sample.channel == 3) found = sample.payload;
    }
    CHECK(found.find("bridge: forbidden no grant") != std::string::npos);
}

TEST_CASE("the console sets, shows and never tells secrets") {
    Streaming bench;
    CHECK(bench.console("cam set awb off") == "white-balance-auto = off\n");
    CHECK(bench.console("cam get quality") == "quality = 12\n");
    CHECK(bench.console("cam get qualty") == "no setting qualty; did you mean quality\n");
    CHECK(bench.console("cam set fps 500") == "fps = 500, expected a number from 0.1 to 60\n");
    CHECK(bench.console("cam list").find("resolution = vga\n") != std::string::npos);
    CHECK(bench.console("stream stop") == "stream = off\n");
    CHECK(bench.console("wifi list") == "home\n");
    CHECK(bench.console("status").find("stage     streaming\nbridge    10.0.0.2:8080\n") !=
          std::string::npos);
    CHECK(bench.console("bridge key gbd1_cam-1_wrong").find("no key") != std::string::npos);
    CHECK(bench.console("health").find("frames_sent ") != std::string::npos);
    CHECK(bench.console("factory-reset please") == "usage: factory-reset yes\n");
    CHECK(bench.console("wifi add " + std::string(33, 'x')).find("not added") == 0);
    CHECK(bench.console("bridge set host 99999").find("a port is a number") != std::string::npos);
    std::string all;
    for (const char* line : {"status", "wifi list", "cam list", "health", "log", "help"})
        all += bench.console(line);
    CHECK(all.find("secret") == std::string::npos);
    CHECK(all.find("AAECAw") == std::string::npos);
}

TEST_CASE("another bridge is used as soon as it is named") {
    Streaming bench;
    bench.dialer.answers = "10.0.0.3:9000";
    CHECK(bench.console("stream set host 10.0.0.3 9000 save") == "set\n");
    REQUIRE(bench.run_until(Stage::streaming, 3000));
    CHECK(bench.dialer.dialled.back() == "10.0.0.3:9000");
    CHECK(bench.bridge.sessions == 2);
    CHECK(bench.camera.given_back_wrongly == 0);
}
