// How a device gets its key, step by step, and by whom it does not get one.
#include <doctest/doctest.h>

#include <string>

#include "bridge/pairing.hpp"
#include "device_bench.hpp"
#include "vector_files.hpp"

using namespace bridge;

namespace {

constexpr const char* kBridgeKeys =
    R"("public_key":"79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a","nonce":"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")";
// Computed by another implementation from the same secrets.
constexpr const char* kKey = "gbd1_cam-7_BLJODlCznLorikSpgqo9N_QuEL8JXjptL29hUmpHmTc_RFmk";

std::string pairing_body() {
    return std::string(R"({"pairing":"p-1",)") + kBridgeKeys + R"(,"expires_in_ms":120000})";
}

struct Desk {
    Desk() { pairing.begin("cam-7", "", random); }

    std::string request() {
        char room[1024];
        TextWriter out(room);
        pairing.put_request(out, "10.0.0.2", 8080);
        CHECK(out.ok());
        return std::string(out.text());
    }
    void answer(int status, const std::string& body) {
        pairing.take_answer(HttpHead("HTTP/1.1 " + std::to_string(status) + " So\r\n\r\n"),
                            bytes_from(body));
    }

    CountingRandom random;
    Pairing pairing;
};

/// Plays secrets back that a vector names.
class VectorSecrets : public Random {
  public:
    explicit VectorSecrets(const std::string& hex) : bytes_(bytes_from_hex(hex)) {}
    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i) room.data[i] = bytes_[at_++];
    }

  private:
    std::vector<std::uint8_t> bytes_;
    std::size_t at_ = 0;
};

}  // namespace

TEST_CASE("a device commits itself, reveals, shows the code, waits, and derives its key") {
    Desk desk;
    CHECK(desk.request().find("POST /v1/pairing HTTP/1.1\r\nHost: 10.0.0.2:8080\r\n") == 0);
    CHECK(desk.request().find(
              R"({"role":"device","id":"cam-7","commitment":")"
              R"(94d892aaccd970589ff43e390fed5d061c4f1beb092e172aa6737adf0ee6c13a"})") !=
          std::string::npos);
    CHECK(desk.pairing.code().empty());
    desk.answer(201, pairing_body());
    CHECK(desk.pairing.code() == "110 917");
    CHECK(desk.request().find("POST /v1/pairing/p-1/reveal ") == 0);
    CHECK(desk.request().find(
              R"({"public_key":"07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c",)"
              R"("nonce":"2122232425262728292a2b2c2d2e2f30"})") != std::string::npos);
    desk.answer(200, R"({"state":"waiting"})");
    CHECK(desk.request().find("GET /v1/pairing/p-1 HTTP/1.1") == 0);
    CHECK(desk.pairing.key().empty());
    desk.answer(200, R"({"state":"approved","id":"cam-7"})");
    CHECK(desk.pairing.state() == Pairing::State::approved);
    CHECK(desk.pairing.key() == kKey);
}

TEST_CASE("pairings of tests/vectors, where there are some") {
    each_vector("pairing", [](const Vector& vector) {
        if (!vector.is("role", "device")) return;
        VectorSecrets secrets(vector.text("peer_private_key") + vector.text("peer_nonce"));
        Pairing pairing;
        pairing.begin(vector.text("id"), "", secrets);
        const HttpHead head("HTTP/1.1 200 OK\r\n\r\n");
        const std::string begun = R"({"pairing":")" + vector.text("pairing") +
                                  R"(","public_key":")" + vector.text("bridge_public_key") +
                                  R"(","nonce":")" + vector.text("bridge_nonce") + "\"}";
        pairing.take_answer(head, bytes_from(begun));
        CHECK(pairing.code() == vector.text("code"));
        pairing.take_answer(head, bytes_from(R"({"state":"waiting"})"));
        const std::string granted =
            R"({"state":"approved","id":")" + vector.text("granted_id") + "\"}";
        pairing.take_answer(head, bytes_from(granted));
        CHECK(pairing.key() == vector.text("key"));
    });
}

TEST_CASE("the id of the key is the one that was granted") {
    Desk desk;
    desk.answer(201, pairing_body());
    desk.answer(200, R"({"state":"waiting"})");
    desk.answer(200, R"({"state":"approved","id":"cam-7-2"})");
    CHECK(id_of_key(desk.pairing.key()) == "cam-7-2");
}

TEST_CASE("no key without an approval that follows the reveal") {
    for (const char* state : {"refused", "expired", "approved", "maybe"}) {
        CAPTURE(state);
        Desk desk;
        desk.answer(201, pairing_body());
        desk.answer(200, std::string(R"({"state":")") + state + "\"}");
        CHECK(desk.pairing.is_over());
        CHECK(desk.pairing.key().empty());
        CHECK(desk.pairing.state() != Pairing::State::approved);
    }
    Desk gone;
    gone.answer(201, pairing_body());
    gone.answer(404, "{}");
    CHECK(gone.pairing.state() == Pairing::State::expired);
}

TEST_CASE("answers that are none end the pairing") {
    for (const char* body :
         {"", "{}", "<html>", R"({"pairing":"../x","public_key":"00","nonce":"00"})",
          R"({"pairing":"p","public_key":"zz","nonce":"00"})"}) {
        CAPTURE(body);
        Desk desk;
        desk.answer(201, body);
        CHECK(desk.pairing.state() == Pairing::State::failed);
        CHECK_FALSE(desk.pairing.problem().empty());
    }
    Desk refused;
    refused.answer(403, "{}");
    CHECK(refused.pairing.state() == Pairing::State::failed);
}

TEST_CASE("a public key of small order is refused: everybody would know the secret") {
    for (const char* key : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"}) {
        Desk desk;
        desk.answer(201, std::string(R"({"pairing":"p-1","public_key":")") + key +
                             R"(","nonce":"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"})");
        CHECK(desk.pairing.state() == Pairing::State::failed);
    }
}

TEST_CASE("a busy bridge is asked again while a person compares") {
    Desk desk;
    desk.answer(201, pairing_body());
    desk.answer(200, R"({"state":"waiting"})");
    desk.answer(429, "{}");
    CHECK(desk.pairing.state() == Pairing::State::waiting);
}

TEST_CASE("the console pairs a device, which then uses its key") {
    DeviceBench bench(false);
    bench.store.kept["wifi"] = R"([{"name":"home","password":"secret"}])";
    bench.store.kept["bridge"] = R"({"pinned":{"host":"10.0.0.2","port":8080}})";
    bool is_approved = false;
    bench.http.answer = [&](const HttpAsked& asked) {
        if (asked.line == "POST /v1/pairing") return HttpServer::reply(201, pairing_body());
        const char* state = is_approved ? "approved" : "waiting";
        return HttpServer::reply(200,
                                 std::string(R"({"state":")") + state + R"(","id":"cam-new"})");
    };
    bench.begin();
    CHECK(bench.console("bridge pair").find("compare the digits") != std::string::npos);
    bench.run(5000);
    CHECK(bench.device.stage() == Stage::pairing);
    const std::string code(bench.device.pairing_code());
    CHECK(code.size() == 7);
    CHECK(bench.console("status").find("code      " + code) != std::string::npos);
    const std::size_t asked = bench.http.all.size();
    CHECK(asked <= 5);  // Every two seconds.
    is_approved = true;
    bench.run(2100);
    CHECK(id_of_key(bench.store.kept["key"]) == "cam-new");
    bench.http.answer = nullptr;
    bench.bridge.key = bench.store.kept["key"];
    CHECK(bench.run_until(Stage::streaming, 15000));
    CHECK(bench.device.pairing_code().empty());
    CHECK(bench.console("status").find(bench.bridge.key) == std::string::npos);
}

TEST_CASE("a pairing that is refused leaves the device as it was") {
    DeviceBench bench;
    bench.http.answer = [](const HttpAsked& asked) {
        if (asked.line == "POST /v1/pairing") return HttpServer::reply(201, pairing_body());
        return HttpServer::reply(200, R"({"state":"refused"})");
    };
    bench.begin();
    bench.console("bridge pair");
    bench.run(500);
    CHECK(bench.store.kept["key"] == kBenchKey);
    bench.http.answer = nullptr;
    CHECK(bench.run_until(Stage::streaming, 8000));
}
