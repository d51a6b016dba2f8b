"""What one source tells: its device in the directory, its pictures, its counters.

Knows: the hub's interest, the directory. Does not know: cameras, when they run.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import Logger

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
from bridge_sources.records import SourceRecord, SourceStatus, display_name_for

# Somebody who comes back within this time finds the stream still open.
LINGER_S = 5.0
RATE_PICTURES = 31
SILENT_US = 3_000_000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all sources of a bridge tell to."""

    hub: Hub
    clock: Clock
    devices: Devices
    logger: Logger
    wall_s: Callable[[], float]


class SourceOutlet:
    """Satisfies `bridge_sources.camera.Outlet`.

    A device is entered into the directory only while it is open. `send_call`
    passes a command to the camera.
    """

    def __init__(
        self, record: SourceRecord, around: Surroundings, send_call: Callable[[Call], bool]
    ) -> None:
        self.record = record
        self.clock = around.clock
        self.topic = f"device/{record.id}/camera/jpeg"
        self.interest = around.hub.interest(self.topic)
        self._around = around
        self._send_call = send_call
        self._is_open = False
        self._device: HostedDevice | None = None
        self._features: tuple[DeviceFeature, ...] = ()
        self._health: HealthArrived | None = None
        self._is_online = False
        self._fault = ""
        self._frames = 0
        self._drops: Counter[str] = Counter()
        self._arrivals: deque[int] = deque(maxlen=RATE_PICTURES)
        self._last_wall: float | None = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let the directory know the device, while a block lasts and the camera answers."""
        self._is_open = True
        self._around.hub.announce(self.topic)
        try:
            yield
        finally:
            self._is_open = self._is_online = False
            self._leave("the source was stopped")

    def status(self) -> SourceStatus:
        """Return how the source is now."""
        return SourceStatus(
            record=self.record,
            is_active=self._is_open and self.is_wanted,
            is_online=self._is_online,
            fps=self._rate_hz(),
            frames=self._frames,
            viewers=self.interest.count,
            last_frame_us=self._arrivals[-1] if self._arrivals else None,
            last_frame_wall=self._last_wall,
            fault=self._fault,
            drops=dict(self._drops),
        )

    def _rate_hz(self) -> float:
        if len(self._arrivals) < 2 or self.clock.now_us() - self._arrivals[-1] > SILENT_US:
            return 0.0
        span_us = self._arrivals[-1] - self._arrivals[0]
        return round((len(self._arrivals) - 1) * 1e6 / span_us, 1) if span_us else 0.0

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
            self._last_wall = self._around.wall_s()

    def publish(self, event: Event) -> None:
        """Take anything else; faults are counted by their codes."""
        if isinstance(event, FaultFound):
            self._drops[event.code] += 1
            name = self.record.name
            self._around.logger.debug("source %r: %s: %s", name, event.code, event.text)
            return
        if isinstance(event, HealthArrived):
            self._health = event
        self._publish(event)

    def _publish(self, event: Event) -> bool:
        if self._device is None:
            return False
        try:
            self._device.publish(event)
        except SampleRefused as error:
            self._drops[error.reason] += 1
            return False
        return True

    def note_answer(self) -> None:
        """Take note that the camera is there."""
        if not self._is_online:
            self._is_online = True
            self._fault = ""
            self._around.logger.info("source %r: online", self.record.name)
        if self._device is None and self._is_open:
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
        return self._around.devices.host(admission, presence, self._send_call, yields=True)

    def note_fault(self, text: str) -> None:
        """Take note of why nothing comes."""
        if text != self._fault:
            self._around.logger.warning("source %r: %s", self.record.name, text)
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
