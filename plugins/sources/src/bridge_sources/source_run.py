"""One source at work: what kind of camera it is, when it runs, one picture on demand.

Knows: the camera, the outlet. Does not know: how cameras are asked, the directory.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
import trio

from bridge.api import Call
from bridge_sources.camera import BuildCamera, Camera
from bridge_sources.pauses import Pauses
from bridge_sources.records import SourceFailed, SourceRecord, SourceStatus
from bridge_sources.source_outlet import SourceOutlet, Surroundings

# A picture this young is "now" for somebody who asks for one.
FRESH_US = 1_000_000

FindKind = Callable[[SourceRecord], Awaitable[SourceRecord]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What all sources of a bridge share."""

    around: Surroundings
    find_kind: FindKind
    build_camera: BuildCamera


class SourceRun:
    """A source, running or not. `is_fixed`: the settings file names it."""

    def __init__(self, record: SourceRecord, tools: Tools, *, is_fixed: bool = False) -> None:
        self.is_fixed = is_fixed
        self.is_started = record.is_started
        self.is_running = False
        self._tools = tools
        self._outlet = SourceOutlet(record, tools.around, self._send_call)
        self._camera: Camera | None = None
        self._scope = trio.CancelScope()
        self._asking = trio.Lock()
        self._asked: tuple[int, bytes] = (-1, b"")

    @property
    def record(self) -> SourceRecord:
        """What is known of the source."""
        return self._outlet.record

    async def run(self) -> None:
        """Let the camera work until `stop`; ready to run again after that."""
        self.is_running = True
        self._scope = trio.CancelScope()
        try:
            with self._scope, self._outlet.open():
                await self._find_out()
                await (await self.camera()).run()
        finally:
            self.is_running = False

    def stop(self) -> None:
        """End `run`."""
        self._scope.cancel()

    async def _find_out(self) -> None:
        """Find out what kind of camera it is, however long that takes."""
        pauses = Pauses()
        while self._camera is None:
            try:
                await self.camera()
            except SourceFailed as error:
                self._outlet.note_fault(str(error))
                await trio.sleep(pauses.take_s())

    async def camera(self) -> Camera:
        """Return the camera; SourceFailed while nobody knows what kind it is."""
        if self._camera is None:
            found = await self._tools.find_kind(self.record)
            if self._camera is None:
                self._outlet.record = found
                self._camera = self._tools.build_camera(self._outlet)
        return self._camera

    def status(self) -> SourceStatus:
        """Return how the source is now."""
        status = self._outlet.status()
        record = msgspec.structs.replace(status.record, is_started=self.is_started)
        return msgspec.structs.replace(status, record=record)

    async def snapshot(self) -> bytes:
        """Return a picture of now; all who ask at once share one. SourceFailed."""
        fresh = self._fresh()
        if fresh:
            await trio.lowlevel.checkpoint()
            return fresh
        clock = self._tools.around.clock
        wanted_us = clock.now_us()
        async with self._asking:
            taken_us, jpeg = self._asked
            if taken_us < wanted_us:
                taken_us = clock.now_us()
                jpeg = await (await self.camera()).snapshot()
                self._asked = taken_us, jpeg
                newest = self._tools.around.hub.latest(self._outlet.topic)
                if newest is None or newest.payload != jpeg:
                    self._outlet.show(jpeg)  # Otherwise the camera has, with its times.
            return jpeg

    def _fresh(self) -> bytes:
        around = self._tools.around
        sample = around.hub.latest(self._outlet.topic) if self.is_running else None
        if sample is None or around.clock.now_us() - sample.received_us > FRESH_US:
            return b""
        return sample.payload

    def _send_call(self, call: Call) -> bool:
        return self._camera is not None and self._camera.send_call(call)
