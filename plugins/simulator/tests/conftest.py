"""A bridge of which the test is the game, and a camera that is drawn on the spot."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pytest
import trio

from bridge.api import Clock, JsonScalar
from bridge.client import ClientClosed, ClientRefused
from bridge_simulator.device import VirtualCamera
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import Fault
from bridge_simulator.features import CameraSettings
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import SensorSettings, Shot
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter, build_sensor
from bridge_simulator.uplink import Identity, Parcel, SlowDown, Uplink
from bridge_simulator.view import Scene

JPEG = "device/cam-1/camera/jpeg"
TRUTH = "device/cam-1/truth"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sample as the fake bridge got it."""

    parcel: Parcel
    at_s: float


@dataclass(slots=True)
class FakeCall:
    """A command and what became of it."""

    method: str
    args: dict[str, JsonScalar]
    outcome: tuple[str, JsonScalar] | None = None
    done: trio.Event = field(default_factory=trio.Event)

    async def applied(self, value: JsonScalar) -> None:
        """Note that it was done."""
        self.outcome = ("applied", value)
        self.done.set()

    async def rejected(self, code: str, text: str) -> None:
        """Note that it was refused."""
        self.outcome = (code, text)
        self.done.set()


class FakeBridge:
    """Takes what cameras send, wants what the test says, and can hang up."""

    def __init__(self) -> None:
        self.arrivals: dict[str, list[Arrival]] = defaultdict(list)
        self.hellos: list[tuple[Identity, float]] = []
        self.device_clocks: list[Clock] = []
        self.refusal: ClientClosed | ClientRefused | None = None
        self.wanted: set[str] = set()
        self.refused: set[str] = set()
        self.asks = SlowDown()
        self.lost = trio.Event()
        self._changed = trio.Event()
        self._calls, self._call_queue = trio.open_memory_channel[FakeCall](8)

    @asynccontextmanager
    async def open_uplink(
        self, _url: str, identity: Identity, clock: Clock
    ) -> AsyncIterator[Uplink]:
        """Admit a camera, or refuse it."""
        await trio.lowlevel.checkpoint()
        self.hellos.append((identity, trio.current_time()))
        self.device_clocks.append(clock)
        if self.refusal is not None:
            raise self.refusal
        self.lost = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._hang_up)
            yield self
            nursery.cancel_scope.cancel()

    async def _hang_up(self) -> None:
        await self.lost.wait()
        raise ClientClosed(1006, "the bridge hung up")

    def want(self, *topics: str) -> None:
        """Subscribe to exactly these topics."""
        self.wanted = set(topics)
        self._changed.set()
        self._changed = trio.Event()

    def ask(self, slow_down: SlowDown) -> None:
        """Ask cameras to send less."""
        self.asks = slow_down

    async def call(self, method: str, **args: JsonScalar) -> tuple[str, JsonScalar]:
        """Give a command and wait for what becomes of it."""
        call = FakeCall(method, args)
        await self._calls.send(call)
        await call.done.wait()
        assert call.outcome is not None
        return call.outcome

    def frames(self) -> list[Parcel]:
        """Return the pictures that arrived."""
        return [arrival.parcel for arrival in self.arrivals[JPEG]]

    def error_us(self) -> int:
        """Return how far off a camera's idea of our clock is."""
        return 250

    def is_wanted(self, topic: str) -> bool:
        """Tell whether the test wants a topic."""
        return topic in self.wanted

    def slow_down(self) -> SlowDown:
        """Return what the test asks for."""
        return self.asks

    async def wait_change(self) -> None:
        """Wait for `want`."""
        await self._changed.wait()

    async def send(self, parcel: Parcel) -> bool:
        """Take a sample, unless the test refuses its topic."""
        await trio.lowlevel.checkpoint()
        if parcel.topic in self.refused:
            return False
        self.arrivals[parcel.topic].append(Arrival(parcel, trio.current_time()))
        return True

    async def send_together(self, parcels: Sequence[Parcel]) -> bool:
        """Take values of one moment."""
        await trio.lowlevel.checkpoint()
        for parcel in parcels:
            self.arrivals[parcel.topic].append(Arrival(parcel, trio.current_time()))
        return True

    async def next_call(self) -> FakeCall:
        """Wait for a command of the test."""
        return await self._call_queue.receive()


def instant_shutter(options: CameraOptions, scene: Scene | None = None) -> Shutter:
    """Draw at once: a thread would let the test's clock run ahead of it."""
    sensor = build_sensor(options, scene)

    async def shoot(time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        await trio.lowlevel.checkpoint()
        return sensor.shoot(time_us, frame_seq, settings)

    return shoot


def build_camera(
    bridge: FakeBridge,
    *faults: Fault,
    fps: int = 10,
    is_always_on: bool = False,
    scene: str = "empty",
) -> VirtualCamera:
    """Return cam-1 with small, quickly drawn pictures."""
    options = CameraOptions(
        id="cam-1",
        scene=scene,
        defaults=CameraSettings(framesize="QVGA", fps=fps),
        faults=faults,
        is_always_on=is_always_on,
    )
    world = build_scene(scene, options.seed)
    shutter = instant_shutter(options, world)
    return VirtualCamera(options, bridge.open_uplink, TrueClock(), shutter, world)


class CameraOf(Protocol):
    """Builds cam-1 for a bridge."""

    def __call__(
        self,
        bridge: FakeBridge,
        *faults: Fault,
        fps: int = 10,
        is_always_on: bool = False,
        scene: str = "empty",
    ) -> VirtualCamera:
        """Return a camera that is to be run."""
        ...


@pytest.fixture
def camera_of() -> CameraOf:
    """Return what builds cam-1 for a bridge."""
    return build_camera


@pytest.fixture
def fake_bridge() -> FakeBridge:
    """Return a bridge that wants nothing yet."""
    return FakeBridge()
