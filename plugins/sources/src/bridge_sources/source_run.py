"""One source: its device in the directory, its counters, and the camera behind it.

Knows: the hub, who looks, the directory. Does not know: how cameras are asked.
"""

from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from logging import Logger

import msgspec
import trio

from bridge.api import (
    Ack,
    Admission,
    Call,
    Clock,
    CommandAcked,
    DeviceFeature,
    Devices,
    Event,
    FaultFound,
    FrameArrived,
    HealthArrived,
    HostedDevice,
    Hub,
    Presence,
    Role,
    SampleRefused,
    Times,
    grants_for,
)
from bridge_sources.camera import BuildCamera, Camera
from bridge_sources.pauses import Pauses
from bridge_sources.records import SourceFailed, SourceRecord, SourceStatus, display_name_for

# Somebody who comes back within this time finds the stream still open.
LINGER_S = 5.0
# A picture this young is "now" for somebody who asks for one.
FRESH_US = 1_000_000
RATE_PICTURES = 31
SILENT_US = 3_000_000

FindKind = Callable[[SourceRecord], Awaitable[SourceRecord]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What all sources of a bridge share."""

    hub: Hub
    clock: Clock
    devices: Devices
    logger: Logger
    wall_s: Callable[[], float]
    find_kind: FindKind
    build_camera: BuildCamera


class SourceRun:
    """Satisfies `bridge_sources.camera.Outlet`. `is_fixed`: the settings file names it."""

    def __init__(self, record: SourceRecord, tools: Tools, *, is_fixed: bool = False) -> None:
        self.record = record
        self.clock = tools.clock
        self.is_fixed = is_fixed
        self.is_started = record.is_started
        self.is_running = False
        self.drops: Counter[str] = Counter()
        self._tools = tools
        self._topic = f"device/{record.id}/camera/jpeg"
        self.interest = tools.hub.interest(self._topic)
        self._camera: Camera | None = None
        self._device: HostedDevice | None = None
        self._features: tuple[DeviceFeature, ...] = ()
        self._is_online = False
        self._fault = ""
        self._frames = 0
        self._arrivals: deque[int] = deque(maxlen=RATE_PICTURES)
        self._last_wall: float | None = None
        self._scope = trio.CancelScope()
        self._asking = trio.Lock()
        self._asked: tuple[int, bytes] = (-1, b"")
        self._health: HealthArrived | None = None

    async def run(self) -> None:
        """Let the camera work until `stop`; ready to run again after that."""
        self.is_running = True
        self._scope = trio.CancelScope()
        try:
            with self._scope:
                self._tools.hub.announce(self._topic)
                await self._find_out()
                await (await self.camera()).run()
        finally:
            self.is_running = False
            self._is_online = False
            self._leave("the source was stopped")

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
                self.note_fault(str(error))
                await trio.sleep(pauses.take_s())

    async def camera(self) -> Camera:
        """Return the camera; SourceFailed while nobody knows what kind it is."""
        if self._camera is None:
            self.record = await self._tools.find_kind(self.record)
            self._camera = self._camera or self._tools.build_camera(self)
        return self._camera

    def status(self) -> SourceStatus:
        """Return how the source is now."""
        return SourceStatus(
            record=msgspec.structs.replace(self.record, is_started=self.is_started),
            is_active=self.is_running and self.is_wanted,
            is_online=self._is_online,
            fps=self._rate_hz(),
            frames=self._frames,
            viewers=self.interest.count,
            last_frame_us=self._arrivals[-1] if self._arrivals else None,
            last_frame_wall=self._last_wall,
            fault=self._fault,
            drops=dict(self.drops),
        )

    def _rate_hz(self) -> float:
        if len(self._arrivals) < 2 or self.clock.now_us() - self._arrivals[-1] > SILENT_US:
            return 0.0
        span_us = self._arrivals[-1] - self._arrivals[0]
        return round((len(self._arrivals) - 1) * 1e6 / span_us, 1) if span_us else 0.0

    async def snapshot(self) -> bytes:
        """Return a picture of now; all who ask at once share one. SourceFailed."""
        fresh = self._fresh()
        if fresh:
            await trio.lowlevel.checkpoint()
            return fresh
        wanted_us = self.clock.now_us()
        async with self._asking:
            taken_us, jpeg = self._asked
            if taken_us < wanted_us:
                taken_us = self.clock.now_us()
                jpeg = await (await self.camera()).snapshot()
                self._asked = taken_us, jpeg
                newest = self._tools.hub.latest(self._topic)
                if newest is None or newest.payload != jpeg:
                    self.show(jpeg)  # Otherwise the camera has, with its times.
            return jpeg

    def _fresh(self) -> bytes:
        sample = self._tools.hub.latest(self._topic) if self.is_running else None
        if sample is None or self.clock.now_us() - sample.received_us > FRESH_US:
            return b""
        return sample.payload

    @property
    def is_wanted(self) -> bool:
        """True while somebody looks, or a rate is set."""
        return self.record.hz > 0 or self.interest.count > 0

    async def wait_wanted(self) -> None:
        """Wait until pictures are wanted."""
        if self.record.hz > 0:
            await trio.lowlevel.checkpoint()
            return
        await self.interest.wait_wanted()

    async def wait_unwanted(self) -> None:
        """Wait until nobody has looked for a while."""
        if self.record.hz > 0:
            await trio.sleep_forever()
        await self.interest.wait_unwanted()
        while True:
            with trio.move_on_after(LINGER_S) as lingering:
                await self.interest.wait_wanted()
            if lingering.cancelled_caught:
                return
            await self.interest.wait_unwanted()

    def show(self, jpeg: bytes, times: Times | None = None) -> None:
        """Take a picture."""
        self.note_answer()
        if self._publish(FrameArrived(jpeg) if times is None else FrameArrived(jpeg, times)):
            self._frames += 1
            self._arrivals.append(self.clock.now_us())
            self._last_wall = self._tools.wall_s()

    def publish(self, event: Event) -> None:
        """Take anything else; faults are counted by their codes."""
        if isinstance(event, FaultFound):
            self.drops[event.code] += 1
            self._tools.logger.debug("source %r: %s: %s", self.record.name, event.code, event.text)
        else:
            if isinstance(event, HealthArrived):
                self._health = event
            self._publish(event)

    def _publish(self, event: Event) -> bool:
        if self._device is None:
            return False
        try:
            self._device.publish(event)
        except SampleRefused as error:
            self.drops[error.reason] += 1
            return False
        return True

    def note_answer(self) -> None:
        """Take note that the camera is there."""
        if not self._is_online:
            self._is_online = True
            self._fault = ""
            self._tools.logger.info("source %r: online", self.record.name)
        if self._device is None and self.is_running:
            self._device = self._join()
            if self._health is not None:
                self._publish(self._health)

    def _join(self) -> HostedDevice:
        device_id = self.record.id
        name = display_name_for(self.record.name)
        admission = Admission(device_id, name, Role.DEVICE, grants_for(Role.DEVICE, device_id))
        address = f"{self.record.host}:{self.record.port}"
        presence = Presence(name, "pull", address, self.record.kind, features=self._features)
        # A board that comes by itself under this id keeps its place.
        return self._tools.devices.host(admission, presence, self._send_call, yields=True)

    def _send_call(self, call: Call) -> bool:
        return self._camera is not None and self._camera.send_call(call)

    def note_fault(self, text: str) -> None:
        """Take note of why nothing comes."""
        if text != self._fault:
            self._tools.logger.warning("source %r: %s", self.record.name, text)
        self._is_online = False
        self._fault = text
        self._leave(text)

    def _leave(self, reason: str) -> None:
        if self._device is not None:
            self._device.leave(reason)
            self._device = None

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Take what the camera can do."""
        self._features = features
        if self._device is not None:
            self._device.announce(features, sdk)

    def answer(self, ack: Ack) -> None:
        """Take what became of a call."""
        self._publish(CommandAcked(ack))
