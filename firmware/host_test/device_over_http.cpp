// The same device by HTTP POST: the same topics, calls and clock, with a proof per request.
#include <doctest/doctest.h>

#include <string>

#include "device_bench.hpp"

using namespace bridge;

namespace {

struct HttpBench : DeviceBench {
    HttpBench() {
        store.kept["settings"] = R"({"transport":1000})";
        http.answer = [this](const HttpAsked& asked) { return serve_http(asked); };
        begin();
    }

    std::string serve_http(const HttpAsked& asked) {
        if (!http_answer.empty()) return http_answer;
        const std::string proof = asked.header("Authorization");
        if (wants_proof && proof.find("nonce=\"" + nonce + "\"") == std::string::npos) {
            return HttpServer::reply(401, "{}",
                                     "WWW-Authenticate: Gamebridge nonce=\"" + nonce + "\"\r\n");
        }
        if (wants_proof) check_proof(asked, proof);
        const std::string now = std::to_string(now_us + bridge.ahead_us);
        std::string body = R"({"seq":1,"received_us":)" + now + R"(,"sent_us":)" + now +
                           R"(,"now_us":)" + now + R"(,"commands":[)" + commands +
                           R"(],"interest":[)" + interest + "]}";
        commands.clear();
        interest.clear();
        return HttpServer::reply(asked.line == "POST /v1/ingest/cam-1" ? 200 : 202, body);
    }

    void check_proof(const HttpAsked& asked, const std::string& proof) {
        const std::size_t at = proof.find("count=\"") + 7;
        const std::int64_t counted = std::stoll(proof.substr(at));
        CHECK(counted > count);  // What did not arrive has used its number up.
        count = counted;
        const std::string path = asked.line.substr(5);
        const auto message = http_auth_message(
            {"cam-1", nonce, counted, "POST", path, sha256(bytes_from(asked.body))});
        const std::string right = hex_from(bytes_from(prove(kBenchKey, message.view())));
        CHECK(proof == "Gamebridge id=\"cam-1\", nonce=\"" + nonce + "\", count=\"" +
                           std::to_string(counted) + "\", proof=\"" + right + "\"");
    }

    /// True when the device gives this reason within some time.
    bool gives(Reason reason, int milliseconds) {
        for (int i = 0; i < milliseconds / 5 && device.reason() != reason; ++i) run(5);
        return device.reason() == reason;
    }

    int asked_for(const std::string& path) const {
        int found = 0;
        for (const HttpAsked& asked : http.all)
            found += asked.line == "POST /v1/ingest/cam-1" + path ? 1 : 0;
        return found;
    }

    bool wants_proof = true;
    std::string nonce = "f0e0d0c0b0a090807060504030201000";
    std::int64_t count = 0;
    std::string commands;
    std::string interest;
    std::string http_answer;
};

}  // namespace

TEST_CASE("hello, pictures, health and log lines go out by POST, each with its proof") {
    HttpBench bench;
    REQUIRE(bench.run_until(Stage::streaming, 3000));
    bench.run(2000);
    CHECK(bench.http.all[0].header("Authorization").empty());
    CHECK(bench.http.all[1].body.find("[{\"op\":\"hello\",\"role\":\"device\",\"id\":\"cam-1\"") ==
          0);
    CHECK(check_json(bench.http.all[1].body));
    CHECK(bench.asked_for("/camera/jpeg") > 15);
    CHECK(bench.asked_for("/health") == 1);
    CHECK(bench.asked_for("/log") >= 1);
    for (const HttpAsked& asked : bench.http.all) {
        if (asked.line != "POST /v1/ingest/cam-1/camera/jpeg") continue;
        CHECK(asked.body == jpeg_of(640, 480, 3000));
        CHECK(asked.header("Content-Type") == "image/jpeg");
        CHECK_FALSE(asked.header("Gamebridge-Frame-Seq").empty());
        const std::int64_t age_us = bench.now_us + bench.bridge.ahead_us -
                                    std::stoll(asked.header("Gamebridge-Captured-Us"));
        CHECK(age_us > -50000);
        CHECK(age_us < 2100000);
    }
    CHECK(bench.camera.given_back_wrongly == 0);
}

TEST_CASE("commands come with answers, and their acks go out with the next request") {
    HttpBench bench;
    REQUIRE(bench.run_until(Stage::streaming));
    bench.commands =
        R"({"op":"call","id":"b1","method":"set","args":{"quality":20},"deadline_ms":4800})";
    bench.run(400);
    CHECK(bench.camera.controls[Control::quality] == 20);
    bool is_acked = false;
    for (const HttpAsked& asked : bench.http.all) {
        CHECK((asked.header("Content-Type") != "application/json" || check_json(asked.body)));
        is_acked |= asked.body.find(R"({"op":"ack","id":"b1","stage":"applied","value":20})") !=
                    std::string::npos;
    }
    CHECK(is_acked);
}

TEST_CASE("while nobody watches the device still asks once a second") {
    HttpBench bench;
    REQUIRE(bench.run_until(Stage::streaming));
    bench.interest =
        R"({"op":"interest","topic":"device/cam-1/camera/jpeg","subscribers":0,"max_hz":0})";
    bench.run(1000);
    const std::size_t before = bench.http.all.size();
    bench.run(10000);
    CHECK(bench.http.all.size() - before >= 9);
    CHECK(bench.http.all.size() - before <= 18);
}

TEST_CASE("a nonce that the bridge forgot is replaced by its new one") {
    HttpBench bench;
    REQUIRE(bench.run_until(Stage::streaming));
    bench.nonce = "00000000000000000000000000000001";
    bench.count = 0;
    bench.run(500);
    CHECK(bench.device.stage() == Stage::streaming);
    CHECK(bench.count > 3);
}

TEST_CASE("a key that is refused parks the device") {
    HttpBench bench;
    bench.http_answer = HttpServer::reply(
        401, "{}", "WWW-Authenticate: Gamebridge nonce=\"" + bench.nonce + "\"\r\n");
    bench.run(1000);
    CHECK(bench.device.stage() == Stage::refused);
    CHECK(bench.device.reason() == Reason::not_authenticated);
    CHECK(bench.http.all.size() == 2);
}

TEST_CASE("a bridge that is busy or silent, or a network that stalls, ends in its reason") {
    HttpBench bench;
    REQUIRE(bench.run_until(Stage::streaming));
    SUBCASE("busy") {
        bench.http_answer = HttpServer::reply(503, "{}", "Retry-After: 4\r\n");
        CHECK(bench.gives(Reason::busy, 1500));
    }
    SUBCASE("silent") {
        bench.http_answer = "HTTP/1.1 202 Acc";
        CHECK(bench.gives(Reason::no_answer, 5600));
    }
    SUBCASE("stalled") {
        bench.dialer.connection->room = 1000;
        CHECK(bench.gives(Reason::stalled, 3800));
    }
    CHECK(bench.camera.buffers_out() <= 1);
    bench.http_answer.clear();
    bench.run_until(Stage::streaming, 20000);
    CHECK(bench.device.stage() == Stage::streaming);
    CHECK(bench.camera.given_back_wrongly == 0);
}
