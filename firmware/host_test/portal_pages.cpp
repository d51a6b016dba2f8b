// A phone tells a device about its network, by the device's own.
#include <doctest/doctest.h>

#include <string>

#include "bridge/portal.hpp"
#include "bridge/portal_dns.hpp"
#include "bridge/portal_page.hpp"
#include "bridge/serial_console.hpp"
#include "device_bench.hpp"
#include "fakes/onboarding.hpp"

using namespace bridge;

namespace {

struct PortalBench : DeviceBench {
    explicit PortalBench(bool is_provisioned = false) : DeviceBench(is_provisioned) { begin(); }

    void live(std::int64_t milliseconds) {
        for (std::int64_t i = 0; i < milliseconds / 100; ++i) {
            run(100);
            portal.turn(now_us);
        }
    }

    /// Connects, sends, and returns what came back before the connection ended.
    std::string ask(const std::string& text) {
        http.connect(text);
        for (int i = 0; i < 200 && (!http.waiting.empty() || !http.current->is_closed); ++i) {
            portal.turn(now_us);
            now_us += 20000;
        }
        CHECK(http.current->is_closed);
        return {http.current->written.begin(), http.current->written.end()};
    }
    std::string get(const std::string& path, const std::string& host = "192.168.4.1") {
        return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }
    std::string post(const std::string& form) {
        return ask("POST / HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Length: " +
                   std::to_string(form.size()) + "\r\n\r\n" + form);
    }

    FakeAccessPoint access_point;
    FakeStreamService http;
    FakeDatagramService dns;
    FakeScan scan;
    Portal portal{device, {access_point, http, dns, scan}};
};

const std::string kQuery = std::string("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12) +
                           "\x07"
                           "captive\x05"
                           "apple\x03"
                           "com" +
                           std::string(1, '\0');

std::string dns_answer(const std::string& query) {
    std::uint8_t room[kMaxDnsMessage];
    const std::size_t size = put_portal_dns_answer(bytes_from(query), "192.168.4.1", room_in(room));
    return std::string(text_from({room, size}));
}

}  // namespace

TEST_CASE("the portal opens after three minutes without a network, and not before") {
    PortalBench bench;
    bench.live(170000);
    CHECK(bench.access_point.name.empty());
    bench.live(20000);
    CHECK(bench.access_point.name == "gamebridge-cam-new");
    CHECK(bench.http.port == 80);
    CHECK(bench.dns.port == 53);
}

TEST_CASE("a portal that does not open is tried again") {
    PortalBench bench;
    bench.access_point.opens = false;
    bench.live(200000);
    CHECK_FALSE(bench.portal.is_open());
    bench.access_point.opens = true;
    bench.live(31000);
    CHECK(bench.portal.is_open());
}

TEST_CASE("what a person types leads to the network and to the bridge, and the portal closes") {
    PortalBench bench;
    bench.bridge.key.clear();
    bench.live(190000);
    const std::string page = bench.post("network=home&password=secret&bridge=10.0.0.2%3A8080");
    CHECK(page.find("HTTP/1.1 200 OK") == 0);
    CHECK(page.find("Trying it") != std::string::npos);
    CHECK(page.find("secret") == std::string::npos);
    CHECK(bench.run_until(Stage::streaming));
    bench.live(200);
    CHECK_FALSE(bench.portal.is_open());
    CHECK(bench.access_point.name.empty());
    CHECK(bench.http.port == 0);
    CHECK(bench.dialer.dialled.back() == "10.0.0.2:8080");
}

TEST_CASE("known networks are tried on while the portal is open, and a late router closes it") {
    PortalBench bench(true);
    bench.wifi.lose();
    bench.live(190000);
    CHECK(bench.portal.is_open());
    const std::size_t joins = bench.wifi.joins.size();
    bench.live(60000);
    CHECK(bench.wifi.joins.size() > joins);
    bench.wifi.is_there = true;
    bench.live(60000);
    CHECK_FALSE(bench.portal.is_open());
}

TEST_CASE("the page says why the last network did not work, and nobody's password") {
    PortalBench bench;
    bench.live(190000);
    bench.post("network=home&password=wrong-one&bridge=");
    bench.live(3000);
    const std::string page = bench.get("/");
    CHECK(page.find("refuses the password") != std::string::npos);
    CHECK(page.find("wrong-one") == std::string::npos);
    const std::size_t head = page.find("\r\n\r\n") + 4;
    CHECK(page.find("Content-Length: " + std::to_string(page.size() - head)) != std::string::npos);
}

TEST_CASE("forms that cannot be right are answered with what would be") {
    PortalBench bench;
    bench.live(190000);
    const std::string long_name = "network=" + std::string(33, 'n') + "&password=p&bridge=";
    const std::string long_password = "network=n&bridge=&password=" + std::string(65, 'p');
    for (const std::string& form :
         {std::string("password=p&bridge="), std::string("network=&password=p&bridge="), long_name,
          std::string("network=%zz&password=p&bridge="), long_password,
          std::string("network=n&password=p&bridge=host:0"),
          std::string("network=n&password=p&bridge=:80"),
          std::string("network=n&password=p&bridge=host:70000")}) {
        CHECK(bench.post(form).find("class=note") != std::string::npos);
        CHECK(bench.device.networks().count() == 0);
    }
}

TEST_CASE("everything that a phone asks to find the internet leads to the page") {
    PortalBench bench;
    bench.live(190000);
    for (const char* path : {"/generate_204", "/hotspot-detect.html", "/connecttest.txt", "/"}) {
        const std::string answer = bench.get(path, "captive.example");
        CHECK(answer.find("HTTP/1.1 302 Found\r\nLocation: http://192.168.4.1/\r\n") == 0);
    }
    const std::string foreign =
        "POST / HTTP/1.1\r\nHost: elsewhere\r\nContent-Length: 41\r\n\r\n"
        "network=home&password=secret&bridge=a.b.c";
    CHECK(bench.ask(foreign).find("302 Found") != std::string::npos);
    CHECK(bench.device.networks().count() == 0);
}

TEST_CASE("networks in reach are choices, and their names do no harm") {
    PortalBench bench;
    bench.scan.names = {"home", "\"><script>x", "\xFF\xFE"};
    bench.live(190000);
    bench.scan.finish();
    const std::string page = bench.get("/");
    CHECK(page.find("<option value=\"home\">") != std::string::npos);
    CHECK(page.find("<option value=\"&quot;&gt;&lt;script&gt;x\">") != std::string::npos);
    CHECK(page.find("<script>") == std::string::npos);
    CHECK(page.find('\xFF') == std::string::npos);
}

TEST_CASE("silence, nonsense and endless heads free the place for the next phone") {
    PortalBench bench;
    bench.live(190000);
    CHECK(bench.ask("").empty());
    CHECK(bench.ask("GET / HTTP/1.1\r\nHost: ").empty());
    CHECK(bench.ask("nonsense\r\n\r\n").empty());
    CHECK(bench.ask(std::string(5000, 'a')).empty());
    CHECK(bench.ask("POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n").empty());
    CHECK(bench.ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").empty());
    CHECK(bench.get("/").find("<form") != std::string::npos);
}

TEST_CASE("every name is the device's own address") {
    const std::string answer = dns_answer(kQuery + std::string("\0\1\0\1", 4));
    CHECK(answer.substr(0, 12) ==
          std::string("\x12\x34\x85\x00\x00\x01\x00\x01\x00\x00\x00\x00", 12));
    CHECK(answer.substr(answer.size() - 16) ==
          std::string("\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x0A\x00\x04\xC0\xA8\x04\x01", 16));
    // Nobody is told that there is IPv6, and nobody waits for it.
    const std::string none = dns_answer(kQuery + std::string("\0\x1C\0\1", 4));
    CHECK(none.size() == kQuery.size() + 4);
    CHECK(none[7] == 0);
}

TEST_CASE("what is no query gets no answer") {
    const std::string good = kQuery + std::string("\0\1\0\1", 4);
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK(dns_answer(good.substr(0, size)).empty());
    }
    std::string response = good;
    response[2] = '\x81';
    CHECK(dns_answer(response).empty());
    std::string pointer = good;
    pointer[12] = '\xC0';
    CHECK(dns_answer(pointer).empty());
}

TEST_CASE("onboarding costs six kilobytes at most, beside the device") {
    CHECK(sizeof(Portal) <= 5U * 1024U);
    CHECK(sizeof(SerialConsole) <= 1024U);
}
