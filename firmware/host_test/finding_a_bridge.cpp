// Four ways to a bridge, in their order, and answers that nobody should believe.
#include <doctest/doctest.h>

#include <string>

#include "bridge/dns_sd.hpp"
#include "bridge/locator.hpp"
#include "device_bench.hpp"
#include "hex.hpp"

using namespace bridge;

namespace {

std::string label(const std::string& text) {
    return static_cast<char>(text.size()) + text;
}
std::string word(unsigned value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

/// A responder's answer: pointer, service and address, with names compressed.
std::string answer(const std::string& address, const std::string& host = "desk") {
    const std::string zero4(4, '\0');
    std::string text = word(7) + word(0x8400) + word(0) + word(1) + word(0) + word(2);
    const std::string service =
        label("_gamebridge") + label("_tcp") + label("local") + std::string(1, '\0');
    text += service + word(12) + word(1) + zero4 + word(9) + label("Desk 1") + word(0xC00C);
    // The instance's name begins behind the head, the service's name and the record's numbers.
    const unsigned instance = static_cast<unsigned>(12 + service.size() + 10);
    const std::string target = label(host) + label("local") + std::string(1, '\0');
    text += word(0xC000 | instance) + word(33) + word(0x8001) + zero4 +
            word(static_cast<unsigned>(6 + target.size())) + word(0) + word(0) + word(8080) +
            target;
    text += label("desk") + label("local") + std::string(1, '\0') + word(1) + word(0x8001) + zero4 +
            word(4);
    return text + address;
}

const std::string kAddress{10, 0, 0, 2};

std::string read(const std::string& datagram) {
    const BridgeAddress found = read_bridge_answer(bytes_from(datagram), "10.0.0.9");
    return found.is_known() ? std::string(found.host.view()) + ":" + std::to_string(found.port)
                            : "";
}

}  // namespace

TEST_CASE("the question is the one that responders answer directly") {
    std::uint8_t room[64];
    const std::size_t size = put_bridge_query(0x1234, room_in(room));
    CHECK(hex_from({room, size}) ==
          "123400000001000000000000"
          "0b5f67616d65627269646765"
          "045f746370"
          "056c6f63616c"
          "00"
          "000c"
          "8001");
    CHECK(put_bridge_query(1, {room, 10}) == 0);
}

TEST_CASE("an answer gives host and port, by its own address or by the sender's") {
    CHECK(read(answer(kAddress)) == "10.0.0.2:8080");
    CHECK(read(answer(kAddress, "other")) == "10.0.0.9:8080");
}

TEST_CASE("of several addresses the one that answered is taken, else the first") {
    // A PC with a network of virtual machines beside the one that everybody is in.
    const auto with_another = [](const std::string& address) {
        std::string datagram = answer(kAddress);
        datagram[11] = 3;
        return datagram + label("desk") + label("local") + std::string(1, '\0') + word(1) +
               word(0x8001) + std::string(4, '\0') + word(4) + address;
    };
    CHECK(read(with_another({10, 0, 0, 9})) == "10.0.0.9:8080");
    CHECK(read(with_another({10, 1, 1, 1})) == "10.0.0.2:8080");
}

TEST_CASE("answers for something else, questions and pieces give nothing") {
    std::string other = answer(kAddress);
    other.replace(other.find("_gamebridge"), 11, "_otherthing");
    CHECK(read(other) == "");
    std::string question = answer(kAddress);
    question[2] = 0;
    CHECK(read(question) == "");
    CHECK(read("") == "");
    // Whatever is cut off before the service's record ends makes it none.
    const std::string whole = answer(kAddress);
    const std::size_t service_end = whole.size() - 4 - 10 - 12;
    for (std::size_t size = 0; size < service_end; ++size) CHECK(read(whole.substr(0, size)) == "");
}

TEST_CASE("names that point at themselves, and any mutation, end") {
    std::string loop = answer(kAddress);
    loop.replace(12, 2, word(0xC00C));
    CHECK(read(loop) == "");
    const std::string whole = answer(kAddress);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int byte = 0; byte < 256; byte += 3) {
            std::string mutated = whole;
            mutated[at] = static_cast<char>(byte);
            read(mutated);
        }
    }
}

TEST_CASE("a bridge is found by multicast, and asked first next time") {
    DeviceBench bench;
    bench.store.kept.erase("bridge");
    bench.begin();
    bench.run(500);
    CHECK(bench.device.stage() == Stage::locating);
    REQUIRE(bench.datagrams.sent.size() == 1);
    CHECK(bench.datagrams.sent[0].first == "224.0.0.251:5353");
    bench.datagrams.incoming.push_back("noise");
    bench.datagrams.incoming.push_back(answer(kAddress));
    REQUIRE(bench.run_until(Stage::streaming, 2000));
    bench.run(100);
    CHECK(bench.store.kept["bridge"] == R"({"last_good":{"host":"10.0.0.2","port":8080}})");
    CHECK(bench.datagrams.closes >= 1);
}

TEST_CASE("what is pinned goes first, then what was good, then multicast, then broadcast") {
    DeviceBench bench;
    bench.store.kept["bridge"] =
        R"({"pinned":{"host":"10.0.0.7","port":8080},"last_good":{"host":"10.0.0.8","port":8080}})";
    bench.begin();
    bench.run(5900);
    CHECK(bench.dialer.dialled == std::vector<std::string>{"10.0.0.7:8080", "10.0.0.8:8080"});
    CHECK(bench.datagrams.sent.front().first == "224.0.0.251:5353");
    CHECK(bench.datagrams.sent.back().first == "255.255.255.255:5353");
    bench.datagrams.incoming.push_back(answer(kAddress));
    CHECK(bench.run_until(Stage::streaming, 2000));
    CHECK(bench.bridge.sessions == 1);
}

TEST_CASE("when nothing is found the device says so and looks again") {
    DeviceBench bench;
    bench.store.kept.erase("bridge");
    bench.begin();
    bench.run(6600);
    CHECK(bench.device.reason() == Reason::no_bridge_found);
    bench.run(30000);
    CHECK(bench.datagrams.sent.size() > 12);
    CHECK(bench.datagrams.sent.size() < 60);
}

TEST_CASE("an address that makes no sense is not kept") {
    FakeDatagrams datagrams;
    CountingRandom random;
    FakeStore store;
    std::uint8_t datagram[kMaxDatagram];
    Locator locator(datagrams, random, store, room_in(datagram));
    CHECK_FALSE(locator.pin("", 8080));
    CHECK_FALSE(locator.pin("host", 0));
    CHECK_FALSE(locator.pin(std::string(65, 'x'), 1));
    CHECK(store.writes == 0);
    for (const char* kept : {"", "{", R"({"pinned":{"host":5,"port":"x"}})",
                             R"({"pinned":{"host":"a","port":70000}})"}) {
        store.kept["bridge"] = kept;
        locator.load();
        CHECK_FALSE(locator.pinned().is_known());
    }
}
