"""The service on a hub: everything published is in the file, and nothing waits for the disk."""

import errno
import io
import logging
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event
from typing import BinaryIO

import pytest
import trio
import trio.testing

from bridge.api import Hub
from bridge.testing.fakes import FakeClock, Number
from bridge_recorder.recorder import Origins, Recorder, RecordingRefused
from bridge_recorder.recording_file import create_part
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.values import Recordings
from plugins.recorder.tests.conftest import (
    SECOND_US,
    WALL_US,
    context,
    messages_of,
    notes_of,
    recorder_hub,
    wait_for_state,
    wait_for_text,
)

OpenPart = Callable[[Path], BinaryIO]
JPEG = "device/cam-1/camera/jpeg"


class FullDisk(io.FileIO):
    """A file on a disk that takes only so many bytes."""

    def __init__(self, path: Path, room: int, error: int = errno.ENOSPC) -> None:
        super().__init__(path, "xb")
        self._room = room
        self._error = error

    def write(self, data: object) -> int:
        size = len(memoryview(data))  # type: ignore[arg-type] # Any buffer, as FileIO has it.
        if self.tell() + size > self._room:
            raise OSError(self._error, "told to be full")
        return super().write(data)  # type: ignore[arg-type] # As above.


class SlowDisk(io.FileIO):
    """A file whose writes wait until the test lets them go on, after the first `free` bytes."""

    def __init__(self, path: Path, go_on: Event, free: int = 4096) -> None:
        super().__init__(path, "xb")
        self._go_on = go_on
        self._free = free

    def write(self, data: object) -> int:
        if self.tell() > self._free:
            self._go_on.wait(timeout=30)
        return super().write(data)  # type: ignore[arg-type] # Any buffer, as FileIO has it.


@asynccontextmanager
async def running(
    hub: Hub, folder: Path, open_part: OpenPart = create_part, **settings: object
) -> AsyncIterator[Recorder]:
    given = context(hub, folder, **settings)
    origins = Origins(lambda: WALL_US, open_part)
    recorder = Recorder(given, given.settings(RecorderSettings), origins)
    async with trio.open_nursery() as nursery:
        await nursery.start(recorder.run)
        yield recorder
        nursery.cancel_scope.cancel()


async def test_file_holds_exactly_what_was_published(tmp_path: Path, clock: FakeClock) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        started = await recorder.start(("x/stream/*", "device/*/camera/jpeg"))
        for n in range(300):
            hub.publish("x/stream/a", Number(n))
            hub.publish(JPEG, payload=b"\xff\xd8picture")
            hub.publish("x/event/not-wanted", Number(n))
        ended = await recorder.stop(started.id)
    found = messages_of(recorder.shelf.find(started.id))
    assert ended.samples == len(found) == 600
    assert ended.dropped == {}
    assert [m.sequence for _, c, m in found if c.topic == "x/stream/a"] == list(range(1, 301))


async def test_last_known_values_are_in_the_file(tmp_path: Path, clock: FakeClock) -> None:
    hub = recorder_hub(clock)
    hub.publish("x/state/a", Number(5))
    clock.advance(SECOND_US)
    async with running(hub, tmp_path) as recorder:
        started = await recorder.start(("x/**",))
        ended = await recorder.stop(started.id)
    assert [entry.topic for entry in ended.contents] == ["x/state/a"]


async def test_video_begins_at_a_key_frame(tmp_path: Path, clock: FakeClock) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        started = await recorder.start(("device/*/camera/h264",))
        for flags in (0, 0, 1, 0):
            hub.publish("device/cam-1/camera/h264", payload=b"unit", flags=flags)
        ended = await recorder.stop(started.id)
    assert ended.samples == 2


async def test_running_recording_is_shown_and_so_is_its_end(
    tmp_path: Path, clock: FakeClock
) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        started = await recorder.start(("x/**",), "Lesson 3")
        shown = hub.latest("sys/recordings")
        assert shown is not None
        (status,) = shown.value_as(Recordings).recordings
        assert (status.state, status.name) == ("recording", "Lesson 3")
        await recorder.stop(started.id)
        await trio.testing.wait_all_tasks_blocked()
        shown = hub.latest("sys/recordings")
        assert shown is not None
        assert [r.state for r in shown.value_as(Recordings).recordings] == ["finished"]


async def test_slow_disk_never_blocks_publishing_and_drops_are_counted(
    tmp_path: Path, clock: FakeClock
) -> None:
    hub = recorder_hub(clock)
    go_on = Event()

    def open_slow(path: Path) -> BinaryIO:
        return io.BufferedWriter(SlowDisk(path, go_on))

    async with running(hub, tmp_path, open_slow, backlog_bytes=100_000) as recorder:
        started = await recorder.start(("x/stream/*", "device/*/camera/jpeg"))
        for n in range(100):
            hub.publish("x/stream/a", Number(n))
            hub.publish(JPEG, payload=b"x" * 10_000)
            if n == 50:
                await trio.testing.wait_all_tasks_blocked()
        (status,) = recorder.active()
        assert status.dropped["bytes"] > 50
        go_on.set()
        ended = await recorder.stop(started.id)
    found = messages_of(recorder.shelf.find(started.id))
    pictures = [m for _, c, m in found if c.topic == JPEG]
    assert len([m for _, c, m in found if c.topic == "x/stream/a"]) == 100
    assert len(pictures) + sum(ended.dropped.values()) == 100
    gaps = notes_of(recorder.shelf.find(started.id), "gamebridge.gap")
    assert sum(int(gap["count"]) for gap in gaps) == sum(ended.dropped.values())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
async def test_disk_that_takes_no_more_ends_the_recording_and_nothing_else(
    tmp_path: Path, clock: FakeClock, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    hub = recorder_hub(clock)

    def open_full(path: Path) -> BinaryIO:
        return io.BufferedWriter(FullDisk(path, 200_000, code))

    async with running(hub, tmp_path, open_full) as recorder:
        with caplog.at_level(logging.ERROR):
            started = await recorder.start(("device/*/camera/jpeg",))
            for _ in range(60):
                hub.publish(JPEG, payload=b"x" * 10_000)
            await wait_for_state(hub, "failed")
        (ended,) = recorder.ended()
        assert ended.state == "failed"
        assert "the disk took no more" in ended.reason
        hub.publish(JPEG, payload=b"still here")
        again = await recorder.start(("x/**",))
        assert again.id != started.id
    assert 5 < len(messages_of(recorder.shelf.find(started.id))) < 20
    assert started.id in caplog.text


async def test_disk_without_room_refuses_a_recording(tmp_path: Path, clock: FakeClock) -> None:
    async with running(recorder_hub(clock), tmp_path, min_free_bytes=1 << 62) as recorder:
        with pytest.raises(RecordingRefused, match="delete recordings") as refused:
            await recorder.start(("x/**",))
        assert refused.value.code == "disk_low"
        assert recorder.active() == []


async def test_disk_that_fills_up_ends_the_recording_in_time(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    usage = shutil.disk_usage(tmp_path)
    left = [2000]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=left[0]))
    async with running(recorder_hub(clock), tmp_path, min_free_bytes=1000) as recorder:
        await recorder.start(("x/**",))
        left[0] = 999
        while recorder.active():
            clock.advance(SECOND_US)
            await trio.sleep(0.01)
        (ended,) = recorder.ended()
    assert (ended.state, "999 bytes left" in ended.reason) == ("failed", True)


@pytest.mark.parametrize(
    ("setting", "bound", "told"), [("max_bytes", 1_000_000, "bytes"), ("max_s", 3.0, "3 s")]
)
async def test_recording_ends_at_its_bounds(
    tmp_path: Path, clock: FakeClock, setting: str, bound: float, told: str
) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path, create_part, **{setting: bound}) as recorder:
        await recorder.start(("device/*/camera/jpeg",))
        while recorder.active():
            hub.publish(JPEG, payload=b"x" * 100_000)
            clock.advance(SECOND_US)
            await trio.sleep(0.01)
        (ended,) = recorder.ended()
    assert ended.state == "finished"
    assert told in ended.reason


async def test_bridge_that_stops_finishes_its_recordings(tmp_path: Path, clock: FakeClock) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        started = await recorder.start(("x/**",))
        hub.publish("x/stream/a", Number(1))
        await trio.testing.wait_all_tasks_blocked()
    status = recorder.shelf.status(started.id)
    assert (status.state, status.reason, status.samples) == ("finished", "the bridge stopped", 1)


async def test_only_so_many_recordings_run_at_once(tmp_path: Path, clock: FakeClock) -> None:
    async with running(recorder_hub(clock), tmp_path, max_active=1) as recorder:
        await recorder.start(("x/**",))
        with pytest.raises(RecordingRefused, match="stop one") as refused:
            await recorder.start(("x/**",))
        assert refused.value.code == "too_many"


@pytest.mark.parametrize(
    ("topics", "name"), [(("x//y",), ""), (("x/**/y",), ""), (("x/**",), "../../etc"), ((), "é")]
)
async def test_malformed_request_leaves_nothing_behind(
    tmp_path: Path, clock: FakeClock, topics: tuple[str, ...], name: str
) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        with pytest.raises(ValueError, match=r"pattern|name"):
            await recorder.start(topics, name)
        assert recorder.active() == []
    assert hub.subscriptions() == ()
    assert list((tmp_path / "recordings").iterdir()) == []


async def test_usual_topics_make_nobody_encode_video(tmp_path: Path, clock: FakeClock) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        await recorder.start(())
        assert hub.interest("device/cam-1/camera/jpeg").count == 1
        assert hub.interest("device/cam-1/camera/h264").count == 0


async def test_stopping_what_does_not_run_is_refused(tmp_path: Path, clock: FakeClock) -> None:
    async with running(recorder_hub(clock), tmp_path) as recorder:
        with pytest.raises(RecordingRefused, match="does not run"):
            await recorder.stop("../x\n")


async def test_files_of_an_earlier_bridge_are_mended_while_new_ones_are_written(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    hub = recorder_hub(clock)
    async with running(hub, tmp_path) as recorder:
        old = await recorder.start(("x/**",))
        await recorder.stop(old.id)
    whole = recorder.shelf.find(old.id)
    recorder.shelf.part(old.id).write_bytes(whole.read_bytes()[:-100])
    whole.unlink()
    async with running(hub, tmp_path) as recorder:
        new = await recorder.start(("x/**",))
        await wait_for_text(caplog, f"{old.id} was cut short")
        assert recorder.shelf.status(old.id).samples == 0
        assert not recorder.shelf.part(old.id).exists()
        assert recorder.shelf.part(new.id).exists()


@contextmanager
def tiny_disk(folder: Path) -> Iterator[None]:
    """A disk of one megabyte, on systems that let us make one."""
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("making a disk needs root and mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.sockets
async def test_real_disk_that_is_full_costs_only_what_did_not_fit(
    tmp_path: Path, clock: FakeClock
) -> None:
    hub = recorder_hub(clock)
    disk = tmp_path / "disk"
    with tiny_disk(disk):
        async with running(hub, tmp_path, create_part, directory=str(disk)) as recorder:
            started = await recorder.start(("device/*/camera/jpeg",))
            for _ in range(200):
                hub.publish(JPEG, payload=b"x" * 10_000)
            await wait_for_state(hub, "failed")
        (ended,) = recorder.ended()
        assert (ended.state, "No space left" in ended.reason) == ("failed", True)
        # The index needs room as well; it is made from what the cut chunk gives back.
        assert len(messages_of(recorder.shelf.find(started.id))) > 80
