// The virtual device's own parts: what can be asked of it, and that faults do what they say.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "faulty_network.hpp"
#include "host_camera.hpp"
#include "options.hpp"
#include "wishes.hpp"

using namespace bridge;

namespace {

std::string complaint_about(const std::string& line) {
    try {
        static_cast<void>(read_wish(line));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Two ends of a connection; the far one is read by the test.
struct Wire {
    Wire() {
        int ends[2];
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
        near.adopt(ends[0]);
        far = ends[1];
    }
    ~Wire() { close(far); }

    std::size_t write(const std::string& text, bool& is_broken) {
        const Bytes parts[] = {bytes_from(text).first(3), bytes_from(text).from(3)};
        const Moved moved = stream.write(parts, 2);
        is_broken = moved.is_broken;
        return moved.bytes;
    }
    std::string arrived() const {
        char room[64];
        const ssize_t size = read(far, room, sizeof room);
        return size > 0 ? std::string(room, static_cast<std::size_t>(size)) : "";
    }

    TrueTime time;
    Faults faults{time};
    PosixStream near;
    FaultyStream stream{near, faults};
    int far = -1;
};

/// Pictures that a test puts there.
class Album : public Pictures {
  public:
    bool next(std::int64_t, Picture& into) override {
        if (jpeg.empty()) return false;
        into.jpeg.assign(jpeg.begin(), jpeg.end());
        into.age_us = age_us;
        jpeg.clear();
        return true;
    }
    void tell(std::string_view line) override { told += line; }

    std::string jpeg;
    std::int64_t age_us = 0;
    std::string told;
};

}  // namespace

TEST_CASE("a wish has a name, times, and one field of its own") {
    const Wish wish = read_wish(R"({"at_s":1.5,"do":"short-writes","bytes":7,"for_s":2})");
    CHECK(wish.kind == WishKind::short_writes);
    CHECK(wish.at_us == 1500000);
    CHECK(wish.for_us == 2000000);
    CHECK(wish.number == 7000);
    CHECK(read_wish(R"({"do":"stall"})").for_us == Wish::kForeverUs);
    CHECK(read_wish(R"({"do":"console","line":"cam set \"fps\" 5"})").text == "cam set \"fps\" 5");
}

TEST_CASE("a wish that cannot be followed says what would have been right") {
    CHECK(has(complaint_about("stall"), "expected one JSON object"));
    CHECK(has(complaint_about(R"({"do":"stal"})"), "there are lose-network, no-network"));
    CHECK(has(complaint_about(R"({"do":"reset","for_s":1})"), "reset does not take for_s"));
    CHECK(has(complaint_about(R"({"do":"stall","for_s":-1})"), "for_s: expected seconds"));
    CHECK(has(complaint_about(R"({"do":"slow"})"), "bytes_per_s: expected a number"));
    CHECK(has(complaint_about(R"({"do":"vitals","rssi_dbm":"weak"})"), "rssi_dbm: expected"));
    CHECK(has(complaint_about(R"({"do":"console"})"), "line: expected a text"));
}

TEST_CASE("a script is in the order of its times, and names the line that is wrong") {
    const std::string path = std::tmpnam(nullptr);
    std::ofstream(path) << "# outages\n{\"at_s\":9,\"do\":\"reset\"}\n\n{\"do\":\"quit\"}\n";
    const std::vector<Wish> script = read_script(path);
    REQUIRE(script.size() == 2);
    CHECK(script[0].kind == WishKind::quit);
    std::ofstream(path) << "{\"do\":\"quit\"}\n{\"do\":\"quit\",\"for_s\":1}\n";
    CHECK_THROWS_WITH_AS(static_cast<void>(read_script(path)), doctest::Contains(":2: "),
                         std::runtime_error);
    std::remove(path.c_str());
}

TEST_CASE("a stream moves nothing in a stall, a few bytes in short writes, all without faults") {
    Wire wire;
    bool is_broken = false;
    CHECK(wire.write("abcdef", is_broken) == 6);
    CHECK(wire.arrived() == "abcdef");
    wire.faults.begin(read_wish(R"({"do":"short-writes","bytes":4})"));
    CHECK(wire.write("abcdef", is_broken) == 4);
    CHECK(wire.arrived() == "abcd");
    wire.faults.begin(read_wish(R"({"do":"stall"})"));
    CHECK(wire.write("abcdef", is_broken) == 0);
    CHECK_FALSE(is_broken);
    wire.faults.begin(read_wish(R"({"do":"stall","for_s":0})"));
    CHECK(wire.write("abcdef", is_broken) == 4);
}

TEST_CASE("a half-open stream takes what fits into its buffer and then nothing, in silence") {
    Wire wire;
    wire.stream.half_open();
    bool is_broken = false;
    std::size_t taken = 0;
    const std::string chunk(5000, 'x');
    for (int i = 0; i < 20; ++i) taken += wire.write(chunk, is_broken);
    CHECK(taken == 32768);
    CHECK_FALSE(is_broken);
    CHECK(wire.arrived().empty());
    REQUIRE(write(wire.far, "hello", 5) == 5);
    std::uint8_t room[8];
    CHECK(wire.stream.read(room_in(room)).bytes == 0);
    wire.stream.renew();
    CHECK(wire.stream.read(room_in(room)).bytes == 5);
}

TEST_CASE("a reset stream is broken for both ends") {
    Wire wire;
    wire.near.reset();
    bool is_broken = false;
    wire.write("abcdef", is_broken);
    CHECK(is_broken);
    std::uint8_t room[8];
    CHECK(wire.stream.read(room_in(room)).is_broken);
}

TEST_CASE("names are not resolved without DNS, and a refusal is told at once") {
    TrueTime time;
    Faults faults(time);
    FaultyDialer dialer(faults);
    faults.begin(read_wish(R"({"do":"dead-dns"})"));
    dialer.dial("localhost", 9);
    CHECK(dialer.state() == DialState::failed);
    faults.begin(read_wish(R"({"do":"no-route"})"));
    dialer.dial("127.0.0.1", 9);
    CHECK(dialer.state() == DialState::dialing);
    faults.begin(read_wish(R"({"do":"refuse"})"));
    dialer.dial("127.0.0.1", 9);
    CHECK(dialer.state() == DialState::failed);
}

TEST_CASE("an access point can be lost, gone, or have another password") {
    TrueTime time;
    Faults faults(time);
    ScriptedWifi wifi(faults);
    wifi.join("virtual", "virtual");
    CHECK(wifi.report().state == WifiState::joining);
    wifi.lose();
    CHECK(wifi.report().failure == WifiFailure::lost);
    wifi.join("virtual", "guess");
    CHECK(wifi.report().failure == WifiFailure::wrong_password);
    faults.begin(read_wish(R"({"do":"no-network"})"));
    wifi.join("virtual", "virtual");
    CHECK(wifi.report().failure == WifiFailure::not_found);
}

TEST_CASE("a camera hands out its pictures in order, with their age, and hears its controls") {
    TrueTime time;
    Faults faults(time);
    Album album;
    HostCamera camera(album, faults, SensorModel::ov2640);
    camera.start(CameraPlan{});
    album.jpeg = "first";
    album.age_us = 300;
    camera.turn(1000);
    album.jpeg = "second";
    camera.turn(2000);
    Frame first;
    Frame second;
    REQUIRE(camera.take(first));
    REQUIRE(camera.take(second));
    CHECK(text_from(first.jpeg.bytes()) == "first");
    CHECK(first.captured_us == 700);
    CHECK(text_from(second.jpeg.bytes()) == "second");
    int given_back = 0;
    camera.on_give_back([&](const HostCamera::Buffer&) { ++given_back; });
    camera.give_back(second);
    camera.give_back(first);
    CHECK(given_back == 2);
    camera.apply(Control::brightness, -1);
    CHECK(has(album.told, R"({"do":"start","width_px":640,"height_px":480,"quality":12})"));
    CHECK(has(album.told, R"({"do":"apply","control":"brightness","value":-1})"));
}

TEST_CASE("a camera that hangs delivers nothing, and a truncating one delivers halves") {
    TrueTime time;
    Faults faults(time);
    Album album;
    HostCamera camera(album, faults, SensorModel::ov2640);
    Frame frame;
    faults.begin(read_wish(R"({"do":"hang-camera"})"));
    album.jpeg = "picture";
    camera.turn(1000);
    CHECK_FALSE(camera.take(frame));
    faults.begin(read_wish(R"({"do":"hang-camera","for_s":0})"));
    faults.begin(read_wish(R"({"do":"truncate"})"));
    album.jpeg = "picture";
    camera.turn(2000);
    REQUIRE(camera.take(frame));
    CHECK(text_from(frame.jpeg.bytes()) == "pic");
}

TEST_CASE("options that cannot be followed say why") {
    const auto complaint = [](std::vector<const char*> words) -> std::string {
        words.insert(words.begin(), "virtual_device");
        try {
            static_cast<void>(
                read_options(static_cast<int>(words.size()), const_cast<char**>(words.data())));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    };
    CHECK(complaint({"--bridge", "a:1", "--frames", "x"}).empty());
    CHECK(has(complaint({"--frames", "x"}), "--bridge HOST:PORT is needed"));
    CHECK(has(complaint({"--bridge", "a"}), "one of --frames and --camera-fd"));
    CHECK(has(complaint({"--bridge", "a", "--fps", "0"}), "--fps 0: expected a number"));
    CHECK(has(complaint({"--bridge", "a", "--set", "fps"}), "expected NAME=VALUE"));
    CHECK(has(complaint({"--sensor", "ov9"}), "expected ov2640"));
    CHECK(has(complaint({"--speed", "1"}), "no option --speed"));
}
