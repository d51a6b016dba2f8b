"""Clocks, devices and stages that do exactly what a test says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec
import trio

from bridge.hub.hub import Hub
from bridge.model.camera import Picture
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import AdmissionRefused, SampleRefused
from bridge.model.sample import Sample
from bridge.model.topics import Media, TopicKind, TopicSpec, parse_pattern
from bridge.model.values import DeviceFeature, DeviceState
from bridge.plugin.admission import Admission, Claim, Verb, grants_for, is_granted
from bridge.plugin.devices import Presence
from bridge.plugin.registry import TopicRegistry
from bridge.plugin.stage import Output, Place, Stage
from bridge.wire.dialect import Event


class FakeClock:
    """A clock that moves when it is told to."""

    def __init__(self, now_us: int = 0) -> None:
        self._now_us = now_us

    def now_us(self) -> int:
        """Return the time that was set last."""
        return self._now_us

    def advance(self, us: int) -> None:
        """Let time pass."""
        self._now_us += us


class TrioClock:
    """trio's own clock in microseconds, so that `autojump_clock` moves the bridge too."""

    def __init__(self) -> None:
        self._start_s = trio.current_time()

    def now_us(self) -> int:
        """Return microseconds since this clock was made."""
        return round((trio.current_time() - self._start_s) * 1e6)


class Number(msgspec.Struct, frozen=True):
    """A value for tests."""

    n: int


class Item(msgspec.Struct, frozen=True):
    """A keyed part of Items."""

    key: int
    n: int = 0


class Items(msgspec.Struct, frozen=True):
    """A value that can be taken apart by `key`."""

    items: tuple[Item, ...] = ()


_SPECS = (
    TopicSpec(parse_pattern("x/stream/*"), TopicKind.STREAM, "Numbers.", Number),
    TopicSpec(parse_pattern("x/state/*"), TopicKind.STATE, "A number.", Number),
    TopicSpec(parse_pattern("x/event/*"), TopicKind.EVENT, "Numbers.", Number),
    TopicSpec(parse_pattern("x/items/*"), TopicKind.STREAM, "Items.", Items, key_field="key"),
    TopicSpec(parse_pattern("sys/number"), TopicKind.STATE, "A number.", Number),
    TopicSpec(
        parse_pattern("device/*/camera/jpeg"), TopicKind.MEDIA, "Pictures.", media=Media.JPEG
    ),
    TopicSpec(parse_pattern("device/*/camera/h264"), TopicKind.MEDIA, "Video.", media=Media.H264),
)


def build_hub(clock: FakeClock | TrioClock | None = None, *specs: TopicSpec) -> Hub:
    """Return a hub with topics for tests: x/{stream,state,event,items}/*, two media."""
    registry = TopicRegistry()
    registry.add(*specs, *_SPECS)
    return Hub(clock or FakeClock(), registry.find)


class FakeDeviceLink:
    """Remembers what was sent to a device."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.is_replaced = False
        self.is_jammed = False

    def send_call(self, call: Call) -> bool:
        """Take a call, unless the link is jammed."""
        if not self.is_jammed:
            self.calls.append(call)
        return not self.is_jammed

    def replace(self) -> None:
        """Note that a newer link has come."""
        self.is_replaced = True


class FakeHostedDevice:
    """Remembers what a plugin published. Satisfies `bridge.api.HostedDevice`."""

    def __init__(self, device_id: str, presence: Presence) -> None:
        self.id = device_id
        self.presence = presence
        self.is_current = True
        self.is_rated = True
        self.replace: Callable[[], None] = lambda: None
        self.events: list[Event] = []
        self.advertised: list[str] = []
        self.left = ""

    def publish(self, event: Event, received_us: int | None = None) -> None:
        """Take an event."""
        self.events.append(event)

    def advertise(self, tails: Iterable[str]) -> None:
        """Remember what the device itself writes."""
        self.advertised += tails

    def publish_together(self, events: Sequence[Event], received_us: int | None = None) -> None:
        """Take some events."""
        self.events.extend(events)

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Take what the device can do."""
        self.presence = replace(self.presence, features=features, sdk=sdk)

    def leave(self, reason: str) -> None:
        """Note that the device is gone."""
        self.is_current = False
        self.left = reason


class FakeDevices:
    """A directory that does what a test says. Satisfies `bridge.api.Devices`.

    `refusal` refuses every claim; `answer` is what becomes of every call.
    """

    def __init__(self) -> None:
        self.hosted: dict[str, FakeHostedDevice] = {}
        self.senders: dict[str, Callable[[Call], bool]] = {}
        self.known: list[DeviceState] = []
        self.claims: list[Claim] = []
        self.calls: list[Call] = []
        self.refusal = ""
        self.answer = Ack("", AckStage.APPLIED)

    def states(self) -> list[DeviceState]:
        """Return what the test put into `known`."""
        return self.known

    def state(self, device_id: str) -> DeviceState | None:
        """Return the known device of that id."""
        return next((state for state in self.known if state.id == device_id), None)

    def authenticate(self, claim: Claim) -> Admission:
        """Admit, unless the test refuses."""
        self.claims.append(claim)
        if self.refusal:
            raise AdmissionRefused(self.refusal)
        return Admission(claim.id, claim.id, claim.role, grants_for(claim.role, claim.id))

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool:
        """Go by the grants."""
        return is_granted(admission, verb, topic)

    def host(
        self,
        admission: Admission,
        presence: Presence,
        send_call: Callable[[Call], bool],
        on_replaced: Callable[[], None] = lambda: None,
        *,
        yields: bool = False,
        is_rated: bool = True,
    ) -> FakeHostedDevice:
        """Remember the device and the way to it."""
        device = self.hosted[admission.id] = FakeHostedDevice(admission.id, presence)
        device.is_rated, device.replace = is_rated, on_replaced
        self.senders[admission.id] = send_call
        return device

    async def call(self, call: Call, admission: Admission) -> Ack:
        """Remember the call and give `answer`."""
        await trio.lowlevel.checkpoint()
        self.calls.append(call)
        return msgspec.structs.replace(self.answer, id=call.id)


class CountingStage:
    """Gives the number of samples so far; misbehaves at the numbers that it is told."""

    def __init__(self, options: Mapping[str, object]) -> None:
        self._options = options
        self._count = 0

    def __call__(self, sample: Sample, picture: Picture | None) -> Output:
        """Return Number(n), or fail as `raises`, `refuses` or `crashes` say."""
        self._count += 1
        if self._options.get("crashes") == self._count:
            crash()
        if self._options.get("raises") in (self._count, "always"):
            raise RuntimeError(f"told to fail at sample {self._count}")
        if self._options.get("refuses") in (self._count, "always"):
            raise SampleRefused("told_to", "told to refuse")
        return Output(Number(self._count))

    def request_key_frame(self) -> None:
        """Start counting afresh."""
        self._count = 0

    def close(self) -> None:
        """Nothing to give back."""


def crash() -> None:
    """End this process as native code does when it goes wrong: by a signal."""
    import ctypes  # noqa: PLC0415 - only a worker that shall die needs it.

    ctypes.string_at(0)


def build_counting_stage(_topic: str, options: Mapping[str, object]) -> CountingStage:
    """Return a stage for tests; a module-level function, as worker processes need."""
    if "unbuildable" in options:
        raise RuntimeError("told not to be built")
    return CountingStage(options)


def counting_stage(
    place: Place = Place.ASYNC, *, on_demand: bool = True, **options: object
) -> Stage:
    """Return a registered stage that counts: x/stream/* → x/event/*, for media too."""
    return Stage(
        "count",
        parse_pattern("x/stream/*"),
        parse_pattern("x/event/*"),
        build_counting_stage,
        place,
        budget_us=50_000,
        schema=Number,
        on_demand=on_demand,
        options=options,
    )


class SummingStage(CountingStage):
    """Gives the sum of the pixels that it sees, without the padding of their rows."""

    def __call__(self, sample: Sample, picture: Picture | None) -> Output:
        """Return Number(sum)."""
        planes = picture.planes if picture is not None else ()
        rows = (
            plane.pixels[y * plane.stride : y * plane.stride + plane.width]
            for plane in planes
            for y in range(plane.height)
        )
        return Output(Number(sum(sum(row) for row in rows)))


def build_summing_stage(_topic: str, options: Mapping[str, object]) -> SummingStage:
    """Return a stage that reads pixels; a module-level function, as worker processes need."""
    return SummingStage(options)
