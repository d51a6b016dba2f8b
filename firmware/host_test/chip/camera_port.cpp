// The camera's port: who has which buffer, what a start does, and that nobody waits.
#include <doctest/doctest.h>

#include "boards/all.hpp"
#include "bridge/esp32/driver_camera.hpp"
#include "world.hpp"

using namespace bridge;
using namespace bridge::esp32;
using chip::driver;
using chip::world;

namespace {

/// A started camera; its task lives on, so it is never destroyed.
struct Bench {
    explicit Bench(const boards::BoardMap& map = boards::kS3Eye)
        : board(chip::forever<boards::BoardMap>(map)),
          waker(chip::forever<LoopWaker>()),
          camera(chip::forever<DriverCamera>(board, waker)) {
        chip::forget_everything();
        waker.begin();
        REQUIRE(camera.begin());
    }
    ~Bench() {
        // Its task leaves the driver to the next test.
        camera.set_standby(true);
        driver().wait_until_left();
        CHECK(driver().misuses == 0);
    }

    std::string shown(const std::string& jpeg, std::int64_t at_us = chip::now_us()) {
        REQUIRE(driver().show(jpeg, at_us));
        driver().wait_until_asked();
        Frame frame;
        if (!camera.take(frame)) return "";
        const std::string seen(text_from(frame.jpeg.bytes()));
        camera.give_back(frame);
        return seen;
    }

    const boards::BoardMap& board;
    LoopWaker& waker;
    DriverCamera& camera;
};

}  // namespace

TEST_CASE("a picture comes with the driver's time and size, and its buffer goes back once") {
    Bench bench;
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(bench.camera.sensor() == SensorModel::ov2640);
    const std::int64_t at_us = chip::now_us() + 1234567;
    REQUIRE(driver().show("jpeg", at_us));
    driver().wait_until_asked();
    Frame frame;
    REQUIRE(bench.camera.take(frame));
    CHECK(text_from(frame.jpeg.bytes()) == "jpeg");
    CHECK(frame.captured_us == at_us);
    CHECK(frame.width_px == 640);
    CHECK(frame.height_px == 480);
    CHECK(driver().buffers_out() == 1);
    CHECK_FALSE(bench.camera.take(frame));
    bench.camera.give_back(frame);
    CHECK(driver().buffers_out() == 0);
}

TEST_CASE("the newest picture waits, the older one goes back and is counted") {
    Bench bench;
    REQUIRE(bench.camera.start(CameraPlan{}));
    for (const char* jpeg : {"one", "two", "three"}) {
        REQUIRE(driver().show(jpeg, chip::now_us()));
        driver().wait_until_asked();
    }
    Frame frame;
    REQUIRE(bench.camera.take(frame));
    CHECK(text_from(frame.jpeg.bytes()) == "three");
    CHECK(bench.camera.missed() == 2);
    CHECK(driver().buffers_out() == 1);
    bench.camera.give_back(frame);
}

TEST_CASE("a start waits for a task that waits for a dead sensor, and leaves no buffer out") {
    Bench bench;
    REQUIRE(bench.camera.start(CameraPlan{}));
    driver().wait_until_asked();
    // The sensor delivers nothing, and the task is within the driver.
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(driver().inits.size() == 2);
    // And with a picture that nobody took.
    REQUIRE(driver().show("left", chip::now_us()));
    driver().wait_until_asked();
    REQUIRE(bench.camera.start(CameraPlan{}));
    Frame frame;
    CHECK_FALSE(bench.camera.take(frame));
    CHECK(bench.shown("fresh") == "fresh");
}

TEST_CASE("a sensor that rests is asked for nothing, and its leftovers are not shown") {
    Bench bench;
    REQUIRE(bench.camera.start(CameraPlan{}));
    driver().wait_until_asked();
    const std::int64_t before_us = chip::now_us();
    bench.camera.set_standby(true);
    CHECK((driver().registers[0x109] & 0x10) == 0x10);
    bench.camera.set_standby(false);
    CHECK((driver().registers[0x109] & 0x10) == 0);
    CHECK(bench.shown("old", before_us) == "");
    CHECK(bench.shown("new") == "new");
    CHECK(driver().buffers_out() == 0);
}

TEST_CASE("buffers are as many, as large and where facts say") {
    Bench s3;
    REQUIRE(s3.camera.start({160, 120, 12, 20}));
    CHECK(driver().config.fb_count == 3);
    CHECK(driver().config.grab_mode == CAMERA_GRAB_LATEST);
    CHECK(driver().config.fb_location == CAMERA_FB_IN_PSRAM);
    CHECK(driver().config.xclk_freq_hz == 20000000);
    CHECK(driver().config.pin_xclk == 15);
    CHECK(driver().config.pin_d7 == 16);
    // Buffers of the smallest size would cut its pictures.
    CHECK(resolution[driver().config.frame_size].width == 640);
    REQUIRE(driver().show("small", chip::now_us()));
    driver().wait_until_asked();
    Frame frame;
    REQUIRE(s3.camera.take(frame));
    CHECK(frame.width_px == 160);
    s3.camera.give_back(frame);
}

TEST_CASE("an ESP32 has two buffers, as large as its pictures") {
    Bench esp32(boards::kEsp32Cam);
    REQUIRE(esp32.camera.start({1600, 1200, 12, 20}));
    CHECK(driver().config.fb_count == 2);
    CHECK(resolution[driver().config.frame_size].width == 1600);
}

TEST_CASE("without PSRAM pictures are small, and there is one buffer of the chip's own memory") {
    Bench bench;
    world().has_psram = false;
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(driver().config.fb_count == 1);
    CHECK(driver().config.grab_mode == CAMERA_GRAB_WHEN_EMPTY);
    CHECK(driver().config.fb_location == CAMERA_FB_IN_DRAM);
    CHECK(resolution[driver().config.frame_size].width == 400);
    CHECK(fitted({320, 240, 12, 20}, false).width_px == 320);
}

TEST_CASE("a camera's power is switched off, on, and given its time") {
    Bench atom(boards::kAtomS3RCam);
    const std::int64_t began_us = chip::now_us();
    REQUIRE(atom.camera.start(CameraPlan{}));
    CHECK(world().pin_log == std::vector<std::string>{"18=1", "18=0"});
    CHECK(chip::now_us() - began_us >= 1100000);
}

TEST_CASE("a sensor with a pin for it is powered down and up") {
    Bench aithinker(boards::kEsp32Cam);
    REQUIRE(aithinker.camera.start(CameraPlan{}));
    CHECK(world().pin_log == std::vector<std::string>{"32=1", "32=0"});
}

TEST_CASE("a sensor without an encoder is encoded for, and its buffer goes back at once") {
    Bench bench(boards::kAtomS3RCam);
    driver().sensor_pid = GC0308_PID;
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(bench.camera.sensor() == SensorModel::gc0308);
    CHECK(driver().config.pixel_format == PIXFORMAT_RGB565);
    CHECK(bench.camera.apply(Control::quality, 35).value == 35);
    REQUIRE(driver().show("pixels", chip::now_us()));
    driver().wait_until_asked();
    CHECK(driver().last_encoder_quality == 35);
    CHECK(driver().buffers_out() == 0);
    // Three are out, and then there is no place for a fourth.
    Frame frames[3];
    REQUIRE(bench.camera.take(frames[0]));
    CHECK(text_from(frames[0].jpeg.bytes()) == "pixels");
    for (int i = 1; i < 3; ++i) {
        REQUIRE(driver().show("more", chip::now_us()));
        driver().wait_until_asked();
        REQUIRE(bench.camera.take(frames[i]));
    }
    CHECK(bench.shown("one too many") == "");
    CHECK(bench.camera.missed() == 1);
    for (const Frame& frame : frames) bench.camera.give_back(frame);
    CHECK(bench.shown("again") == "again");
    // The second start knows already.
    const std::size_t inits = driver().inits.size();
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(driver().inits.size() == inits + 1);
}

TEST_CASE("a camera that is not there is told, and can be plugged in later") {
    Bench bench;
    driver().is_plugged_in = false;
    CHECK_FALSE(bench.camera.start(CameraPlan{}));
    CHECK(bench.camera.sensor() == SensorModel::none);
    CHECK_FALSE(bench.camera.apply(Control::vflip, 1).is_done);
    bench.camera.set_standby(true);
    Frame frame;
    CHECK_FALSE(bench.camera.take(frame));
    driver().is_plugged_in = true;
    CHECK(bench.camera.start(CameraPlan{}));
    CHECK(bench.shown("late") == "late");
    driver().sensor_pid = 0x2145;
    CHECK_FALSE(bench.camera.start(CameraPlan{}));
}

TEST_CASE("controls are set by the driver and read back as it made them") {
    Bench bench;
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(bench.camera.apply(Control::brightness, 2).value == 2);
    CHECK_FALSE(bench.camera.apply(Control::brightness, 3).is_done);
    CHECK(bench.camera.apply(Control::quality, 12).value == 12);
    // This sensor has no such function at all.
    CHECK_FALSE(bench.camera.apply(Control::denoise, 1).is_done);
    driver().sensor_pid = OV3660_PID;
    REQUIRE(bench.camera.start(CameraPlan{}));
    CHECK(bench.camera.apply(Control::gain_ceiling, 300).value == 300);
    bench.camera.set_standby(true);
    CHECK(driver().registers[0x3008] == 0x40);
}
