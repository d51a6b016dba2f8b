"""One recording from its start to its end: hub in, thread out.

The subscriber takes each sample in the publisher's own call and only puts it into a list,
so publishing never waits for the disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import trio

from bridge.api import Clock, Sample, Subscription
from bridge_recorder.backlog import Backlog
from bridge_recorder.folder import DiskPolicy, DiskSpace
from bridge_recorder.recording_file import RecordingFile
from bridge_recorder.repair import finish_part
from bridge_recorder.shelf import Shelf, read_status
from bridge_recorder.values import RecordingStatus

# Samples are written in batches this far apart: a thread hop costs as much as a dozen
# samples, and half a chunk's time is soon enough.
BATCH_S = 0.1
LOOK_AT_DISK_US = 1_000_000
# What the end of a recording may take before the bridge stops without it; the next start
# finishes the file then.
FINISH_S = 5.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a recording ends by itself."""

    max_bytes: int
    max_us: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording happens: its folder, disk, clock and threads."""

    shelf: Shelf
    disk: DiskPolicy
    clock: Clock
    threads: trio.CapacityLimiter


@dataclass(slots=True)
class Recording:
    """A recording that runs, or did. `ended` is set when its file has its final name."""

    file: RecordingFile
    place: Place
    backlog: Backlog
    bounds: Bounds
    subscription: Subscription
    ended: trio.Event = field(default_factory=trio.Event)
    space: DiskSpace | None = None
    _stopping: trio.Event = field(default_factory=trio.Event)
    _reason: str = ""
    _failed: bool = False
    _disk_failed: bool = False
    _stopped_us: int = 0
    _looked_us: int = 0
    _final: RecordingStatus | None = None

    @property
    def id(self) -> str:
        """The recording's id."""
        return self.file.origin.id

    def attach(self) -> None:
        """Begin to take samples; what the subscription holds already comes first."""
        self.subscription.attach(self._take, self._drain)
        self._drain()

    def _drain(self) -> None:
        while (sample := self.subscription.take_nowait()) is not None:
            self._take(sample)

    def _take(self, sample: Sample) -> bool:
        left_out = self.backlog.offer(sample, self.place.clock.now_us())
        if left_out is not None:
            self.subscription.count_drop(left_out)
        return True

    def stop(self, reason: str = "") -> None:
        """Ask the recording to end; `reason` is empty when somebody wanted it."""
        if not self._stopping.is_set():
            self._reason = reason
            self._stopped_us = self.place.clock.now_us()
            self._stopping.set()

    async def run(self) -> None:
        """Write until stopped, cancelled, out of bounds or out of disk; then end the file."""
        try:
            with self.subscription:
                await self._write_until_stopped()
        except OSError as error:
            # The disk is what failed; everything else of the bridge goes on.
            self._note_failure(error)
        finally:
            self.stop("the bridge stopped")
            with trio.move_on_after(FINISH_S, shield=True):
                await self._end()
            if self._final is None:
                self._failed = True
                self._reason += "; the next start of the bridge finishes the file"
            self.ended.set()

    def _note_failure(self, error: OSError) -> None:
        self.stop()
        self._failed = self._disk_failed = True
        self._reason = f"the disk took no more: {error.strerror or error}"

    async def _write_until_stopped(self) -> None:
        while not self._stopping.is_set():
            with trio.move_on_after(BATCH_S):
                await self._stopping.wait()
            await self._write_waiting()
            await self._check_bounds()

    async def _write_waiting(self) -> None:
        entries = self.backlog.take()
        await trio.to_thread.run_sync(
            self.file.write,
            entries,
            self.place.clock.now_us(),
            limiter=self.place.threads,
            abandon_on_cancel=True,
        )
        self.backlog.written()

    async def _check_bounds(self) -> None:
        now_us = self.place.clock.now_us()
        if self.file.progress.size_bytes >= self.bounds.max_bytes:
            self.stop(f"it reached {self.bounds.max_bytes} bytes")
        if now_us - self.file.origin.started_us >= self.bounds.max_us:
            self.stop(f"it reached {self.bounds.max_us // 1_000_000} s")
        if now_us - self._looked_us >= LOOK_AT_DISK_US:
            self._looked_us = now_us
            self.space = await trio.to_thread.run_sync(
                self.place.disk.look,
                self.place.shelf.folder,
                limiter=self.place.threads,
                abandon_on_cancel=True,
            )
            if not self.space.is_enough:
                self._failed = True
                self.stop(
                    f"the disk has {self.space.free_bytes} bytes left; recording needs "
                    f"{self.space.required_bytes} free"
                )

    async def _end(self) -> None:
        self._final = await trio.to_thread.run_sync(
            self._end_in_thread, limiter=self.place.threads, abandon_on_cancel=True
        )

    def _end_in_thread(self) -> RecordingStatus | None:
        shelf = self.place.shelf
        final = shelf.final(self.id)
        entries = self.backlog.close()
        try:
            # After one failed write nobody knows where the file stands; only the repair does.
            if not self._disk_failed:
                self.file.write(entries, self._stopped_us)
                self.file.finish(final, self._ending())
                return read_status(final, self.id)
        except OSError as error:
            self._note_failure(error)
        self.backlog.give_up(entries)
        self.file.abandon()
        try:
            finish_part(shelf.part(self.id), final, self._ending())
        except OSError:
            return None
        return read_status(final, self.id)

    def _ending(self) -> Mapping[str, str]:
        dropped = {
            f"dropped_{reason}": str(count) for reason, count in self.backlog.dropped.items()
        }
        return {
            "reason": self._reason,
            "failed": "1" if self._failed else "0",
            "stopped_us": str(self._stopped_us),
            **dropped,
        }

    def status(self) -> RecordingStatus:
        """Return how the recording is at this moment, or how it ended."""
        if self._final is not None:
            return self._final
        origin, progress = self.file.origin, self.file.progress
        now_us = self._stopped_us or self.place.clock.now_us()
        return RecordingStatus(
            id=origin.id,
            name=origin.name,
            state="failed" if self._failed else "recording",
            reason=self._reason,
            topics=origin.topics,
            started_wall_us=origin.wall_us,
            duration_us=now_us - origin.started_us,
            size_bytes=progress.size_bytes,
            samples=progress.samples,
            dropped={str(reason): count for reason, count in self.backlog.dropped.items()},
        )
