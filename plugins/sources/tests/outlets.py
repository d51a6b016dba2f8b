"""An outlet that remembers what a camera told."""

import trio

from bridge.api import (
    Ack,
    Clock,
    DeviceFeature,
    Event,
    FaultFound,
    HealthArrived,
    JsonScalar,
    Times,
)
from bridge.testing.fakes import TrioClock
from bridge_sources.kinds import complete
from bridge_sources.records import SourceRecord


class FakeOutlet:
    """Satisfies `bridge_sources.camera.Outlet`; `want` says whether somebody looks."""

    def __init__(self, record: SourceRecord) -> None:
        self.record = complete(record)
        self.clock: Clock = TrioClock()
        self.pictures: list[bytes] = []
        self.times: list[Times | None] = []
        self.events: list[Event] = []
        self.answers = 0
        self.faults: list[str] = []
        self.features: tuple[DeviceFeature, ...] = ()
        self.acks: list[Ack] = []
        self.is_wanted = False
        self._changed = trio.Event()

    def want(self, *, wanted: bool) -> None:
        """Say whether somebody looks."""
        self.is_wanted = wanted
        self._stir()

    def _stir(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    async def wait_wanted(self) -> None:
        """Wait until somebody looks."""
        await trio.lowlevel.checkpoint()
        while not self.is_wanted:
            await self._changed.wait()

    async def wait_unwanted(self) -> None:
        """Wait until nobody looks."""
        await trio.lowlevel.checkpoint()
        while self.is_wanted:
            await self._changed.wait()

    async def wait_pictures(self, count: int) -> None:
        """Wait until so many pictures have come."""
        while len(self.pictures) < count:
            await self._changed.wait()

    async def wait_faults(self, count: int) -> None:
        """Wait until so many faults have come."""
        while len(self.faults) < count:
            await self._changed.wait()

    async def wait_acks(self, count: int) -> None:
        """Wait until so many acks have come."""
        while len(self.acks) < count:
            await self._changed.wait()

    async def wait_answers(self, count: int) -> None:
        """Wait until the camera has answered so often."""
        while self.answers < count:
            await self._changed.wait()

    def show(self, jpeg: bytes, times: Times | None = None) -> None:
        """Take a picture."""
        self.pictures.append(jpeg)
        self.times.append(times)
        self._stir()

    def publish(self, event: Event) -> None:
        """Take an event."""
        self.events.append(event)
        self._stir()

    def note_answer(self) -> None:
        """Count."""
        self.answers += 1
        self._stir()

    def note_fault(self, text: str) -> None:
        """Take a fault."""
        self.faults.append(text)
        self._stir()

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Take features."""
        self.features = features

    def answer(self, ack: Ack) -> None:
        """Take an ack."""
        self.acks.append(ack)
        self._stir()

    def feature(self, name: str) -> DeviceFeature:
        """Return an announced feature."""
        return next(feature for feature in self.features if feature.name == name)

    def settings(self) -> dict[str, JsonScalar]:
        """Return the settings of the newest health."""
        healths = [e.health for e in self.events if isinstance(e, HealthArrived)]
        return healths[-1].settings if healths else {}

    def fault_codes(self) -> list[str]:
        """Return the codes of what was passed over."""
        return [event.code for event in self.events if isinstance(event, FaultFound)]
