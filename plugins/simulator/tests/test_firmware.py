"""What a camera does on a link: it sends when wanted, obeys, and says how it feels."""

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import trio
from numpy.typing import NDArray
from trio.testing import MockClock

from bridge.api import DeviceHealth, JsonScalar, LogLine
from bridge_simulator.device import VirtualCamera
from bridge_simulator.faults import Fault
from bridge_simulator.frame_number import read_frame_number
from bridge_simulator.truth import GroundTruth
from bridge_simulator.uplink import Parcel, SlowDown

if TYPE_CHECKING:
    from plugins.simulator.tests.conftest import CameraOf, FakeBridge

JPEG, TRUTH = "device/cam-1/camera/jpeg", "device/cam-1/truth"
HEALTH, LOG = "device/cam-1/health", "device/cam-1/log"


def picture_of(parcel: Parcel) -> NDArray[np.uint8]:
    found = cv2.imdecode(np.frombuffer(parcel.payload, np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.asarray(found, np.uint8)


async def run_for(camera: VirtualCamera, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await camera.run()


async def test_wanted_pictures_come_at_the_rate_asked_for(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge, fps=10), 2.05)
    frames = fake_bridge.frames()
    assert len(frames) == 20
    assert [frame.frame_seq for frame in frames] == list(range(20))
    gaps_us = np.diff([frame.device_us for frame in frames])
    assert set(gaps_us) == {100_000}


async def test_picture_shows_its_own_number(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge), 0.55)
    last = fake_bridge.frames()[-1]
    assert read_frame_number(picture_of(last)) == last.frame_seq == 4


async def test_truth_comes_before_its_picture_when_it_is_wanted(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG, TRUTH)
    await run_for(camera_of(fake_bridge), 0.35)
    truths = [arrival.parcel for arrival in fake_bridge.arrivals[TRUTH]]
    assert [truth.frame_seq for truth in truths] == [0, 1, 2]
    assert [t.device_us for t in truths] == [f.device_us for f in fake_bridge.frames()]
    assert isinstance(truths[0].value, GroundTruth)
    assert truths[0].value.intrinsics.width_px == 320


async def test_nobody_watching_stops_the_pictures(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    camera = camera_of(fake_bridge)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera.run)
        await trio.sleep(3)
        assert (fake_bridge.frames(), camera.status.link) == ([], "idle")
        fake_bridge.want(JPEG)
        await trio.sleep(1.05)
        watched = len(fake_bridge.frames())
        fake_bridge.want()
        await trio.sleep(3)
        assert watched == 11
        assert len(fake_bridge.frames()) <= watched + 1
        nursery.cancel_scope.cancel()


async def test_camera_that_is_always_on_sends_to_nobody(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    await run_for(camera_of(fake_bridge, is_always_on=True), 0.55)
    assert len(fake_bridge.frames()) == len(fake_bridge.arrivals[TRUTH]) == 5


async def test_bridge_that_cannot_keep_up_gets_less(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge), 0.15)
    fake_bridge.ask(SlowDown(fps=2, quality=60))
    await run_for(camera_of(fake_bridge), 2.05)
    first, *rest = fake_bridge.frames()
    assert len(rest) == 4
    assert len(rest[0].payload) < len(first.payload) * 0.7


async def test_health_comes_every_five_seconds_with_counters_and_settings(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge), 10.05)
    reports = [arrival.parcel.value for arrival in fake_bridge.arrivals[HEALTH]]
    assert len(reports) == 3
    last = reports[-1]
    assert isinstance(last, DeviceHealth)
    assert last.frames_sent is not None
    assert 98 <= last.frames_sent <= 100
    assert last.settings["framesize"] == "QVGA"
    assert last.reset_reason == "power_on"
    assert last.rssi_dbm is not None
    assert -70 < last.rssi_dbm < -40


async def call(bridge: "FakeBridge", camera: VirtualCamera, **args: JsonScalar) -> JsonScalar:
    """Set something on a running camera, let it send two more pictures, and stop it."""
    outcome: tuple[str, JsonScalar] = ("", None)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera.run)
        await trio.sleep(0.35)
        outcome = await bridge.call("set", **args)
        await trio.sleep(2.05)
        nursery.cancel_scope.cancel()
    assert outcome[0] == "applied", outcome
    return outcome[1]


async def test_framesize_changes_the_picture(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    assert await call(fake_bridge, camera_of(fake_bridge), framesize="VGA") == "VGA"
    frames = fake_bridge.frames()
    assert picture_of(frames[0]).shape == (240, 320)
    assert picture_of(frames[-1]).shape == (480, 640)


async def test_quality_changes_the_size_of_the_file(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    assert await call(fake_bridge, camera_of(fake_bridge), quality=50) == 50
    frames = fake_bridge.frames()
    assert len(frames[-1].payload) < len(frames[0].payload) * 0.7


async def test_fps_changes_the_rate(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    assert await call(fake_bridge, camera_of(fake_bridge), fps=1) == 1
    assert len(fake_bridge.frames()) in (5, 6)


@pytest.mark.parametrize(("setting", "value"), [("brightness", 2), ("led", True)])
async def test_light_changes_the_picture(
    setting: str,
    value: JsonScalar,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    camera_of: "CameraOf",
) -> None:
    fake_bridge.want(JPEG)
    assert await call(fake_bridge, camera_of(fake_bridge), **{setting: value}) == value
    frames = fake_bridge.frames()
    assert picture_of(frames[-1]).mean() > picture_of(frames[0]).mean() + 8


@pytest.mark.parametrize(("setting", "axis"), [("hmirror", 1), ("vflip", 0)])
async def test_flip_turns_the_picture_over(
    setting: str,
    axis: int,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    camera_of: "CameraOf",
) -> None:
    fake_bridge.want(JPEG)
    await call(fake_bridge, camera_of(fake_bridge), **{setting: True})
    frames = fake_bridge.frames()
    first, last = (picture_of(frame).astype(int) for frame in (frames[0], frames[-1]))
    part = slice(60, 180)
    as_it_was = np.abs(last - first)[part].mean()
    turned_back = np.abs(np.flip(last, axis) - first)[part].mean()
    assert turned_back < as_it_was / 2


async def test_several_settings_are_applied_together(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    applied = await call(fake_bridge, camera_of(fake_bridge), fps=5, contrast="1")
    assert applied == '{"fps": 5, "contrast": 1}'
    lines = [arrival.parcel.value for arrival in fake_bridge.arrivals[LOG]]
    assert lines[-1] == LogLine("info", 'set {"fps": 5, "contrast": 1}')


@pytest.mark.parametrize(
    ("method", "args", "code"),
    [
        ("set", {"quality": 99}, "out_of_range"),
        ("set", {"zoom": 1}, "no_such_setting"),
        ("dance", {}, "no_such_method"),
    ],
)
async def test_wrong_call_is_rejected_and_the_camera_goes_on(
    method: str,
    args: dict[str, JsonScalar],
    code: str,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    camera_of: "CameraOf",
) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera_of(fake_bridge).run)
        assert (await fake_bridge.call(method, **args))[0] == code
        assert await fake_bridge.call("set", fps=3) == ("applied", 3)
        nursery.cancel_scope.cancel()


async def test_capture_takes_one_picture_though_nobody_watches(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera_of(fake_bridge).run)
        assert await fake_bridge.call("capture") == ("applied", 0)
        await trio.sleep(2)
        nursery.cancel_scope.cancel()
    assert len(fake_bridge.frames()) == 1


async def test_lost_pictures_are_counted(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    camera = camera_of(fake_bridge, Fault("loss", rate=0.3))
    await run_for(camera, 10.05)
    assert camera.status.drops["loss"] + len(fake_bridge.frames()) == 100
    assert 15 < camera.status.drops["loss"] < 45


async def test_refused_pictures_are_counted(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    fake_bridge.refused = {JPEG}
    camera = camera_of(fake_bridge)
    await run_for(camera, 1.05)
    assert (camera.status.drops["refused"], camera.status.frames_sent) == (10, 0)


async def test_delayed_pictures_keep_their_time_and_order(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge, Fault("delay", delay_ms=350, jitter_ms=100)), 2.05)
    arrivals = fake_bridge.arrivals[JPEG]
    captured_s = [(frame.parcel.frame_seq or 0) * 0.1 + 0.1 for frame in arrivals]
    late_s = [frame.at_s - at_s for frame, at_s in zip(arrivals, captured_s, strict=True)]
    start_s = fake_bridge.hellos[0][1]
    assert min(late_s) - start_s >= 0.25
    assert max(late_s) - start_s <= 0.451
    assert captured_s == sorted(captured_s)


async def test_corrupt_pictures_cannot_all_be_read(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge, Fault("corrupt", rate=1.0, damage="cut")), 0.55)
    assert len(fake_bridge.frames()) == 5
    assert not any(frame.payload.endswith(b"\xff\xd9") for frame in fake_bridge.frames())


async def test_stall_is_silence_for_its_time(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    await run_for(camera_of(fake_bridge, Fault("stall", at_s=1, for_s=3)), 5.05)
    times_s = [arrival.at_s for arrival in fake_bridge.arrivals[JPEG]]
    assert max(np.diff(times_s)) == pytest.approx(3.0, abs=0.2)
    assert len(times_s) == pytest.approx(20, abs=2)
