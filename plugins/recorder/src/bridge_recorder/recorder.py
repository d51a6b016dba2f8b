"""The service: starts and ends recordings, and says on `sys/recordings` how they are."""

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import trio

from bridge.api import (
    BridgeError,
    Delivery,
    HealthReport,
    Hub,
    Mode,
    PluginContext,
    __version__,
    parse_display_name,
)
from bridge_recorder.backlog import Backlog
from bridge_recorder.folder import DiskPolicy, DiskSpace, make_folder
from bridge_recorder.health import RecorderHealth, report_recorder
from bridge_recorder.names import new_id
from bridge_recorder.recording import Bounds, Place, Recording
from bridge_recorder.recording_file import Origin, RecordingFile, create_part
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.shelf import Shelf
from bridge_recorder.values import RECORDINGS_TOPIC, Recordings, RecordingStatus

PUBLISH_EVERY_S = 1.0
REMEMBERED = 8  # Ended recordings that are still shown on `sys/recordings`.
# Everything is taken at once, so the subscription itself never needs more room than the
# retained values of all devices.
DELIVERY = Delivery(Mode.ALL, max_age_us=0, depth=4096)
OpenPart = Callable[[Path], BinaryIO]


class RecordingRefused(BridgeError):
    """A recording cannot start or end; `code` says why in one word."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Origins:
    """Where files and calendar times come from."""

    wall_us: Callable[[], int]
    open_part: OpenPart = create_part


class Recorder:
    """Keeps the running recordings of one bridge."""

    name = "recorder"

    def __init__(
        self, context: PluginContext, settings: RecorderSettings, origins: Origins
    ) -> None:
        folder = (
            Path(settings.directory).expanduser()
            if settings.directory
            else context.state_dir / "recordings"
        )
        self.shelf = Shelf(folder)
        self._hub: Hub = context.hub
        self._logger: logging.Logger = context.logger
        self._settings = settings
        self._origins = origins
        disk = DiskPolicy(settings.min_free_bytes, settings.min_free_percent)
        # Two threads for each recording: one that writes, one that ends it all the same
        # when the first is stuck on a dead disk; and one for whoever asks.
        self.threads = trio.CapacityLimiter(2 * settings.max_active + 1)
        self.place = Place(self.shelf, disk, context.clock, self.threads)
        self._active: dict[str, Recording] = {}
        self._ended: deque[RecordingStatus] = deque(maxlen=REMEMBERED)
        self._begin, self._begun = trio.open_memory_channel[Recording](settings.max_active)
        self._starting = 0
        self._space: DiskSpace | None = None
        self._left_unfinished: list[str] = []

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Work until cancelled. Files of an earlier bridge are finished meanwhile: a long
        one takes a minute, and nobody should wait for that to join.
        """
        # Looked for before the first recording can start, so that none of ours is among them.
        unfinished = await trio.to_thread.run_sync(self.shelf.find_unfinished, limiter=self.threads)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._mend, unfinished)
            nursery.start_soon(self._publish_now_and_then)
            task_status.started()
            async for recording in self._begun:
                nursery.start_soon(self._run_recording, recording)

    async def _mend(self, unfinished: list[str]) -> None:
        mending = await trio.to_thread.run_sync(
            self.shelf.mend, unfinished, limiter=self.threads, abandon_on_cancel=True
        )
        self._left_unfinished = mending.left
        for recording_id in mending.recovered:
            self._logger.warning("recording %s was cut short and is whole again", recording_id)
        for text in mending.left:
            self._logger.error("a recording could not be finished: %s", text)

    @property
    def default_topics(self) -> tuple[str, ...]:
        """What is recorded when nobody says what."""
        return self._settings.default_topics

    async def start(self, topics: tuple[str, ...], name: str = "") -> RecordingStatus:
        """Start a recording of topic patterns. RecordingRefused says why it cannot.

        ValueError for a malformed pattern or name.
        """
        if name:
            parse_display_name(name)
        wanted = topics or self._settings.default_topics
        wall_us = self._origins.wall_us()
        origin = Origin(
            new_id(wall_us),
            name,
            wanted,
            self.place.clock.now_us(),
            wall_us,
            f"gamebridge/{__version__}",
        )
        with self._reserve_place():
            recording = await self._begin_recording(origin)
        self._active[origin.id] = recording
        self._begin.send_nowait(recording)
        self._logger.info("recording %s began: %s", origin.id, " ".join(wanted))
        self.publish()
        return recording.status()

    @contextlib.contextmanager
    def _reserve_place(self) -> Iterator[None]:
        running = len(self._active) + self._starting
        if running >= self._settings.max_active:
            raise RecordingRefused(
                "too_many", f"{running} recordings run already; stop one of them first"
            )
        self._starting += 1
        try:
            yield
        finally:
            self._starting -= 1

    async def _begin_recording(self, origin: Origin) -> Recording:
        # Subscribing first tells whether the patterns are right before any file exists.
        subscription = self._hub.subscribe(origin.topics, DELIVERY, name=f"recording {origin.id}")
        try:
            file = await trio.to_thread.run_sync(self._open, origin, limiter=self.threads)
        except BaseException:
            subscription.close()
            raise
        bounds = Bounds(self._settings.max_bytes, int(self._settings.max_s * 1e6))
        recording = Recording(file, self.place, self._backlog(), bounds, subscription)
        recording.attach()
        return recording

    def _backlog(self) -> Backlog:
        settings = self._settings
        max_age_us = int(settings.backlog_s * 1e6)
        return Backlog(settings.backlog_bytes, max_age_us, self._hub.request_key_frame)

    def _open(self, origin: Origin) -> RecordingFile:
        try:
            make_folder(self.shelf.folder)
            space = self._space = self.place.disk.look(self.shelf.folder)
            if not space.is_enough:
                raise RecordingRefused(
                    "disk_low",
                    f"the disk has {space.free_bytes} bytes left and recording needs "
                    f"{space.required_bytes} free: delete recordings, or lower min_free_bytes",
                )
            part = self.shelf.part(origin.id)
            return RecordingFile(self._origins.open_part(part), part, origin)
        except OSError as error:
            raise RecordingRefused(
                "disk_failed", f"{self.shelf.folder}: {error.strerror or error}"
            ) from None

    async def stop(self, recording_id: str) -> RecordingStatus:
        """End a recording and return it as it is then; RecordingRefused if it does not run."""
        recording = self._active.get(recording_id)
        if recording is None:
            raise RecordingRefused("not_running", f"recording {recording_id!a} does not run")
        recording.stop()
        await recording.ended.wait()
        return recording.status()

    async def _run_recording(self, recording: Recording) -> None:
        try:
            await recording.run()
        finally:
            self._active.pop(recording.id, None)
            status = recording.status()
            self._ended.append(status)
            why = status.reason or "stopped"
            level = logging.ERROR if status.state == "failed" else logging.INFO
            self._logger.log(level, "recording %s ended: %s", recording.id, why)
            self.publish()

    def active(self) -> list[RecordingStatus]:
        """Return the recordings that run, oldest first."""
        return [recording.status() for recording in self._active.values()]

    def ended(self) -> list[RecordingStatus]:
        """Return the recordings that ended last, newest first."""
        return list(reversed(self._ended))

    async def look_at_disk(self) -> DiskSpace:
        """Return the state of the disk now; all zeros when it is gone."""
        try:
            self._space = await trio.to_thread.run_sync(
                self.place.disk.look, self.shelf.folder, limiter=self.threads
            )
        except OSError:
            self._space = DiskSpace(0, 0, 0)
        return self._space

    def space(self) -> DiskSpace | None:
        """Return the state of the disk when it was last looked at."""
        looks = [r.space for r in self._active.values() if r.space is not None]
        return looks[-1] if looks else self._space

    def report_health(self, report: HealthReport) -> None:
        """Say what runs, how full the disk is, and what went wrong last."""
        report_recorder(
            report,
            RecorderHealth(
                self.shelf.folder,
                self.space(),
                self.active(),
                self.ended(),
                self._left_unfinished,
            ),
        )

    async def _publish_now_and_then(self) -> None:
        self.publish()
        while True:
            await trio.sleep(PUBLISH_EVERY_S)
            if self._active:
                self.publish()

    def publish(self) -> None:
        """Say on `sys/recordings` how the recordings are."""
        space = self.space()
        self._hub.publish(
            RECORDINGS_TOPIC,
            Recordings(
                (*self.active(), *self.ended()),
                space.free_bytes if space else 0,
                space.required_bytes if space else 0,
            ),
        )
