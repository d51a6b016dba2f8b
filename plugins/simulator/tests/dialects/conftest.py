"""Foreign devices that take made-up pictures, and a server that listens to them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

import pytest
import trio
from trio.testing import memory_stream_pair
from trio_websocket import (
    ConnectionClosed,
    HandshakeError,
    WebSocketConnection,
    WebSocketRequest,
    wrap_server_stream,
)

from bridge.api import Intrinsics
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.dialects.eye import Eye
from bridge_simulator.dialects.foreign_device import ForeignDevice
from bridge_simulator.faults import Fault, FaultPlan
from bridge_simulator.features import CameraSettings
from bridge_simulator.sensor import SensorSettings, Shot
from bridge_simulator.status import CameraStatus
from bridge_simulator.truth import GroundTruth

Words = list[str | bytes]
PLAIN = CameraSettings()


def jpeg_of(size: int, number: int = 0) -> bytes:
    """Return something that begins and ends as a JPEG file does."""
    return b"\xff\xd8" + bytes([number % 250]) * (size - 4) + b"\xff\xd9"


def build_device(*faults: Fault, size: int = 5_000, settings: CameraSettings) -> ForeignDevice:
    """Return dev-1, whose pictures have `size` bytes and their number inside."""
    lens = Intrinsics.from_field_of_view(320, 240, 1.0)

    async def shoot(time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        await trio.lowlevel.checkpoint()
        return Shot(jpeg_of(size, frame_seq), GroundTruth(frame_seq, lens))

    clock, status = TrueClock(), CameraStatus("dev-1")
    plan = FaultPlan(faults, "dev-1", 1)
    eye = Eye(shoot, plan, clock, status, settings)
    return ForeignDevice("dev-1", 1, eye, plan, clock, status)


class DeviceOf(Protocol):
    """Builds dev-1."""

    def __call__(
        self, *faults: Fault, size: int = 5_000, settings: CameraSettings = PLAIN
    ) -> ForeignDevice:
        """Return a device that is to be run."""
        ...


@pytest.fixture
def device_of() -> DeviceOf:
    """Return what builds dev-1."""

    def build(*faults: Fault, size: int = 5_000, settings: CameraSettings = PLAIN) -> ForeignDevice:
        return build_device(*faults, size=size, settings=settings)

    return build


@dataclass(slots=True)
class Visit:
    """One connection of a device, as a server of other people sees it."""

    request: WebSocketRequest
    connection: WebSocketConnection
    heard: Words = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    end: trio.Event = field(default_factory=trio.Event)
    news: trio.Event = field(default_factory=trio.Event)

    async def until(self, count: int) -> Words:
        """Wait for so many messages; return them."""
        while len(self.heard) < count and not self.end.is_set():
            self.news = trio.Event()
            await self.news.wait()
        return self.heard[:count]


class MemoryServer:
    """A server whose connections are in memory; trio-websocket speaks for it."""

    def __init__(self) -> None:
        self._arrivals, self._queue = trio.open_memory_channel[trio.abc.Stream](16)
        self._visits, self.visits = trio.open_memory_channel[Visit](16)
        self.is_down = False
        self.opened = 0

    async def open_stream(self, host: str, port: int) -> trio.abc.Stream:
        """Connect, as a device does."""
        await trio.lowlevel.checkpoint()
        if self.is_down:
            raise OSError(f"no route to {host}:{port}")
        ours, theirs = memory_stream_pair()
        self.opened += 1
        await self._arrivals.send(theirs)
        return ours

    async def serve(self) -> None:
        """Take connections until cancelled."""
        async with trio.open_nursery() as nursery:
            async for stream in self._queue:
                nursery.start_soon(self._meet, nursery, stream)

    async def _meet(self, nursery: trio.Nursery, stream: trio.abc.Stream) -> None:
        try:
            request = await wrap_server_stream(nursery, stream)
            visit = Visit(request, await request.accept())
        except HandshakeError:
            return
        await self._visits.send(visit)
        try:
            while True:
                visit.heard.append(await visit.connection.get_message())
                visit.times_s.append(trio.current_time())
                visit.news.set()
        except ConnectionClosed:
            visit.end.set()
            visit.news.set()


@pytest.fixture
async def server() -> AsyncIterator[MemoryServer]:
    """Return a server that runs."""
    made = MemoryServer()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(made.serve)
        yield made
        nursery.cancel_scope.cancel()
