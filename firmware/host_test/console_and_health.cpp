// What a person types, what the device tells of itself, and what is lost on the way.
#include <doctest/doctest.h>

#include <string>

#include "bridge/console.hpp"
#include "bridge/health.hpp"
#include "bridge/heap_slope.hpp"
#include "bridge/log_ring.hpp"
#include "bridge/msgpack_reader.hpp"
#include "bridge/protocol.hpp"
#include "bridge/setting_table.hpp"
#include "fakes/board.hpp"
#include "fakes/camera.hpp"

using namespace bridge;

namespace {

std::string complaint_of(const char* line) {
    char room[400];
    TextWriter complaint(room);
    const ConsoleCommand command = read_console_line(line, complaint);
    CHECK(command.verb == ConsoleVerb::unknown);
    return std::string(complaint.text());
}

ConsoleCommand read(const char* line) {
    char room[400];
    TextWriter complaint(room);
    const ConsoleCommand command = read_console_line(line, complaint);
    CHECK(complaint.text().empty());
    return command;
}

std::string help_of(const char* word, SensorModel sensor = SensorModel::ov2640) {
    char room[4000];
    TextWriter out(room);
    put_console_help(out, word, sensor);
    CHECK(out.ok());
    return std::string(out.text());
}

/// Adds an hour of minutes, of which each has one busy second.
void live_an_hour(HeapSlope& slope, std::int64_t lost_per_minute) {
    for (std::int64_t second = 0; second < 3600; ++second) {
        const std::int64_t free = 100000 - second / 60 * lost_per_minute;
        slope.add(second * kSecond, second % 60 == 30 ? free - 40000 : free);
    }
}

}  // namespace

TEST_CASE("a line is a command with its arguments") {
    CHECK(read("").verb == ConsoleVerb::nothing);
    CHECK(read("   \r").verb == ConsoleVerb::nothing);
    CHECK(read("status").verb == ConsoleVerb::status);
    const ConsoleCommand add = read("wifi add \"My house\" 'pass word' ");
    CHECK(add.verb == ConsoleVerb::wifi_add);
    CHECK(add.argument_count == 2);
    CHECK(add.arguments[0] == "My house");
    CHECK(add.arguments[1] == "pass word");
    CHECK(read("wifi add open").argument_count == 1);
    CHECK(read("cam set quality 20").arguments[1] == "20");
}

TEST_CASE("words of gostream are understood") {
    CHECK(read("wifi set net secret save").verb == ConsoleVerb::wifi_add);
    const ConsoleCommand host = read("stream set host 10.0.0.2 8080 save");
    CHECK(host.verb == ConsoleVerb::stream_set_host);
    CHECK(host.arguments[1] == "8080");
    CHECK(read("stream set port 8081").verb == ConsoleVerb::stream_set_port);
    CHECK(read("stream start").verb == ConsoleVerb::stream_start);
}

TEST_CASE("a wrong line is answered with what would be right") {
    CHECK(complaint_of("wifi ad x") ==
          "no command wifi ad; did you mean wifi list, wifi add, wifi forget; help lists all\n");
    CHECK(complaint_of("cam set quality") == "usage: cam set SETTING VALUE\n");
    CHECK(complaint_of("reboot now") == "usage: reboot\n");
    CHECK(complaint_of("xyzzy").find("no command xyzzy;") == 0);
}

TEST_CASE("help has every command and every setting") {
    CHECK(help_of("").find("wifi add NAME [PASSWORD]") != std::string::npos);
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const std::string name(setting_row(static_cast<SettingId>(i)).name);
        CHECK(help_of(name.c_str()).find(name + ": ") == 0);
    }
    CHECK(help_of("quality") ==
          "quality: of the JPEG; lower is better and larger\n  takes 4 to 63\n");
    CHECK(help_of("awb").find("also called awb whitebalance") != std::string::npos);
    CHECK(help_of("sharpness").find("this sensor does not have it") != std::string::npos);
    CHECK(help_of("nonsense") == "no setting nonsense\n");
}

TEST_CASE("health is a sound value with all that is known and nothing that is not") {
    FakeCamera camera;
    FakeBoard board;
    FakeStore store;
    std::uint8_t scratch[1024];
    Settings settings(camera, board, store, room_in(scratch));
    settings.load();
    FrameGate gate;
    Frame bad;
    gate.judge(bad);
    HealthReport report;
    report.gate = &gate;
    report.settings = &settings;
    std::uint8_t room[1500];
    MsgpackWriter out(room_in(room));
    put_health(out, report, 0);
    REQUIRE(out.ok());
    CHECK(is_sound_value(out.bytes()));
    std::string text(text_from(out.bytes()));
    CHECK(text.find("no_start") != std::string::npos);
    CHECK(text.find("quality") != std::string::npos);
    CHECK(text.find("rssi_dbm") == std::string::npos);
    CHECK(text.find("temperature_c") == std::string::npos);
    report.vitals = {150000, 90000, 60000, 4000000, -61, 6, 48500, "brownout", 85};
    report.has_heap_slope = report.has_send_times = true;
    MsgpackWriter full(room_in(room));
    put_health(full, report, 0);
    REQUIRE(full.ok());
    CHECK(is_sound_value(full.bytes()));
    text = text_from(full.bytes());
    for (const char* name : {"rssi_dbm", "channel", "heap_free_bytes", "heap_min_bytes",
                             "heap_block_bytes", "psram_free_bytes", "temperature_c", "brownout",
                             "send_us_p99", "battery_percent", "heap_slope_bytes_per_minute"}) {
        CHECK(text.find(name) != std::string::npos);
    }
}

TEST_CASE("a leak shows as a slope, a busy second does not") {
    HeapSlope still;
    CHECK_FALSE(still.is_known());
    CHECK(still.bytes_per_minute() == 0);
    live_an_hour(still, 0);
    CHECK(still.is_known());
    CHECK(still.bytes_per_minute() == 0);
    HeapSlope leaking;
    live_an_hour(leaking, 409);
    CHECK(leaking.bytes_per_minute() == -409);
}

TEST_CASE("the newest lines stay, and the lost ones are told once") {
    LogRing ring;
    LogLine line;
    CHECK_FALSE(ring.take(line));
    for (int i = 0; i < 20; ++i) ring.write(LogLevel::info, i, "line " + std::to_string(i));
    CHECK(ring.lost_in_all() == 9);
    REQUIRE(ring.take(line));
    CHECK(line.text.view() == "9 lines were lost here");
    CHECK(line.level == LogLevel::warning);
    REQUIRE(ring.take(line));
    CHECK(line.text.view() == "line 9");
    for (int i = 0; i < 10; ++i) REQUIRE(ring.take(line));
    CHECK(line.text.view() == "line 19");
    CHECK_FALSE(ring.take(line));
    CHECK(ring.is_empty());
    ring.write(LogLevel::error, 0, std::string(119, 'x') + "\u00e4");
    REQUIRE(ring.take(line));
    CHECK(line.text.view() == std::string(119, 'x'));
    CHECK(name_of(line.level) == "error");
}
