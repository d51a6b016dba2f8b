// Wi-Fi by a web installer, over the line on which people type.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/serial_console.hpp"
#include "device_bench.hpp"
#include "fakes/onboarding.hpp"

using namespace bridge;

namespace {

std::string with_checksum(std::string packet) {
    unsigned sum = 0;
    for (const char byte : packet) sum += static_cast<unsigned char>(byte);
    return packet + static_cast<char>(sum);
}

std::string sized(const std::string& text) {
    return static_cast<char>(text.size()) + text;
}

std::string request(char verb, const std::string& data = "") {
    return with_checksum("IMPROV\x01\x03" + sized(verb + sized(data)));
}

/// What an installer finds among lines of text: type and payload of each packet.
std::vector<std::string> packets_in(const std::string& text) {
    std::vector<std::string> found;
    std::size_t at = 0;
    while ((at = text.find("IMPROV\x01", at)) != std::string::npos) {
        CHECK(text[at - 1] == '\n');
        const std::size_t size = static_cast<unsigned char>(text[at + 8]);
        const std::string packet = text.substr(at, 10 + size);
        CHECK(packet == with_checksum(packet.substr(0, 9 + size)));
        found.push_back(packet.substr(7, 1) + packet.substr(9, size));
        at += packet.size();
    }
    return found;
}

const std::string kNoError{2, 0};
const std::string kReady{1, 2};
const std::string kProvisioning{1, 3};
const std::string kProvisioned{1, 4};
const std::string kCannotJoin{2, 3};

struct SerialBench : DeviceBench {
    explicit SerialBench(bool is_provisioned) : DeviceBench(is_provisioned) { begin(); }

    std::string say(const std::string& bytes) {
        char room[kSerialRoom];
        TextWriter out(room);
        serial.turn(bytes_from(bytes), now_us, out);
        CHECK(out.ok());
        return std::string(out.text());
    }
    std::vector<std::string> ask(const std::string& bytes) { return packets_in(say(bytes)); }
    std::vector<std::string> wait(std::int64_t milliseconds) {
        std::vector<std::string> all;
        for (std::int64_t i = 0; i < milliseconds / 100; ++i) {
            run(100);
            for (const std::string& packet : ask("")) all.push_back(packet);
        }
        return all;
    }

    FakeScan scan;
    SerialConsole serial{device, scan, {"gamebridge-bench", "1.2.0", "esp32s3", "ota_0", false}};
};

}  // namespace

TEST_CASE("lines and packets share a line, however they are cut") {
    const std::string both = "status\r\n" + request(3) + "wifi list\n";
    for (std::size_t cut = 0; cut <= both.size(); ++cut) {
        SerialBench bench(false);
        std::string told = bench.say(both.substr(0, cut));
        told += bench.say(both.substr(cut));
        CHECK(told.find("stage     unprovisioned") != std::string::npos);
        const auto packets = packets_in(told);
        REQUIRE(packets.size() == 2);
        CHECK(packets[0] == kNoError);
        CHECK(packets[1] == std::string("\x04\x03") + static_cast<char>(39) +
                                sized("gamebridge-bench") + sized("1.2.0") + sized("esp32s3") +
                                sized("cam-new"));
    }
}

TEST_CASE("a network given by Improv is joined, and the bridge's panel is told") {
    SerialBench bench(false);
    CHECK(bench.ask(request(2)) == std::vector<std::string>{kNoError, kReady});
    const auto began = bench.ask(request(1, sized("home") + sized("secret")));
    REQUIRE(began.size() >= 2);
    CHECK(began[0] == kNoError);
    CHECK(began[1] == kProvisioning);
    const auto done = bench.wait(500);
    CHECK(done == std::vector<std::string>{kProvisioned, std::string("\x04\x01\x00", 3)});
    CHECK(bench.device.is_joined());
    bench.say("bridge set 10.0.0.2\n");
    bench.run(100);
    CHECK(bench.ask(request(2)) ==
          std::vector<std::string>{kNoError, kProvisioned,
                                   std::string("\x04\x02\x16") + sized("http://10.0.0.2:8080/")});
}

TEST_CASE("a wrong password is told, and what was mistyped is forgotten") {
    SerialBench bench(false);
    bench.ask(request(1, sized("home") + sized("wrong")));
    CHECK(bench.wait(1000) == std::vector<std::string>{kCannotJoin, kReady});
    CHECK(bench.device.networks().count() == 0);
    CHECK(bench.store.kept["wifi"].find("wrong") == std::string::npos);
}

TEST_CASE("a device that has a network goes to another one, or back") {
    SerialBench bench(true);
    CHECK(bench.run_until(Stage::streaming));
    bench.ask(request(1, sized("cellar") + sized("secret")));
    CHECK_FALSE(bench.device.is_joined());
    const auto told = bench.wait(3000);
    REQUIRE(told.size() == 2);
    CHECK(told[0] == kCannotJoin);
    CHECK(bench.run_until(Stage::streaming));
    CHECK(bench.device.networks().count() == 1);
}

TEST_CASE("a seventh network takes the place of the one that was tried last") {
    SerialBench bench(false);
    for (int i = 0; i < 6; ++i) bench.say("wifi add old" + std::to_string(i) + " secret\n");
    bench.ask(request(1, sized("home") + sized("secret")));
    bench.wait(200);
    CHECK(bench.device.is_joined());
    CHECK(bench.device.networks().count() == 6);
    CHECK(bench.store.kept["wifi"].find("old0") == std::string::npos);
}

TEST_CASE("networks in reach come one by one, and an empty result ends them") {
    SerialBench bench(false);
    bench.scan.names = {"home", "caf\xC3\xA9"};
    bench.scan.is_busy = true;
    CHECK(bench.ask(request(4)) == std::vector<std::string>{kNoError});
    CHECK(bench.scan.scans == 0);
    bench.scan.is_busy = false;
    CHECK(bench.ask("").empty());
    bench.scan.finish();
    CHECK(bench.ask("") ==
          std::vector<std::string>{
              std::string("\x04\x04\x0c") + sized("home") + sized("-41") + sized("NO"),
              std::string("\x04\x04\x0e") + sized("caf\xC3\xA9") + sized("-42") + sized("YES"),
              std::string("\x04\x04\x00", 3)});
    CHECK(bench.ask("").empty());
}

TEST_CASE("a radio that never scans ends the list all the same") {
    SerialBench bench(false);
    bench.scan.is_busy = true;
    bench.ask(request(4));
    CHECK(bench.wait(16000) == std::vector<std::string>{std::string("\x04\x04\x00", 3)});
}

TEST_CASE("damaged packets, unknown requests and halves do no harm") {
    SerialBench bench(false);
    std::string damaged = request(3);
    damaged.back() = static_cast<char>(damaged.back() + 1);
    CHECK(bench.ask(damaged) == std::vector<std::string>{{2, 1}});
    CHECK(bench.ask(request(9)) == std::vector<std::string>{kNoError, {2, 2}});
    // Longer inside than outside.
    CHECK(bench.ask(request(1,
                            "\x20"
                            "home")) == std::vector<std::string>{{2, 1}});
    CHECK(bench.ask(request(1, sized(std::string(33, 'n')) + sized(""))).back() ==
          std::string{2, 1});
    bench.say(request(3).substr(0, 9));
    bench.run(1500);
    CHECK(bench.say("status\n").find("stage") != std::string::npos);
}

TEST_CASE("a line that is too long is passed over, and a packet behind it is not") {
    SerialBench bench(false);
    CHECK(bench.say(std::string(1000, 'x') + "\n").empty());
    CHECK(bench.ask(std::string(1000, 'x') + request(2)).size() == 2);
}
