// A whole device with everything around it, on a clock that jumps.
#pragma once

#include <algorithm>
#include <string>

#include "bridge/device.hpp"
#include "fakes/board.hpp"
#include "fakes/bridge.hpp"
#include "fakes/camera.hpp"
#include "fakes/http_server.hpp"
#include "fakes/network.hpp"

inline const std::string kBenchKey = "gbd1_cam-1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_uSME";

struct DeviceBench {
    explicit DeviceBench(bool is_provisioned = true) {
        if (!is_provisioned) return;
        store.kept["wifi"] = R"([{"name":"home","password":"secret"}])";
        store.kept["bridge"] = R"({"pinned":{"host":"10.0.0.2","port":8080}})";
        store.kept["key"] = kBenchKey;
        bridge.key = kBenchKey;
    }

    void begin() { device.begin(now_us); }

    /// Lets time pass; pictures come at 20 a second.
    void run(std::int64_t milliseconds) {
        const std::int64_t end_us = now_us + milliseconds * 1000;
        while (now_us < end_us) {
            if (with_pictures && !camera.in_standby && now_us >= picture_due_us) {
                picture_due_us = now_us + 50000;
                if (camera.buffers_out() + camera.ready.size() < 3) {
                    camera.show(jpeg_of(camera.plan.width_px, camera.plan.height_px, picture_bytes),
                                now_us);
                }
            }
            const std::int64_t next_us = device.turn(now_us);
            if (dialer.connection && dialer.is_up) serve();
            now_us = std::min(std::max(next_us, now_us + 1000), end_us);
        }
    }

    void serve() {
        if (http.answer) {
            http.serve(*dialer.connection);
        } else {
            bridge.serve(*dialer.connection, now_us);
        }
    }

    bool run_until(bridge::Stage stage, std::int64_t milliseconds = 60000) {
        for (std::int64_t i = 0; i < milliseconds / 5; ++i) {
            if (device.stage() == stage) return true;
            run(5);
        }
        return false;
    }

    std::string console(const std::string& line) {
        char room[4096];
        bridge::TextWriter out(room);
        device.run_console(line, now_us, out);
        return std::string(out.text());
    }

    std::int64_t now_us = 1000000;
    std::int64_t picture_due_us = 0;
    bool with_pictures = true;
    std::size_t picture_bytes = 3000;
    FakeWifi wifi;
    FakeDialer dialer;
    FakeDatagrams datagrams;
    FakeCamera camera;
    FakeBoard board;
    FakeStore store;
    CountingRandom random;
    FakeBridge bridge;
    HttpServer http;  ///< Answers instead of the bridge when it has an answer.
    bridge::Device device{{wifi, dialer, datagrams, camera, board, store, random},
                          {"cam-new", "gamebridge-cpp/0.1.0", false}};
};
