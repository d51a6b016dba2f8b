// Pictures: which ones leave, when, and who owns the buffer meanwhile.
#include <doctest/doctest.h>

#include <string>

#include "bridge/frame_gate.hpp"
#include "bridge/frame_slot.hpp"
#include "bridge/pacer.hpp"
#include "bridge/protocol.hpp"
#include "fakes/camera.hpp"

using namespace bridge;

namespace {

struct Judged {
    GateVerdict verdict;
    std::size_t size;
};

Judged judge(std::string jpeg, FrameGate& gate, std::int64_t at_us = 1) {
    Frame frame;
    frame.jpeg = {reinterpret_cast<std::uint8_t*>(jpeg.data()), jpeg.size()};
    frame.captured_us = at_us;
    frame.width_px = 640;
    frame.height_px = 480;
    const GateVerdict verdict = gate.judge(frame);
    return {verdict, frame.jpeg.size};
}

Judged judge(const std::string& jpeg) {
    FrameGate gate;
    return judge(jpeg, gate);
}

std::string with(std::string jpeg, std::size_t at, int byte) {
    jpeg[at] = static_cast<char>(byte);
    return jpeg;
}

constexpr std::size_t kFrameMarker = 11;  // Second byte of the SOF in jpeg_of.

/// Sends at the pacer's own rate for some time, each send taking the same.
void send_for(Pacer& pacer, std::int64_t& now_us, std::int64_t seconds, std::int64_t duration_us) {
    const std::int64_t end_us = now_us + seconds * kSecond;
    while (now_us < end_us) {
        now_us = std::max(now_us + duration_us, pacer.next_turn_us(now_us));
        if (pacer.take_turn(now_us)) pacer.note_sent(now_us, duration_us);
    }
}

}  // namespace

TEST_CASE("a whole baseline picture of the right size passes") {
    const std::string jpeg = jpeg_of(640, 480);
    CHECK(judge(jpeg).verdict == GateVerdict::good);
    CHECK(judge(jpeg).size == jpeg.size());
}

TEST_CASE("padding behind the end is cut off") {
    const std::string jpeg = jpeg_of(640, 480);
    for (const std::string& padding :
         {std::string(1, '\0'), std::string(500, '\xFF'), std::string("abc")}) {
        CHECK(judge(jpeg + padding).verdict == GateVerdict::good);
        CHECK(judge(jpeg + padding).size == jpeg.size());
    }
}

TEST_CASE("stuffed bytes and restart markers are no end") {
    std::string jpeg = jpeg_of(640, 480, 0);
    jpeg.insert(jpeg.size() - 2, std::string("a\xFF\x00"
                                             "b\xFF\xD0"
                                             "c\xFF\xFF\x00"
                                             "d",
                                             11));
    CHECK(judge(jpeg).verdict == GateVerdict::good);
    CHECK(judge(jpeg).size == jpeg.size());
}

TEST_CASE("what a decoder should not see is refused with its reason") {
    const std::string jpeg = jpeg_of(640, 480);
    CHECK(judge("").verdict == GateVerdict::no_start);
    CHECK(judge("hello, world").verdict == GateVerdict::no_start);
    CHECK(judge(jpeg + jpeg).verdict == GateVerdict::several);
    CHECK(judge("\xFF\xD8" + jpeg).verdict == GateVerdict::several);
    CHECK(judge(jpeg.substr(0, jpeg.size() - 10) + jpeg).verdict == GateVerdict::several);
    CHECK(judge(jpeg_of(800, 600)).verdict == GateVerdict::wrong_size);
    CHECK(judge(with(jpeg, kFrameMarker, 0xC2)).verdict == GateVerdict::not_baseline);
    CHECK(judge(with(jpeg, 2, 0)).verdict == GateVerdict::broken);
    CHECK(judge(std::string(jpeg).replace(10, 19, "")).verdict == GateVerdict::broken);
    CHECK(judge(jpeg_of(640, 480, FrameGate::kMaxJpegBytes)).verdict == GateVerdict::too_big);
}

TEST_CASE("every cut picture is refused, and no mutation reads outside") {
    const std::string jpeg = jpeg_of(640, 480);
    for (std::size_t size = 0; size < jpeg.size(); ++size) {
        CHECK(judge(jpeg.substr(0, size)).verdict != GateVerdict::good);
    }
    for (std::size_t at = 0; at < jpeg.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte)
            CHECK(judge(with(jpeg, at, byte)).size <= jpeg.size());
    }
}

TEST_CASE("a picture that is not newer is stale, and reasons are counted") {
    FrameGate gate;
    CHECK(judge(jpeg_of(640, 480), gate, 5).verdict == GateVerdict::good);
    CHECK(judge(jpeg_of(640, 480), gate, 5).verdict == GateVerdict::stale);
    CHECK(judge(jpeg_of(640, 480), gate, 6).verdict == GateVerdict::good);
    CHECK(gate.count(GateVerdict::good) == 2);
    CHECK(gate.count(GateVerdict::stale) == 1);
    CHECK(name_of(GateVerdict::stale) == "stale");
}

TEST_CASE("three bad pictures in a row ask for a new start, once") {
    FrameGate gate;
    judge("x", gate);
    judge("x", gate);
    judge(jpeg_of(640, 480), gate, 1);
    judge("x", gate);
    judge("x", gate);
    CHECK_FALSE(gate.take_recovery());
    judge("x", gate);
    CHECK(gate.take_recovery());
    CHECK_FALSE(gate.take_recovery());
}

TEST_CASE("the newest picture waits, and each buffer goes back once") {
    FakeCamera camera;
    FrameSlot slot;
    Frame frame;
    for (int i = 1; i <= 3; ++i) {
        camera.show(jpeg_of(640, 480), i);
        REQUIRE(camera.take(frame));
        slot.put(FrameLease(camera, frame));
        CHECK(camera.buffers_out() == 1);
    }
    CHECK(slot.replaced() == 2);
    {
        FrameLease taken = slot.take();
        CHECK(taken.frame().captured_us == 3);
        CHECK(slot.is_empty());
        FrameLease moved = std::move(taken);
        CHECK(camera.buffers_out() == 1);
        moved = FrameLease();
        CHECK(camera.buffers_out() == 0);
    }
    slot.clear();
    CHECK(camera.given_back_wrongly == 0);
}

TEST_CASE("turns come at the rate without drift, and are not made up for") {
    Pacer pacer;
    pacer.set({10000, 500, 12, true});
    pacer.begin_session(0);
    CHECK(pacer.take_turn(0));
    CHECK_FALSE(pacer.take_turn(99999));
    CHECK(pacer.take_turn(103000));
    CHECK(pacer.next_turn_us(103000) == 200000);
    CHECK(pacer.take_turn(900000));
    CHECK_FALSE(pacer.take_turn(950000));
    CHECK(pacer.next_turn_us(950000) == 1000000);
}

TEST_CASE("nobody watches: the idle rate; somebody comes: at once; no rate: no turn") {
    Pacer pacer;
    pacer.set({10000, 500, 12, true});
    pacer.begin_session(0);
    pacer.set_interest(0, 0);
    CHECK(pacer.pace().fps_milli == 500);
    CHECK(pacer.take_turn(0));
    CHECK_FALSE(pacer.take_turn(1900000));
    pacer.set_interest(1, 0);
    CHECK(pacer.take_turn(1900000));
    pacer.set_interest(0, 0);
    pacer.set({10000, 0, 12, true});
    CHECK_FALSE(pacer.take_turn(100 * kSecond));
    pacer.want_snapshot();
    CHECK(pacer.take_turn(100 * kSecond));
    CHECK_FALSE(pacer.take_turn(100 * kSecond));
    pacer.set({10000, 500, 12, false});
    pacer.set_interest(3, 0);
    CHECK_FALSE(pacer.take_turn(200 * kSecond));
}

TEST_CASE("the least of what is set, wanted and borne is the rate") {
    Pacer pacer;
    pacer.set({20000, 500, 12, true});
    pacer.begin_session(0);
    pacer.set_interest(2, 15000);
    CHECK(pacer.pace().fps_milli == 15000);
    pacer.set_limit(5000, 30);
    CHECK(pacer.pace().fps_milli == 5000);
    CHECK(pacer.pace().quality == 30);
    pacer.set_limit(0, 4);
    CHECK(pacer.pace().fps_milli == 15000);
    CHECK(pacer.pace().quality == 12);
}

TEST_CASE("a slow network takes the rate first, then quality, then size, and gives them back") {
    Pacer pacer;
    pacer.set({20000, 500, 12, true});
    pacer.begin_session(0);
    std::int64_t now_us = 0;
    send_for(pacer, now_us, 1, 60000);
    CHECK(pacer.pace().fps_milli == 20000);  // Not yet for two seconds.
    send_for(pacer, now_us, 10, 60000);
    const std::int64_t slower = pacer.pace().fps_milli;
    CHECK(slower < 15000);
    CHECK(slower > 8000);
    CHECK(pacer.pace().quality == 12);
    send_for(pacer, now_us, 60, 450000);
    CHECK(pacer.pace().fps_milli == 2000);
    CHECK(pacer.pace().quality > 12);
    send_for(pacer, now_us, 60, 450000);
    CHECK(pacer.pace().quality == 28);
    CHECK(pacer.pace().sizes_down == 2);
    send_for(pacer, now_us, 60, 450000);
    CHECK(pacer.pace().sizes_down == 2);  // There is nothing more to give.
    send_for(pacer, now_us, 8, 5000);
    CHECK(pacer.pace().sizes_down == 1);
    CHECK(pacer.pace().fps_milli == 2000);
    send_for(pacer, now_us, 300, 5000);
    CHECK(pacer.pace().fps_milli == 20000);
    CHECK(pacer.pace().quality == 12);
    CHECK(pacer.pace().sizes_down == 0);
}

TEST_CASE("quantiles of the last sends") {
    SendTimes times;
    CHECK(times.percentile(50) == 0);
    for (int i = 1; i <= 200; ++i) times.add(i * 1000);
    CHECK(times.percentile(50) == 169000);  // The window holds 137 to 200.
    CHECK(times.percentile(99) == 200000);
    times.add(-5);
    CHECK(times.percentile(0) == 0);
}
