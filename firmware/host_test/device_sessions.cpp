// From power-on to pictures, and back after everything that can break.
#include <doctest/doctest.h>

#include <string>

#include "device_bench.hpp"

using namespace bridge;

TEST_CASE("a device joins, dials, proves its key, learns the time and streams") {
    DeviceBench bench;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming, 3000));
    bench.run(2000);
    CHECK(bench.bridge.count("\"op\":\"sync\"") >= 5);
    CHECK(bench.bridge.count("\"op\":\"advertise\"") == 1);
    CHECK(bench.bridge.count_samples(1) >= 20);  // 15 a second.
    CHECK(bench.bridge.count_samples(1) <= 32);
    CHECK(bench.bridge.count_samples(2) == 1);
    CHECK(bench.bridge.count_samples(3) >= 1);
    CHECK(bench.device.reason() == Reason::none);
    CHECK(bench.board.restarts == 0);
}

TEST_CASE("pictures arrive whole, and their times are the bridge's") {
    DeviceBench bench;
    bench.picture_bytes = 30000;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(1000);
    REQUIRE(bench.bridge.count_samples(1) > 5);
    for (const FakeBridge::Sample& sample : bench.bridge.samples) {
        if (sample.channel != 1) continue;
        CHECK(sample.payload == jpeg_of(640, 480, 30000));
        const std::int64_t age_us = bench.now_us + bench.bridge.ahead_us - sample.captured_us;
        CHECK(age_us > -30000);
        CHECK(age_us < 1200000);
    }
    CHECK(bench.camera.given_back_wrongly == 0);
    CHECK(bench.camera.buffers_out() <= 1);
}

TEST_CASE("a bridge that does not answer for the time is streamed to all the same") {
    DeviceBench bench;
    bench.bridge.answers_time = false;
    bench.begin();
    REQUIRE(bench.run_until(Stage::synchronising));
    bench.run(1900);
    CHECK(bench.device.stage() == Stage::synchronising);
    bench.run(400);
    CHECK(bench.device.stage() == Stage::streaming);
}

TEST_CASE("a lost network is joined again, without a restart, and pictures go on") {
    DeviceBench bench;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(500);
    bench.wifi.lose();
    bench.run(100);
    CHECK(bench.device.stage() != Stage::streaming);
    CHECK(bench.device.reason() != Reason::none);
    CHECK(bench.camera.buffers_out() == 0);
    bench.run(240000);
    CHECK(bench.device.wants_portal(bench.now_us));
    CHECK(bench.board.restarts == 0);
    CHECK(bench.wifi.joins.size() > 5);
    CHECK(bench.wifi.joins.size() < 60);
    bench.wifi.is_there = true;
    REQUIRE(bench.run_until(Stage::streaming));
    const int before = bench.bridge.count_samples(1);
    bench.run(1000);
    CHECK(bench.bridge.count_samples(1) > before + 5);
    CHECK(bench.bridge.sessions == 2);
    CHECK_FALSE(bench.device.wants_portal(bench.now_us));
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("networks are tried in order, and the one that works is first afterwards") {
    DeviceBench bench;
    bench.store.kept["wifi"] =
        R"([{"name":"office","password":"x"},{"name":"home","password":"secret"}])";
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    CHECK(bench.wifi.joins == std::vector<std::string>{"office", "home"});
    CHECK(bench.store.kept["wifi"].find("home") < bench.store.kept["wifi"].find("office"));
}

TEST_CASE("a wrong password is told and not tried in every round") {
    DeviceBench bench;
    bench.wifi.password = "changed";
    bench.begin();
    bench.run(1000);
    CHECK(bench.device.reason() == Reason::wrong_password);
    CHECK(bench.console("wifi list") == "home  (wrong password)\n");
    bench.run(60000);
    CHECK(bench.wifi.joins.size() <= 6);
    CHECK(bench.console("wifi add home changed") == "added\n");
    CHECK(bench.run_until(Stage::streaming, 5000));
}

TEST_CASE("a device without a network waits for one, and says so") {
    DeviceBench bench(false);
    bench.begin();
    bench.run(1000);
    CHECK(bench.device.stage() == Stage::unprovisioned);
    CHECK(bench.device.reason() == Reason::no_network_known);
    CHECK_FALSE(bench.device.wants_portal(bench.now_us));
    bench.run(180000);
    CHECK(bench.device.wants_portal(bench.now_us));
    bench.console("wifi add home secret");
    bench.console("bridge set 10.0.0.2");
    CHECK(bench.run_until(Stage::streaming));
    CHECK(bench.device.identity().id.view() == "cam-new");
}

TEST_CASE("each stage ends at its deadline with its reason") {
    SUBCASE("nobody takes the connection") {
        DeviceBench bench;
        bench.dialer.is_slow = true;
        bench.begin();
        bench.run(4900);
        CHECK(bench.device.stage() == Stage::dialing);
        bench.run(8000);
        CHECK(bench.device.reason() == Reason::unreachable);
        CHECK(bench.datagrams.sent.size() >= 6);  // It was looked for meanwhile.
    }
    SUBCASE("the connection says nothing") {
        DeviceBench bench;
        bench.bridge.is_silent = true;
        bench.begin();
        bench.run(4900);
        CHECK(bench.device.stage() == Stage::opening);
        bench.run(300);
        CHECK(bench.device.reason() == Reason::no_answer);
    }
    SUBCASE("no welcome comes") {
        DeviceBench bench;
        bench.bridge.answers_hello = false;
        bench.begin();
        bench.run(4900);
        CHECK(bench.device.stage() == Stage::greeting);
        bench.run(300);
        CHECK(bench.device.reason() == Reason::no_answer);
    }
    SUBCASE("something else answers") {
        DeviceBench bench;
        bench.bridge.http_answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        bench.begin();
        bench.run(1000);
        CHECK(bench.device.reason() == Reason::not_a_bridge);
    }
}

TEST_CASE("answers over HTTP have their own reasons and patience") {
    DeviceBench bench;
    bench.bridge.http_answer = "HTTP/1.1 503 No\r\nRetry-After: 7\r\n\r\n";
    bench.begin();
    bench.run(1000);
    CHECK(bench.device.reason() == Reason::busy);
    bench.run(5800);
    CHECK(bench.dialer.dialled.size() == 1);
    bench.bridge.http_answer.clear();
    CHECK(bench.run_until(Stage::streaming, 4000));
}

TEST_CASE("a refused key parks the device, which asks again once a minute") {
    DeviceBench bench;
    bench.bridge.key = "gbd1_cam-1_another";
    bench.begin();
    bench.run(2000);
    CHECK(bench.device.stage() == Stage::refused);
    CHECK(bench.device.reason() == Reason::not_authenticated);
    CHECK(bench.console("status").find("bridge pair") != std::string::npos);
    bench.run(57000);
    CHECK(bench.dialer.dialled.size() == 1);
    bench.bridge.key = kBenchKey;
    CHECK(bench.run_until(Stage::streaming, 20000));
}

TEST_CASE("a bridge that does not know our key is left, and told why") {
    DeviceBench bench;
    bench.bridge.proves_itself = false;
    bench.begin();
    bench.run(8000);
    CHECK(bench.device.reason() == Reason::false_bridge);
    CHECK(bench.bridge.closes.at(0) == "4401");
    CHECK(bench.bridge.count("advertise") == 0);
}

TEST_CASE("a close code decides what follows") {
    DeviceBench bench;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    SUBCASE("a bridge that shuts down is given the time it asked for") {
        bench.bridge.say(
            R"({"op":"bye","code":4503,"reason":"shutting_down","retry_after_ms":2000})");
        bench.bridge.close(1001);
        bench.run(1900);
        CHECK(bench.device.reason() == Reason::busy);
        CHECK(bench.bridge.sessions == 1);
        bench.run(3000);
        CHECK(bench.bridge.sessions == 2);
    }
    SUBCASE("a device that was replaced stays away for ten seconds") {
        bench.bridge.close(4409);
        bench.run(9900);
        CHECK(bench.bridge.sessions == 1);
        CHECK(bench.device.reason() == Reason::replaced);
        bench.run(6000);
        CHECK(bench.bridge.sessions == 2);
    }
    SUBCASE("a bad message of the bridge's is closed with 4400") {
        bench.bridge.say("<html>");
        bench.run(500);
        CHECK(bench.bridge.closes.at(0) == "4400");
        CHECK(bench.device.stage() == Stage::refused);
    }
}

TEST_CASE("silence ends a session after the time-out, and pings keep it") {
    DeviceBench bench;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(60000);
    CHECK(bench.device.stage() == Stage::streaming);
    CHECK(bench.bridge.pings >= 5);
    CHECK(bench.bridge.count("\"clock\":{\"state\":\"locked\"") >= 1);
    bench.bridge.is_silent = true;
    bench.run(24000);
    CHECK(bench.bridge.sessions == 1);
    CHECK(bench.device.stage() == Stage::streaming);
    bench.run(3500);
    CHECK(bench.device.reason() == Reason::silent);
}

TEST_CASE(
    "a network that takes nothing for three seconds ends the session, and no buffer is lost") {
    DeviceBench bench;
    bench.picture_bytes = 30000;
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(500);
    bench.dialer.connection->room = 10000;
    bench.run(2900);
    CHECK(bench.device.stage() == Stage::streaming);
    CHECK(bench.camera.buffers_out() == 2);  // One on its way, one that waits.
    bench.run(400);
    CHECK(bench.device.reason() == Reason::stalled);
    CHECK(bench.camera.buffers_out() == 0);
    CHECK(bench.device.cargo().drops().link_lost == 1);
    CHECK(bench.device.cargo().drops().replaced > 10);
    CHECK(bench.run_until(Stage::streaming));
}

TEST_CASE("the sensor rests until somebody takes its pictures") {
    DeviceBench bench;
    bench.bridge.is_silent = true;
    bench.begin();
    bench.run(1000);
    CHECK(bench.camera.in_standby);
    bench.bridge.is_silent = false;
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(200);
    CHECK_FALSE(bench.camera.in_standby);
}

TEST_CASE("a broken connection is dialled again") {
    DeviceBench bench;
    bench.begin();
    for (int i = 1; i <= 5; ++i) {
        REQUIRE(bench.run_until(Stage::streaming));
        CHECK(bench.bridge.sessions == i);
        bench.run(200);
        bench.dialer.connection->is_broken = true;
        bench.run(20);
        CHECK(bench.device.reason() == Reason::connection_lost);
        CHECK(bench.camera.buffers_out() == 0);
    }
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("memory of the whole device fits where the budget says") {
    // 24 KB of static memory; a 64-bit PC needs more for pointers and sizes.
    CHECK(sizeof(Device) <= (sizeof(void*) == 4 ? 24U : 28U) * 1024U);
}

TEST_CASE("what a camera says about a picture goes before it, with its number and its time") {
    DeviceBench bench;
    bench.camera.notes = {"truth", "GroundTruth@1"};
    bench.begin();
    REQUIRE(bench.run_until(Stage::streaming));
    bench.run(1000);
    CHECK(bench.bridge.count(R"("topic":"device/cam-1/truth","schema":"GroundTruth@1")") == 1);
    const std::vector<FakeBridge::Sample>& samples = bench.bridge.samples;
    std::size_t pictures = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (samples[i].channel != 1) continue;
        ++pictures;
        std::size_t said = i - 1;
        while (said > 0 && samples[said].channel != 4) --said;
        CHECK(samples[said].captured_us == samples[i].captured_us);
        CHECK(samples[said].payload == "\x81\xA1n\x01");
    }
    CHECK(pictures > 5);
    CHECK(bench.camera.given_back_wrongly == 0);
}
