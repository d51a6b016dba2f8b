// What can be set, within what the drivers really do; what is asked twice is done once.
#include <doctest/doctest.h>

#include <string>

#include "bridge/calls.hpp"
#include "bridge/protocol.hpp"
#include "bridge/resolution.hpp"
#include "fakes/board.hpp"
#include "fakes/camera.hpp"

using namespace bridge;

namespace {

struct Bench {
    explicit Bench(SensorModel model = SensorModel::ov2640) {
        camera.model = model;
        settings.load();
    }

    Outcome set(const char* name, const Scalar& wish) { return settings.set(name, wish, 0); }
    Outcome set(const char* name, const char* wish) { return set(name, Scalar::of_text(wish)); }
    Outcome set(const char* name, int wish) { return set(name, Scalar::integer(wish)); }

    const Answer& call(const std::string& id, const std::string& method, const std::string& args,
                       std::int64_t now_us = 60 * kSecond) {
        text = R"({"op":"call","id":")" + id + R"(","method":")" + method + R"(","args":)" + args +
               "}";
        REQUIRE(check_json(text));
        return calls.run(read_call(JsonView(text)), now_us);
    }

    FakeCamera camera;
    FakeBoard board;
    FakeStore store;
    std::uint8_t scratch[1024];
    Settings settings{camera, board, store, room_in(scratch)};
    Calls calls{settings};
    std::string text;
};

}  // namespace

TEST_CASE("numbers, numeric texts and switches are taken") {
    Bench bench;
    CHECK(bench.set("quality", 20).value.milli == 20000);
    CHECK(bench.set("quality", "21").value.milli == 21000);
    CHECK(bench.camera.controls[Control::quality] == 21);
    CHECK(bench.set("fps", "12.5").value.milli == 12500);
    CHECK(bench.set("vflip", Scalar::boolean(true)).is_done);
    CHECK(bench.set("vflip", "off").value.milli == 0);
    CHECK(bench.set("hmirror", 1).is_done);
    CHECK(bench.camera.controls[Control::hmirror] == 1);
}

TEST_CASE("what is out of range is refused with the range, and changes nothing") {
    Bench bench;
    for (const int value : {3, 64, -1}) {
        const Outcome outcome = bench.set("quality", value);
        CHECK_FALSE(outcome.is_done);
        CHECK(outcome.code == "out_of_range");
    }
    CHECK(bench.set("quality", 99).text.view() ==
          "quality = 99, expected a whole number from 4 to 63");
    CHECK(bench.set("quality", "best").text.view() ==
          "quality = best, expected a whole number from 4 to 63");
    CHECK(bench.set("fps", Scalar::number(12)).text.view() ==
          "fps = 0.012, expected a number from 0.1 to 60");
    CHECK(bench.set("effect", "pink").text.view() ==
          "effect = pink, expected none negative grayscale red green blue sepia");
    CHECK_FALSE(bench.set("quality", Scalar::number(12500)).is_done);
    CHECK_FALSE(bench.set("quality", Scalar{}).is_done);
    CHECK(bench.camera.controls.empty());
    CHECK(bench.settings.revision() == 0);
}

TEST_CASE("ranges are the sensor's own") {
    Bench old(SensorModel::ov2640);
    Bench young(SensorModel::ov5640);
    Bench plain(SensorModel::gc0308);
    CHECK_FALSE(old.set("brightness", 3).is_done);
    CHECK(young.set("brightness", 3).is_done);
    CHECK(plain.set("brightness", 0).code == "no_such_setting");
    CHECK(old.set("sharpness", 0).code == "no_such_setting");
    CHECK(young.set("saturation", -4).is_done);
    CHECK_FALSE(old.set("gain-ceiling", 7).is_done);
    CHECK(young.set("gain-ceiling", 511).is_done);
    CHECK(old.set("resolution", "uxga").is_done);
    CHECK_FALSE(old.set("resolution", "fhd").is_done);
    CHECK(young.set("resolution", "qsxga").is_done);
    CHECK_FALSE(plain.set("resolution", "svga").is_done);
}

TEST_CASE("a software encoder's quality is turned around") {
    Bench bench(SensorModel::gc0308);
    CHECK(bench.set("quality", 4).value.milli == 4000);
    CHECK(bench.camera.controls[Control::quality] == 95);
    bench.set("quality", 63);
    CHECK(bench.camera.controls[Control::quality] == 10);
}

TEST_CASE("the value that took effect is echoed, also when the driver clamped it") {
    Bench bench;
    bench.camera.clamps[Control::gain_value] = 20;
    CHECK(bench.set("gain-value", 30).value.milli == 20000);
    CHECK(bench.settings.value(SettingId::gain_value).milli == 20000);
    bench.camera.refused.insert(Control::contrast);
    CHECK(bench.set("contrast", 1).code == "camera_refused");
    CHECK(bench.settings.value(SettingId::contrast).milli == 0);
}

TEST_CASE("sizes go by name or by pixels, and a change starts the camera anew") {
    Bench bench;
    CHECK(bench.set("resolution", "SVGA").value.text == "svga");
    CHECK(bench.settings.take_restart());
    CHECK_FALSE(bench.settings.take_restart());
    CHECK(bench.set("framesize", "1024x768").value.text == "xga");
    CHECK(bench.settings.plan(0).width_px == 1024);
    CHECK(bench.settings.plan(2).width_px == 640);
    CHECK(bench.settings.plan(99).width_px == 160);
    CHECK_FALSE(bench.set("resolution", "8").is_done);  // The driver's numbers mean nothing here.
    CHECK(bench.set("xclk-mhz", 10).value.text == "10");
    CHECK(bench.settings.plan(0).xclk_mhz == 10);
}

TEST_CASE("names of other systems are understood") {
    Bench bench;
    CHECK(bench.set("awb", "0").is_done);
    CHECK(bench.camera.controls[Control::white_balance_auto] == 0);
    CHECK(bench.set("whitebalance", "on").is_done);
    CHECK(bench.set("led_intensity", 255).is_done);
    CHECK(bench.board.lamp == 255);
    CHECK(bench.set("special_effect", "sepia").is_done);
    CHECK(bench.set("exposure", "off").is_done);
    CHECK(bench.camera.controls[Control::exposure_auto] == 0);
}

TEST_CASE("an unknown name is refused with those that are near") {
    Bench bench;
    CHECK(bench.set("qualty", 5).text.view() == "no setting qualty; did you mean quality");
    CHECK(bench.set("zzz", 5).text.view() == "no setting zzz");
    bench.board.with_lamp = false;
    CHECK(bench.set("lamp", 5).code == "no_such_setting");
}

TEST_CASE("settings are kept when they have been quiet, and come back") {
    Bench bench;
    bench.set("quality", 30);
    bench.set("lamp", 200);
    CHECK_FALSE(bench.settings.keep(1 * kSecond));
    CHECK(bench.settings.keep(2 * kSecond));
    CHECK_FALSE(bench.settings.keep(100 * kSecond));
    CHECK(bench.store.writes == 1);
    Bench again;
    again.store.kept = bench.store.kept;
    again.settings.load();
    again.settings.apply_all();
    CHECK(again.camera.controls[Control::quality] == 30);
    CHECK(again.board.lamp == 0);  // Outputs come up safe.
}

TEST_CASE("what was kept and makes no sense is passed over") {
    for (const char* kept : {"", "{", "[]", "{\"quality\":99000,\"fps\":\"x\"}"}) {
        Bench bench;
        bench.store.kept["settings"] = kept;
        bench.settings.load();
        CHECK(bench.settings.raw(SettingId::quality) == 12000);
        CHECK(bench.settings.raw(SettingId::fps) == 15000);
    }
}

TEST_CASE("values under an automatic are left to it") {
    Bench bench;
    bench.settings.apply_all();
    CHECK(bench.camera.controls.count(Control::exposure_value) == 0);
    bench.set("exposure-auto", "off");
    bench.settings.apply_all();
    CHECK(bench.camera.controls.count(Control::exposure_value) == 1);
}

TEST_CASE("features fit into a hello, whatever the sensor") {
    for (const SensorModel model : {SensorModel::none, SensorModel::ov2640, SensorModel::ov3660,
                                    SensorModel::ov5640, SensorModel::gc0308}) {
        Bench bench(model);
        char room[kMaxHelloBytes];
        TextWriter out(room);
        JsonWriter json(out);
        json.begin_array();
        bench.settings.put_features(json);
        Calls::put_actions(json);
        json.end_array();
        CAPTURE(out.size());
        CHECK(json.ok());
        CHECK(check_json(out.text()));
        // Name, nonce, sdk and boot at their longest take the rest.
        CHECK(out.size() < kMaxHelloBytes - 400);
    }
}

TEST_CASE("set does all that it is given or nothing") {
    Bench bench;
    const Answer& bad = bench.call("b1", "set", R"({"quality":20,"fps":1000})");
    CHECK(bad.outcome.code == "out_of_range");
    CHECK(bench.settings.raw(SettingId::quality) == 12000);
    CHECK(bench.call("b2", "set", R"({"quality":20,"fps":"10"})").outcome.is_done);
    CHECK(bench.settings.raw(SettingId::fps) == 10000);
    CHECK(bench.call("b3", "set", R"({"quality":22})").outcome.value.milli == 22000);
    CHECK(bench.call("b4", "set", "{}").outcome.code == "no_arguments");
    CHECK(bench.call("b5", "set", R"({"\u0071uality":23})").outcome.is_done);
}

TEST_CASE("the last sixteen answers are repeated, not done again") {
    Bench bench;
    CHECK(bench.call("r", "reboot", "{}").deed == Deed::restart);
    bench.call("b", "set", R"({"quality":20})");
    bench.set("quality", 30);
    CHECK(bench.call("r", "reboot", "{}").deed == Deed::none);
    CHECK(bench.call("b", "set", R"({"quality":20})").outcome.value.milli == 20000);
    CHECK(bench.settings.raw(SettingId::quality) == 30000);
    for (int i = 0; i < 15; ++i) bench.call("x" + std::to_string(i), "snapshot", "{}");
    CHECK(bench.call("r", "reboot", "{}").deed == Deed::restart);
}

TEST_CASE("a device that has just started does not restart on command") {
    Bench bench;
    const Answer& answer = bench.call("r", "reboot", "{}", 9 * kSecond);
    CHECK(answer.outcome.code == "too_soon");
    CHECK(answer.deed == Deed::none);
    CHECK(bench.call("s", "snapshot", "{}", 1).deed == Deed::snapshot);
}

TEST_CASE("an unknown method is refused with those that are near") {
    Bench bench;
    CHECK(bench.call("u", "rebot", "{}").outcome.code == "no_such_method");
    CHECK(bench.call("v", "rebot", "{}").outcome.text.view() ==
          "no method rebot; did you mean reboot");
}
