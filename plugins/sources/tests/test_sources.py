"""Sources of a bridge: one connection each, however many look."""

from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from bridge.api import (
    AckStage,
    Call,
    CommandAcked,
    HealthArrived,
    HealthReport,
    SettingsError,
)
from bridge_sources.records import SourceFailed, SourceKind, SourceRecord
from bridge_sources.sources import MAX_SOURCES
from plugins.sources.tests.benches import HOST, WALL_S, sources_bench
from plugins.sources.tests.cameras import CameraWebServer, Firmware, OnePort, Streamer

JPEG = "device/cam/camera/jpeg"


def board() -> dict[int, Firmware]:
    camera = CameraWebServer()
    return {80: camera, 81: Streamer(camera)}


def record(name: str = "cam", kind: SourceKind = "cameraserver", **rest: object) -> SourceRecord:
    return SourceRecord(name=name, host=HOST, kind=kind, **rest)  # type: ignore[arg-type] # fields


async def test_one_connection_serves_however_many_viewers(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path, record()) as bench:
        viewers = [bench.hub.subscribe([JPEG], name=f"viewer {n}") for n in range(20)]
        for viewer in viewers:
            await viewer.receive()
        await trio.sleep(2)
        assert await bench.sources.snapshot("cam")
        assert cameras[81].most_connections == 1
        assert len(cameras[81].requests) == 1
        assert "/capture" not in cameras[80].paths()
        (status,) = bench.sources.list()
        assert (status.viewers, status.is_active, status.is_online) == (20, True, True)
        assert 80 <= status.fps <= 101
        assert status.frames > 150
        assert status.last_frame_wall == WALL_S


async def test_pulling_stops_when_nobody_watches(tmp_path: Path, autojump_clock: MockClock) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path, record()) as bench:
        await trio.sleep(5)
        assert cameras[81].requests == []
        with bench.hub.subscribe([JPEG], name="viewer") as viewer:
            await viewer.receive()
        # Whoever comes back at once finds the stream still open.
        await trio.sleep(4)
        with bench.hub.subscribe([JPEG], name="viewer") as viewer:
            await viewer.receive()
        assert len(cameras[81].requests) == 1
        await trio.sleep(6)
        assert cameras[81].open_connections == 0
        taken = cameras[80].frames
        await trio.sleep(20)
        assert cameras[80].frames == taken
        (status,) = bench.sources.list()
        assert (status.is_active, status.is_online, status.fps) == (False, True, 0.0)


async def test_passive_readers_make_no_camera_work(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path, record()) as bench:
        with bench.hub.subscribe([JPEG], name="meter", is_passive=True):
            await trio.sleep(20)
        assert cameras[81].requests == []


async def test_source_with_a_rate_is_always_pulled(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras: dict[int, Firmware] = {80: OnePort("/", "")}
    async with sources_bench(cameras, tmp_path, record(kind="snapshot", hz=2.0)) as bench:
        await trio.sleep(10.1)
        (status,) = bench.sources.list()
        assert status.frames == 21
        assert status.fps == 2.0
        assert status.is_active


async def test_camera_is_a_device_while_it_answers(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path, record("Front door (1)")) as bench:
        await trio.sleep(1)
        device = bench.devices.all[0]
        assert (device.id, device.presence.name) == ("front-door-1", "Front door 1")
        assert device.presence.transport == "pull"
        assert device.presence.dialect == "cameraserver"
        assert device.presence.address == f"{HOST}:80"
        assert "quality" in {feature.name for feature in device.presence.features}
        assert any(isinstance(event, HealthArrived) for event in device.events)
        cameras[80].is_dead = True
        await trio.sleep(40)
        assert "Connection refused" in device.left
        status = bench.sources.find("front-door-1")
        assert status is not None
        assert not status.is_online
        assert "Connection refused" in status.fault
        cameras[80].is_dead = False
        await trio.sleep(40)
        assert len(bench.devices.all) == 2
        assert bench.devices.all[1].left == ""


async def test_commands_reach_the_camera_and_are_answered(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with sources_bench(board(), tmp_path, record()) as bench:
        await trio.sleep(1)
        assert bench.devices.senders["cam"](Call("9", "cam", "set", {"quality": 20}))
        await trio.sleep(1)
        (ack,) = [e.ack for e in bench.devices.all[0].events if isinstance(e, CommandAcked)]
        assert (ack.id, ack.stage, ack.value) == ("9", AckStage.APPLIED, 20)


async def test_picture_that_the_gate_refuses_is_counted(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with sources_bench(board(), tmp_path, record(hz=10)) as bench:
        await trio.sleep(1)
        bench.devices.all[0].refusal = "too_large"
        await trio.sleep(1)
        (status,) = bench.sources.list()
        assert 8 <= status.drops["too_large"] <= 12
        assert status.drops["decimated"] > 100


async def test_snapshots_asked_for_at_once_share_one_question(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path, record(is_started=False)) as bench:
        got: list[bytes] = []

        async def ask() -> None:
            got.append(await bench.sources.snapshot("cam"))

        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(ask)
        assert len(set(got)) == 1
        assert cameras[80].paths() == ["/capture"]
        assert bench.devices.all == []


async def test_source_is_added_found_out_kept_and_removed(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with sources_bench(board(), tmp_path) as bench:
        added = await bench.sources.add(record(kind="auto"))
        assert (added.record.kind, added.record.id, added.record.port) == (
            "cameraserver",
            "cam",
            80,
        )
        await trio.sleep(1)
        assert bench.sources.find("cam") is not None
        assert [device.id for device in bench.devices.all] == ["cam"]
    async with sources_bench(board(), tmp_path) as bench:
        (status,) = bench.sources.list()
        assert status.record == added.record
        await bench.sources.remove("cam")
        await trio.sleep(1)
        assert bench.sources.list() == []
        assert bench.sources.find("cam") is None
    async with sources_bench(board(), tmp_path) as bench:
        assert bench.sources.list() == []


async def test_name_goes_to_whoever_is_first(tmp_path: Path, autojump_clock: MockClock) -> None:
    refused: list[str] = []
    async with sources_bench(board(), tmp_path) as bench:

        async def add() -> None:
            try:
                await bench.sources.add(record(kind="auto"))
            except ValueError as error:
                refused.append(str(error))

        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(add)
        assert len(bench.sources.list()) == 1
        assert len(refused) == 2
        assert "already" in refused[0]


async def test_stopping_and_starting_is_kept(tmp_path: Path, autojump_clock: MockClock) -> None:
    cameras = board()
    async with sources_bench(cameras, tmp_path) as bench:
        await bench.sources.add(record())
        viewer = bench.hub.subscribe([JPEG], name="viewer")
        await viewer.receive()
        await bench.sources.stop("cam")
        await trio.sleep(1)
        assert cameras[81].open_connections == 0
        assert bench.devices.all[0].left == "the source was stopped"
        status = bench.sources.find("cam")
        assert status is not None
        assert (status.is_active, status.record.is_started) == (False, False)
    async with sources_bench(cameras, tmp_path) as bench:
        await trio.sleep(5)
        assert bench.devices.all == []
        await bench.sources.start("cam")
        await bench.sources.stop("cam")
        await bench.sources.start("cam")
        await trio.sleep(1)
        assert bench.devices.all[-1].left == ""


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (record("cam"), "already: choose another name"),
        (record("a/b"), "use 1 to 64"),
        (record("x", id="CAM"), "device id"),
        (record("x", id="cam"), "another source's"),
        (record("x", hz=100), "hz = 100"),
        (record("x", hz=float("nan")), "hz = nan"),
        (record("x", path="x y"), "path"),
        (record("x", port=70000), "at port 70001"),
        (record("x", kind="mjpeg", stream_port=70000), "port"),
        (SourceRecord(name="x", host="127.0.0.1", kind="m5"), "outside the networks"),
        (SourceRecord(name="x", host="127.1", kind="m5"), "no address and no name"),
        (SourceRecord(name="x", host="file:///etc/passwd", kind="mjpeg"), "no address"),
    ],
)
async def test_source_that_cannot_be_is_refused(
    tmp_path: Path, bad: SourceRecord, text: str
) -> None:
    async with sources_bench({}, tmp_path, record(is_started=False)) as bench:
        with pytest.raises(ValueError, match=text):
            await bench.sources.add(bad)
        assert len(bench.sources.list()) == 1
        assert bench.network.targets == []


async def test_camera_that_nobody_knows_is_not_added(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with sources_bench({}, tmp_path) as bench:
        with pytest.raises(SourceFailed, match="no camera that the bridge knows"):
            await bench.sources.add(record(kind="auto"))
        assert bench.sources.list() == []


async def test_camera_of_the_settings_file_is_found_out_when_it_comes(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    cameras = board()
    cameras[80].is_dead = True
    async with sources_bench(cameras, tmp_path, record(kind="auto")) as bench:
        await trio.sleep(5)
        (status,) = bench.sources.list()
        assert "no camera that the bridge knows" in status.fault
        cameras[80].is_dead = False
        await trio.sleep(10)
        (status,) = bench.sources.list()
        assert (status.record.kind, status.is_online) == ("cameraserver", True)


async def test_camera_of_the_settings_file_cannot_be_removed_and_wins(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with sources_bench(board(), tmp_path) as bench:
        await bench.sources.add(record(kind="m5"))
        await bench.sources.add(record("other", is_started=False))
    async with sources_bench(board(), tmp_path, record()) as bench:
        kinds = {s.record.name: s.record.kind for s in bench.sources.list()}
        assert kinds == {"cam": "cameraserver", "other": "cameraserver"}
        with pytest.raises(ValueError, match="settings file"):
            await bench.sources.remove("cam")
        await bench.sources.stop("cam")
        await bench.sources.start("cam")


async def test_unknown_names_are_key_errors(tmp_path: Path) -> None:
    async with sources_bench({}, tmp_path) as bench:
        for work in (
            bench.sources.remove,
            bench.sources.start,
            bench.sources.stop,
            bench.sources.snapshot,
            bench.sources.status,
        ):
            with pytest.raises(KeyError):
                await work("nobody")


async def test_status_of_the_camera_is_passed_on(tmp_path: Path, autojump_clock: MockClock) -> None:
    async with sources_bench(board(), tmp_path, record(is_started=False)) as bench:
        assert (await bench.sources.status("cam"))["quality"] == 12


async def test_ids_of_equal_names_are_numbered(tmp_path: Path) -> None:
    named = [record(name, is_started=False) for name in ("cam 1", "Cam 1", "CAM.1")]
    async with sources_bench({}, tmp_path, *named) as bench:
        ids = {status.record.id for status in bench.sources.list()}
        assert ids == {"cam-1", "cam-1-2", "cam-1-3"}


async def test_there_is_an_end_to_sources(tmp_path: Path) -> None:
    many = [record(f"cam {n}", is_started=False) for n in range(MAX_SOURCES)]
    async with sources_bench({}, tmp_path, *many) as bench:
        with pytest.raises(ValueError, match="remove one first"):
            await bench.sources.add(record("one more"))


async def test_bad_camera_in_the_settings_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'a/b'"):
        async with sources_bench({}, tmp_path, record("a/b")):
            pass


async def test_health_says_which_sources_fail_and_why(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    fixed = (record("away"), record("resting", is_started=False))
    async with sources_bench({}, tmp_path, *fixed) as bench:
        await trio.sleep(1)
        report = HealthReport()
        bench.sources.report_health(report)
        ok, warning = report.items
        assert ok.text == "sources: 2, of which 1 are started and 0 online"
        assert "'away' gives no pictures" in warning.text
        assert "Connection refused" in warning.text
        assert warning.remedy
