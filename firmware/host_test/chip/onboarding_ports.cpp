// Scans, a network of the device's own, the ports of its page, and the slot for updates.
#include <doctest/doctest.h>

#include <string>

#include "bridge/esp32/ota_slot.hpp"
#include "bridge/esp32/socket_datagrams.hpp"
#include "bridge/esp32/socket_dialer.hpp"
#include "bridge/esp32/socket_services.hpp"
#include "bridge/esp32/wifi_station.hpp"
#include "esp_wifi.h"
#include "world.hpp"

using namespace bridge;
using namespace bridge::esp32;
using chip::world;

TEST_CASE("a scan gives the networks that have a name, and is idle again") {
    chip::forget_everything();
    WifiStation wifi;
    REQUIRE(wifi.begin("01", "cam-1"));
    FoundNetwork network;
    CHECK_FALSE(wifi.take(network));
    wifi.join("home", "secret");
    CHECK_FALSE(wifi.begin());
    wifi.leave();
    REQUIRE(wifi.begin());
    CHECK(wifi.state() == ScanState::scanning);
    CHECK_FALSE(wifi.take(network));
    world().networks = {{"near", -40}, {"", -50}, {std::string(32, 'n'), -80}};
    chip::send_event(WIFI_EVENT, WIFI_EVENT_SCAN_DONE, nullptr);
    CHECK(wifi.state() == ScanState::done);
    REQUIRE(wifi.take(network));
    CHECK(std::string(network.name, network.name_size) == "near");
    CHECK(network.rssi_dbm == -40);
    CHECK_FALSE(network.is_open);
    REQUIRE(wifi.take(network));
    CHECK(network.name_size == 32);
    CHECK_FALSE(wifi.take(network));
    CHECK(wifi.state() == ScanState::idle);
}

TEST_CASE("a network of the device's own opens beside the attempts to join another") {
    chip::forget_everything();
    WifiStation wifi;
    REQUIRE(wifi.begin("01", "cam-1"));
    REQUIRE(wifi.open("gamebridge-cam-1"));
    CHECK(world().wifi.back() == "own gamebridge-cam-1");
    CHECK(*(world().wifi.end() - 2) == "mode with an own network");
    wifi.close();
    CHECK(world().wifi.back() == "mode");
}

TEST_CASE("somebody connects to the page, and asks for names") {
    chip::forget_everything();
    SocketStreamService http;
    SocketDatagramService dns;
    std::uint8_t room[64];
    CHECK(http.accept() == nullptr);
    CHECK(dns.receive(room_in(room)) == 0);
    // Ports above 1023, from which a few are tried, as tests run beside others.
    std::uint16_t port = 20080;
    while (port < 20200 && (!http.listen(port) || !dns.listen(port))) ++port;
    REQUIRE(port < 20200);
    CHECK(http.accept() == nullptr);
    SocketDialer dialer;
    dialer.dial("127.0.0.1", port);
    while (dialer.state() == DialState::dialing) continue;
    REQUIRE(dialer.state() == DialState::open);
    ByteStream* stream = nullptr;
    while (stream == nullptr) stream = http.accept();
    const Bytes words = bytes_from("hello");
    CHECK(stream->write(&words, 1).bytes == 5);
    std::size_t got = 0;
    while (got == 0) got = dialer.stream().read(room_in(room)).bytes;
    CHECK(text_from({room, got}) == "hello");
    http.close();
    CHECK(http.accept() == nullptr);

    SocketDatagrams asker;
    char from[16] = {};
    REQUIRE(asker.send("127.0.0.1", port, bytes_from("where?")));
    got = 0;
    while (got == 0) got = dns.receive(room_in(room));
    CHECK(text_from({room, got}) == "where?");
    dns.answer(bytes_from("here"));
    got = 0;
    while (got == 0) got = asker.receive(room_in(room), from);
    CHECK(text_from({room, got}) == "here");
}

TEST_CASE("an image goes into the other slot, and starts only when it is sound") {
    chip::forget_everything();
    OtaSlot slot("esp32s3");
    CHECK(slot.running().project == "gamebridge-s3_eye");
    CHECK(slot.running().version == "1.2.3");
    CHECK(slot.running().slot == "ota_0");
    CHECK_FALSE(slot.running().is_on_trial);
    CHECK(slot.other() == "ota_1");
    CHECK(slot.room() == 0x300000);
    CHECK(slot.write(bytes_from("x")) == SlotFault::flash);
    CHECK(slot.finish() == SlotFault::flash);
    CHECK(slot.begin(0x300001) == SlotFault::no_room);
    REQUIRE(slot.begin(5) == SlotFault::none);
    CHECK(slot.write(bytes_from("hel")) == SlotFault::none);
    slot.abandon();
    CHECK(world().written.empty());
    REQUIRE(slot.begin(5) == SlotFault::none);
    CHECK(slot.write(bytes_from("hel")) == SlotFault::none);
    CHECK(slot.write(bytes_from("lo")) == SlotFault::none);
    world().is_image_sound = false;
    CHECK(slot.finish() == SlotFault::invalid);
    CHECK(world().boot_slot == 0);
    REQUIRE(slot.begin(5) == SlotFault::none);
    world().is_image_sound = true;
    CHECK(slot.finish() == SlotFault::none);
    CHECK(world().boot_slot == 1);
    world().is_on_trial = true;
    CHECK(slot.running().is_on_trial);
    CHECK(slot.keep());
    CHECK_FALSE(slot.running().is_on_trial);
    slot.roll_back();
    CHECK(world().boot_slot == 0);
}
