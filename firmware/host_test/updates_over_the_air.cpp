// A new firmware comes over the air, or does not, and always for a reason that is told.
#include <doctest/doctest.h>

#include <string>

#include "bridge/msgpack_reader.hpp"
#include "bridge/updater.hpp"
#include "device_bench.hpp"
#include "fakes/update.hpp"
#include "hex.hpp"

using namespace bridge;

namespace {

const std::string kImage = app_image("gamebridge-bench", "1.1.0");

std::string digest_of(const std::string& image) {
    return hex_from(bytes_from(sha256(bytes_from(image))));
}

struct UpdateBench : DeviceBench {
    explicit UpdateBench(bool on_trial = false) {
        slot.image.is_on_trial = on_trial;
        server.answer = [this](const HttpAsked& asked) { return serve_piece(asked); };
        DeviceBench::begin();
        updater.begin(now_us);
    }

    void live(std::int64_t milliseconds) {
        for (std::int64_t i = 0; i < milliseconds / 20; ++i) {
            run(20);
            updater.turn(now_us);
            if (piece_dialer.connection && piece_dialer.is_up)
                server.serve(*piece_dialer.connection);
        }
    }
    bool live_until(UpdateStage stage, std::int64_t milliseconds = 60000) {
        for (std::int64_t i = 0; i < milliseconds / 20 && updater.stage() != stage; ++i) live(20);
        return updater.stage() == stage;
    }
    bool stream() {
        for (int i = 0; i < 3000 && device.stage() != Stage::streaming; ++i) live(20);
        live(1000);
        return device.stage() == Stage::streaming;
    }

    /// Offers an image, or one that is told differently from what it is.
    void offer(const std::string& of, const std::string& project = "gamebridge-bench",
               const std::string& version = "1.1.0", const std::string& chip = "esp32s3",
               const std::string& more = "") {
        image = of;
        bridge.say("{\"op\":\"call\",\"id\":\"b" + std::to_string(++calls) +
                   "\",\"method\":\"update\",\"args\":{\"sha256\":\"" + digest_of(of) +
                   "\",\"size\":" + std::to_string(of.size()) + ",\"project\":\"" + project +
                   "\",\"version\":\"" + version + "\",\"chip\":\"" + chip + "\"" + more +
                   "},\"deadline_ms\":5000}");
        live(100);
    }
    std::string last_ack() const {
        std::string found;
        for (const std::string& text : bridge.texts) {
            if (text.find("\"op\":\"ack\"") != std::string::npos) found = text;
        }
        return found;
    }
    bool was_refused_with(const std::string& code) const {
        return last_ack().find("\"rejected\"") != std::string::npos &&
               last_ack().find("\"" + code + "\"") != std::string::npos;
    }

    std::string serve_piece(const HttpAsked& asked) {
        CHECK(asked.line == "GET /v1/firmware/download/" + digest_of(image));
        const std::string proof = asked.header("Authorization");
        if (wants_proof && proof.find("nonce=\"" + nonce) == std::string::npos) {
            return HttpServer::reply(401, "",
                                     "WWW-Authenticate: Gamebridge nonce=\"" + nonce + "\"\r\n");
        }
        if (status != 206) return HttpServer::reply(status, "");
        std::size_t first = 0;
        std::size_t last = 0;
        REQUIRE(std::sscanf(asked.header("Range").c_str(), "bytes=%zu-%zu", &first, &last) == 2);
        REQUIRE(last < image.size());
        ++pieces;
        std::string told = image.substr(first, last - first + 1);
        if (damages_at >= first && damages_at <= last) told[damages_at - first] ^= 1;
        return HttpServer::reply(206, told,
                                 "Content-Range: bytes " + std::to_string(first) + "-" +
                                     std::to_string(last) + "/" + std::to_string(image.size()) +
                                     "\r\n");
    }

    FakeDialer piece_dialer;
    FakeSlot slot;
    HttpServer server;
    Updater updater{device, {piece_dialer, slot, store, board}};
    std::string image;
    std::string nonce = "0123456789abcdef0123456789abcdef";
    bool wants_proof = true;
    int status = 206;
    std::size_t damages_at = SIZE_MAX;
    int calls = 0;
    int pieces = 0;
};

}  // namespace

TEST_CASE("an update is pulled in pieces, checked, made the next one, and started") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.offer(kImage);
    CHECK(bench.last_ack().find("\"applied\"") != std::string::npos);
    CHECK(bench.live_until(UpdateStage::restarting));
    CHECK(bench.slot.written == kImage);
    CHECK(bench.slot.is_next);
    CHECK(bench.pieces == 3);
    bench.live(3000);
    CHECK(bench.board.restarts == 1);
    CHECK(bench.store.kept["update"] ==
          R"({"slot":"ota_1","version":"1.1.0","why":"","picture":true})");
}

TEST_CASE("pictures pause for the download, and come back when it fails") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.status = 500;
    bench.offer(kImage);
    bench.live(500);
    const auto before = bench.device.cargo().frames_sent();
    bench.live(2000);
    CHECK(bench.device.cargo().frames_sent() == before);
    CHECK(bench.camera.in_standby);
    bench.status = 404;
    CHECK(bench.live_until(UpdateStage::failed));
    CHECK(bench.updater.fault() == UpdateFault::no_such_image);
    bench.live(2000);
    CHECK(bench.device.cargo().frames_sent() > before + 10);
    CHECK(bench.board.restarts == 0);
    CHECK_FALSE(bench.slot.is_open);
}

TEST_CASE("a download that breaks off goes on where it was") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.offer(kImage);
    while (bench.pieces < 2) bench.live(20);
    bench.piece_dialer.connection->is_broken = true;
    CHECK(bench.live_until(UpdateStage::restarting));
    CHECK(bench.slot.written == kImage);
    CHECK(bench.piece_dialer.dialled.size() == 2);
    CHECK(bench.pieces <= 4);
}

TEST_CASE("a session that is lost in the middle is waited for, but not for ever") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.offer(kImage);
    bench.piece_dialer.connection->is_broken = true;
    bench.wifi.lose();
    bench.live(100000);
    CHECK(bench.updater.stage() == UpdateStage::downloading);
    SUBCASE("it comes back") {
        bench.wifi.is_there = true;
        CHECK(bench.live_until(UpdateStage::restarting));
    }
    SUBCASE("it does not") {
        CHECK(bench.live_until(UpdateStage::failed, 100000));
        CHECK(bench.updater.fault() == UpdateFault::unreachable);
        CHECK_FALSE(bench.slot.is_open);
    }
}

TEST_CASE("what is not for this board, this chip or this moment is refused by name") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.offer(kImage, "gamebridge-other");
    CHECK(bench.was_refused_with("wrong_board"));
    CHECK(bench.last_ack().find("this is a gamebridge-bench") != std::string::npos);
    bench.offer(kImage, "gamebridge-bench", "1.1.0", "esp32");
    CHECK(bench.was_refused_with("wrong_chip"));
    bench.offer(kImage, "gamebridge-bench", "1.0.0");
    CHECK(bench.was_refused_with("same_version"));
    bench.slot.size = 9999;
    bench.offer(kImage);
    CHECK(bench.was_refused_with("no_room"));
    bench.slot.size = 10000;
    bench.board.vitals.rssi_dbm = -86;
    bench.offer(kImage);
    CHECK(bench.was_refused_with("weak_signal"));
    bench.board.vitals.rssi_dbm = -85;
    bench.board.vitals.battery_percent = 29;
    bench.offer(kImage);
    CHECK(bench.was_refused_with("low_battery"));
    bench.board.vitals.battery_percent = 30;
    bench.bridge.say(R"({"op":"call","id":"x","method":"update","args":{"size":10000}})");
    bench.live(100);
    CHECK(bench.was_refused_with("out_of_range"));
    CHECK(bench.updater.stage() == UpdateStage::idle);
    bench.offer(kImage);
    bench.offer(kImage);
    CHECK(bench.was_refused_with("busy"));
    CHECK(bench.live_until(UpdateStage::restarting));
}

TEST_CASE("the same version is written again when that is asked for") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    bench.offer(app_image("gamebridge-bench", "1.0.0"), "gamebridge-bench", "1.0.0", "esp32s3",
                ",\"again\":true");
    CHECK(bench.live_until(UpdateStage::restarting));
}

TEST_CASE("an image that is another one than was offered is not started") {
    UpdateBench bench;
    REQUIRE(bench.stream());
    SUBCASE("another board's") {
        bench.offer(app_image("gamebridge-other", "1.1.0"));
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::wrong_board);
        CHECK(bench.slot.written.empty());
    }
    SUBCASE("another chip's") {
        bench.offer(app_image("gamebridge-bench", "1.1.0", 0));
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::wrong_chip);
    }
    SUBCASE("no image at all") {
        bench.offer(std::string(10000, 'x'));
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::invalid);
    }
    SUBCASE("one bit of it has changed on the way") {
        bench.damages_at = 9000;
        bench.offer(kImage);
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::wrong_hash);
    }
    SUBCASE("the flash does not take it") {
        bench.slot.breaks_after = 4096;
        bench.offer(kImage);
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::not_written);
    }
    SUBCASE("the chip does not trust it") {
        bench.slot.finish_fault = SlotFault::unsigned_;
        bench.offer(kImage);
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::not_signed);
    }
    SUBCASE("the bridge does not give it") {
        bench.nonce = "no nonce";
        bench.offer(kImage);
        CHECK(bench.live_until(UpdateStage::failed));
        CHECK(bench.updater.fault() == UpdateFault::refused);
    }
    CHECK_FALSE(bench.slot.is_next);
    CHECK_FALSE(bench.slot.is_open);
    CHECK(bench.board.restarts == 0);
    CHECK(bench.store.kept.count("update") == 0);
}

TEST_CASE("a new firmware that stays with the bridge for a minute is kept") {
    UpdateBench bench(true);
    REQUIRE(bench.stream());
    CHECK(bench.updater.stage() == UpdateStage::on_trial);
    bench.offer(kImage);
    CHECK(bench.was_refused_with("on_trial"));
    bench.live(50000);
    CHECK(bench.slot.image.is_on_trial);
    bench.live(12000);
    CHECK(bench.updater.stage() == UpdateStage::kept);
    CHECK_FALSE(bench.slot.image.is_on_trial);
    CHECK(bench.slot.rollbacks == 0);
}

TEST_CASE("a minute is a minute at a stretch") {
    UpdateBench bench(true);
    REQUIRE(bench.stream());
    bench.live(40000);
    bench.wifi.lose();
    bench.live(1000);
    bench.wifi.is_there = true;
    REQUIRE(bench.stream());
    bench.live(40000);
    CHECK(bench.slot.image.is_on_trial);
    bench.live(25000);
    CHECK_FALSE(bench.slot.image.is_on_trial);
}

TEST_CASE("a new firmware that never reaches the bridge makes way for the old one") {
    UpdateBench bench(true);
    bench.wifi.lose();
    bench.live(590000);
    CHECK(bench.slot.rollbacks == 0);
    bench.live(15000);
    CHECK(bench.slot.rollbacks == 1);
    CHECK(bench.store.kept["update"].find("\"why\":\"no_session\"") != std::string::npos);
}

namespace {

struct TrialBench : UpdateBench {
    TrialBench() : UpdateBench(true) {
        store.kept["update"] = R"({"slot":"ota_0","version":"1.1.0","why":"","picture":true})";
        updater.begin(now_us);
    }
};

}  // namespace

TEST_CASE("a new firmware without pictures makes way when the old one had some") {
    TrialBench bench;
    bench.with_pictures = false;
    REQUIRE(bench.stream());
    bench.live(620000);
    CHECK(bench.slot.rollbacks == 1);
    CHECK(bench.store.kept["update"].find("\"why\":\"no_picture\"") != std::string::npos);
}

TEST_CASE("nobody has to watch for a picture to be sent in the trial") {
    TrialBench bench;
    bench.console("cam set idle-fps 0");
    REQUIRE(bench.stream());
    bench.bridge.say(
        R"({"op":"interest","topic":"device/cam-1/camera/jpeg","subscribers":0,"max_hz":0})");
    bench.live(65000);
    CHECK(bench.updater.stage() == UpdateStage::kept);
}

TEST_CASE("the old firmware tells what became of the new one") {
    UpdateBench bench;
    const auto told_of = [&](const char* record) {
        bench.store.kept["update"] = record;
        bench.updater.begin(bench.now_us);
        return bench.updater.fault();
    };
    CHECK(told_of(R"({"slot":"ota_1","version":"2","why":"no_picture"})") ==
          UpdateFault::no_picture);
    CHECK(bench.updater.stage() == UpdateStage::rolled_back);
    CHECK(told_of(R"({"slot":"ota_1","version":"2","why":""})") == UpdateFault::did_not_start);
    CHECK(told_of(R"({"slot":"ota_0","version":"1.0.0","why":""})") == UpdateFault::none);
    CHECK(bench.updater.stage() == UpdateStage::kept);
    REQUIRE(bench.stream());
    bench.store.kept["update"] = "damaged";
    bench.updater.begin(bench.now_us);
    CHECK(bench.updater.stage() == UpdateStage::kept);
}

TEST_CASE("health tells what runs and how far an update is") {
    UpdateBench bench;
    bench.wants_proof = false;
    REQUIRE(bench.stream());
    bench.status = 503;
    bench.offer(kImage);
    bench.live(1500);
    bench.status = 206;
    bench.live(30000);
    std::string stages;
    for (const auto& sample : bench.bridge.samples) {
        if (sample.channel != 2) continue;
        const std::size_t at = sample.payload.find("\xA5stage");
        REQUIRE(at != std::string::npos);
        const std::size_t size = static_cast<unsigned char>(sample.payload[at + 6]) & 0x1F;
        const std::string stage = sample.payload.substr(at + 7, size);
        if (stages.find(stage) == std::string::npos) stages += stage + " ";
        CHECK(sample.payload.find("gamebridge-bench") != std::string::npos);
    }
    CHECK(stages == "idle downloading restarting ");
}

TEST_CASE("updates cost eight kilobytes at most, beside the device") {
    CHECK(sizeof(Updater) <= 8U * 1024U);
}
