// Radio, values in flash, lamp, vitals, console.
#include <doctest/doctest.h>

#include "boards/all.hpp"
#include "bridge/esp32/chip_board.hpp"
#include "bridge/esp32/console_ports.hpp"
#include "bridge/esp32/nvs_store.hpp"
#include "bridge/esp32/wifi_station.hpp"
#include "esp_wifi.h"
#include "world.hpp"

using namespace bridge;
using namespace bridge::esp32;
using chip::world;

TEST_CASE("the radio joins, has an address, loses it, and says why") {
    chip::forget_everything();
    WifiStation wifi;
    REQUIRE(wifi.begin("DE", "cam-1"));
    CHECK(world().wifi == std::vector<std::string>{"init", "name cam-1", "keep nothing", "mode",
                                                   "start", "country DE", "awake"});
    wifi.join("home", "secret");
    CHECK(world().wifi.back() == "connect");
    CHECK(*(world().wifi.end() - 2) == "config home/secret pmf");
    CHECK(wifi.report().state == WifiState::joining);
    // The goodbye to the network before is none to this one.
    chip::send_disconnected(WIFI_REASON_ASSOC_LEAVE);
    CHECK(wifi.report().state == WifiState::joining);
    chip::send_event(IP_EVENT, IP_EVENT_STA_GOT_IP, nullptr);
    CHECK(wifi.report().state == WifiState::up);
    chip::send_disconnected(WIFI_REASON_BEACON_TIMEOUT);
    CHECK(wifi.report().state == WifiState::down);
    CHECK(wifi.report().failure == WifiFailure::lost);
    wifi.join(std::string(32, 'n'), "");
    CHECK(*(world().wifi.end() - 2) == "config " + std::string(32, 'n') + "/ pmf open");
    wifi.leave();
    chip::send_event(IP_EVENT, IP_EVENT_STA_GOT_IP, nullptr);
    CHECK(wifi.report().state == WifiState::down);
    CHECK(wifi.report().failure == WifiFailure::none);
    wifi.spare_power();
    CHECK(world().wifi.back() == "power 44");
}

TEST_CASE("reasons of the radio are told apart as a person needs them") {
    CHECK(failure_of(WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT, false) == WifiFailure::wrong_password);
    CHECK(failure_of(WIFI_REASON_HANDSHAKE_TIMEOUT, false) == WifiFailure::wrong_password);
    CHECK(failure_of(WIFI_REASON_AUTH_FAIL, false) == WifiFailure::wrong_password);
    CHECK(failure_of(WIFI_REASON_NO_AP_FOUND, false) == WifiFailure::not_found);
    CHECK(failure_of(WIFI_REASON_NO_AP_FOUND_IN_AUTHMODE_THRESHOLD, false) ==
          WifiFailure::not_found);
    CHECK(failure_of(WIFI_REASON_AUTH_EXPIRE, false) == WifiFailure::other);
    CHECK(failure_of(WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT, true) == WifiFailure::lost);
}

TEST_CASE("values are kept twice, and survive the loss of one place") {
    chip::forget_everything();
    NvsStore store;
    CHECK(store.begin().empty());
    CHECK(store.save("wifi", bytes_from("networks")));
    std::uint8_t room[32];
    CHECK(text_from({room, store.load("wifi", room_in(room))}) == "networks");
    std::uint8_t tight[4];
    CHECK(store.load("wifi", room_in(tight)) == 0);
    CHECK_FALSE(store.save("a name too long for it", bytes_from("x")));

    world().spoilt["nvs"] = ESP_ERR_NVS_NO_FREE_PAGES;
    NvsStore after;
    CHECK(after.begin().find("spare copy is in use") != std::string_view::npos);
    CHECK(text_from({room, after.load("wifi", room_in(room))}) == "networks");
    // What is erased does not come back from the spare one.
    CHECK(after.save("wifi", {}));
    CHECK(after.save("wifi", {}));
    CHECK(after.load("wifi", room_in(room)) == 0);
}

TEST_CASE("what is lost is told, and a reset overwrites both places") {
    chip::forget_everything();
    world().spoilt["nvs"] = ESP_ERR_NVS_NEW_VERSION_FOUND;
    NvsStore store;
    CHECK(store.begin().find("networks, key and settings are lost") != std::string_view::npos);
    CHECK(store.save("key", bytes_from("secret")));
    store.erase_all();
    CHECK(world().flash["nvs"].empty());
    CHECK(world().flash["nvs_spare"].empty());
    CHECK(store.save("key", bytes_from("another")));

    chip::forget_everything();
    world().missing = {"nvs", "nvs_spare"};
    NvsStore none;
    CHECK(none.begin().find("no partition") != std::string_view::npos);
    CHECK_FALSE(none.save("key", bytes_from("secret")));
}

TEST_CASE("the lamp is dark, half and full, also where low is on") {
    chip::forget_everything();
    boards::BoardMap map = boards::kEsp32Cam;
    ChipBoard board(map);
    board.begin();
    CHECK(world().lamp_duty == 0);
    CHECK(board.set_lamp(128));
    CHECK(world().lamp_duty == 128);
    CHECK(board.set_lamp(255));
    CHECK(world().lamp_duty == 256);
    map.lamp.is_active_low = true;
    board.set_lamp(0);
    CHECK(world().lamp_duty == 256);
    const ChipBoard dark(boards::kS3Eye);
    CHECK_FALSE(dark.has_lamp());
    CHECK_FALSE(ChipBoard(boards::kS3Eye).set_lamp(1));
}

TEST_CASE("vitals are the chip's, and what is not known stays so") {
    chip::forget_everything();
    world().reset_reason = ESP_RST_BROWNOUT;
    ChipBoard board(boards::kS3Eye);
    board.begin();
    Vitals vitals;
    board.read_vitals(vitals);
    CHECK(vitals.heap_free_bytes == 150000);
    CHECK(vitals.heap_block_bytes == 70000);
    CHECK(vitals.psram_free_bytes == 7000000);
    CHECK(vitals.temperature_milli == 41500);
    CHECK(vitals.reset_reason == "brownout");
    CHECK(vitals.rssi_dbm == 0);
    CHECK(ChipBoard::was_brown_out());
    CHECK(board.memory_flaw().empty());
    world().is_wifi_joined = true;
    world().has_psram = false;
    board.read_vitals(vitals);
    CHECK(vitals.rssi_dbm == -57);
    CHECK(vitals.wifi_channel == 6);
    CHECK(vitals.psram_free_bytes == Vitals::kUnknown);
    CHECK(board.memory_flaw().find("octal") != std::string_view::npos);
}

TEST_CASE("the console writes to both cables, and none of them can stop it") {
    chip::forget_everything();
    ConsolePorts console(boards::ConsoleKind::both);
    REQUIRE(console.begin());
    console.write("hello\r\n");
    chip::print_log("W (12) cam_hal: %s\n", "FB-OVF");
    console.drain();
    CHECK(world().printed == "hello\r\nW (12) cam_hal: FB-OVF\n");
    CHECK(world().usb_printed == world().printed);

    world().has_usb_reader = false;
    world().uart_room = 0;
    for (int i = 0; i < 2000; ++i) console.write("a line that nobody reads\r\n");
    chip::print_log("%s\n", std::string(500, 'x').c_str());
    console.drain();
    CHECK(world().printed == "hello\r\nW (12) cam_hal: FB-OVF\n");
    world().uart_room = 2048;
    for (int i = 0; i < 100; ++i) console.drain();
    CHECK(world().printed.find("lines were lost here)") != std::string::npos);
    CHECK(world().usb_printed.size() < 100);

    std::uint8_t room[8];
    CHECK(console.read(room_in(room)) == 0);
    world().usb_typed = "status\r";
    CHECK(text_from({room, console.read(room_in(room))}) == "status\r");
    world().typed = "help and more";
    CHECK(text_from({room, console.read(room_in(room))}) == "help and");
}
