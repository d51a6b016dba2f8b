"""The figures of pages are counted, not made up."""

from bridge.api import DeviceState
from bridge.testing.fakes import FakeClock, build_hub
from bridge_dialects.s3cam.statistics import Statistics, clock_text
from bridge_dialects.s3cam.tally import Tally, WaitingCommands

KEYS = {
    "connected",
    "frames_received",
    "frames_chunked",
    "frames_failed",
    "total_bytes",
    "fps",
    "last_frame_time",
    "camera_ip",
    "browsers_connected",
    "start_time",
    "pending_commands",
    "uptime",
    "uptime_formatted",
}
CAMERA = DeviceState("cam-1", "Desk", True, 0, address="192.168.1.50")


def test_figures_begin_at_nothing() -> None:
    statistics = Statistics(build_hub(), Tally(), WaitingCommands(), lambda: 5.5)
    found = statistics.report(None)
    assert set(found) == KEYS
    assert (found["connected"], found["frames_received"], found["fps"]) == (False, 0, 0)
    assert (found["last_frame_time"], found["camera_ip"]) == (None, None)
    assert found["start_time"] == 5.5


def test_figures_are_those_of_the_camera() -> None:
    clock, tally, waiting = FakeClock(), Tally(), WaitingCommands()
    hub = build_hub(clock)
    statistics = Statistics(hub, tally, waiting, lambda: clock.now_us() / 1e6)
    for _ in range(40):
        clock.advance(100_000)
        hub.publish("device/cam-1/camera/jpeg", payload=bytes(1000))
    hub.publish("device/cam-2/camera/jpeg", payload=bytes(1000))
    tally.in_pieces["cam-1"] += 3
    tally.failed["cam-1"] += 2
    tally.pages = 4
    waiting.add("reboot", "", "", "", clock.now_us())
    clock.advance(500_000)
    found = statistics.report(CAMERA)
    assert set(found) == KEYS
    assert (found["frames_received"], found["total_bytes"]) == (40, 40_000)
    assert found["fps"] == 10.0
    assert (found["frames_chunked"], found["frames_failed"]) == (3, 2)
    assert (found["browsers_connected"], found["pending_commands"]) == (4, 1)
    assert found["camera_ip"] == "192.168.1.50"
    assert str(found["last_frame_time"]).endswith(":04")
    assert (found["uptime"], found["uptime_formatted"]) == (4.5, "00:00:04")


def test_figures_of_a_camera_that_left_stay() -> None:
    hub = build_hub()
    statistics = Statistics(hub, Tally(), WaitingCommands(), lambda: 0.0)
    hub.publish("device/cam-1/camera/jpeg", payload=b"picture")
    statistics.report(CAMERA)
    found = statistics.report(None)
    assert (found["connected"], found["frames_received"]) == (False, 1)


def test_hours_go_on_past_a_day() -> None:
    assert clock_text(3661.9) == "01:01:01"
    assert clock_text(100 * 3600) == "100:00:00"
