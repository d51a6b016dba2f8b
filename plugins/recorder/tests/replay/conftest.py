"""Recordings made by hand, and a bridge of fakes to play them on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import trio

from bridge.api import (
    FLAG_KEY_FRAME,
    DeviceFeature,
    DeviceState,
    Event,
    Hub,
    MediaArrived,
    PluginContext,
    Reading,
    Sample,
    TopicKind,
    TopicSpec,
    ValueArrived,
    parse_pattern,
)
from bridge.model.values import DeviceClock, Mark
from bridge.testing.fakes import FakeDevices, FakeHostedDevice, Number, TrioClock, build_hub
from bridge_recorder.recorder import Origins, Recorder
from bridge_recorder.recording_file import Origin, RecordingFile, create_part
from bridge_recorder.replay.cast import Cast
from bridge_recorder.replay.chunks import ChunkReader
from bridge_recorder.replay.index import open_index
from bridge_recorder.replay.outlet import Outlet, Written
from bridge_recorder.replay.player import Player
from bridge_recorder.replay.replays import ReplayService, actors_of
from bridge_recorder.replay.timeline import Timeline
from bridge_recorder.replay.values import REPLAYS_SPEC, ReplayRequest
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.values import RECORDINGS_SPEC
from plugins.recorder.tests.conftest import WALL_US

T = TypeVar("T")

MS = 1000
STARTED_US = 7_000_000
JPEG = "device/cam-1/camera/jpeg"
H264 = "device/cam-1/camera/h264"
STATE = "device/cam-1/state"
BUTTON = "device/cam-1/input/button"
NUMBER = "x/stream/a"
RECORDING_ID = "20270115-080000-0123abcd"

_NEW_SPECS = (
    TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "State.", DeviceState),
    TopicSpec(parse_pattern("device/*/clock"), TopicKind.STATE, "Clock.", DeviceClock),
    TopicSpec(parse_pattern("device/*/input/*"), TopicKind.STATE, "Input.", Reading),
    TopicSpec(parse_pattern("session/*/mark"), TopicKind.EVENT, "Marks.", Mark),
)


def replay_hub(clock: TrioClock | None = None) -> Hub:
    """Return a hub with the topics that recordings of these tests have."""
    return build_hub(clock or TrioClock(), RECORDINGS_SPEC, REPLAYS_SPEC, *_NEW_SPECS)


class Script:
    """What a recording has, in order. Times are milliseconds after its start."""

    def __init__(self) -> None:
        self._hub = build_hub(None, RECORDINGS_SPEC, REPLAYS_SPEC, *_NEW_SPECS)
        self.samples: list[Sample] = []

    def add(self, topic: str, at_ms: float, age_ms: float = 0, **fields: object) -> "Script":
        """Add a sample that came at a time, captured `age_ms` before."""
        spec = self._hub.announce(topic).spec
        received_us = STARTED_US + round(at_ms * MS)
        captured_us = received_us - round(age_ms * MS)
        seq = len(self.samples) + 1
        self.samples.append(
            Sample(topic, spec, seq, captured_us, received_us, **fields)  # type: ignore[arg-type]
        )
        return self

    def picture(self, number: int, at_ms: float, age_ms: float = 5) -> "Script":
        """Add a JPEG of cam-1."""
        return self.add(
            JPEG, at_ms, age_ms, payload=b"jpeg %d" % number, frame_seq=number, flags=FLAG_KEY_FRAME
        )

    def video(self, number: int, at_ms: float, *, is_key: bool = False) -> "Script":
        """Add an access unit of cam-1."""
        flags = FLAG_KEY_FRAME if is_key else 0
        return self.add(H264, at_ms, payload=b"h264 %d" % number, frame_seq=number, flags=flags)

    def number(self, n: int, at_ms: float) -> "Script":
        """Add a number of x/stream/a."""
        return self.add(NUMBER, at_ms, value=Number(n))

    def press(self, value: float, at_ms: float) -> "Script":
        """Add a state of cam-1's button."""
        return self.add(BUTTON, at_ms, value=Reading(value))

    def presence(self, at_ms: float, **facts: object) -> "Script":
        """Add a state of cam-1."""
        state = DeviceState("cam-1", "Desk", online=True, since_us=0, transport="ws")
        state = msgspec.structs.replace(state, **facts)
        return self.add(STATE, at_ms, value=state)

    def save(self, folder: Path, recording_id: str = RECORDING_ID, name: str = "Test") -> Path:
        """Write the recording, one chunk per 100 ms, and return its file."""
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{recording_id}.mcap.part"
        origin = Origin(recording_id, name, ("**",), STARTED_US, WALL_US, "gamebridge/test")
        file = RecordingFile(create_part(part), part, origin)
        final = folder / f"{recording_id}.mcap"
        slot = 0
        for sample in self.samples:
            now = (sample.received_us - STARTED_US) // (100 * MS)
            if now > slot:
                slot = now
                file.write((), STARTED_US + (slot + 100) * 1_000_000)  # Ends the chunk.
            file.write([sample], 0)
        last_us = max(s.received_us for s in self.samples) if self.samples else STARTED_US
        file.finish(final, {"stopped_us": str(last_us), "failed": "0", "reason": ""})
        return final


@dataclass(slots=True)
class Seen:
    """What a device said, and when."""

    at_us: int
    event: Event

    @property
    def what(self) -> object:
        """The payload or value."""
        match self.event:
            case MediaArrived(payload=payload):
                return payload.decode()
            case ValueArrived(value=Reading(value=value)):
                return value
        return self.event


class Watched(FakeHostedDevice):
    """A hosted device that notes the time of everything."""

    def __init__(self, device: FakeHostedDevice, hub: Hub) -> None:
        super().__init__(device.id, device.presence)
        self._hub = hub
        self.seen: list[Seen] = []

    def publish(self, event: Event, received_us: int | None = None) -> None:
        super().publish(event, received_us)
        self.seen.append(Seen(self._hub.clock.now_us(), event))

    def said(self) -> list[object]:
        return [seen.what for seen in self.seen]

    def pictures(self) -> list[MediaArrived]:
        return [seen.event for seen in self.seen if isinstance(seen.event, MediaArrived)]


class WatchedDevices(FakeDevices):
    """Devices whose directory shows those that are hosted, too."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.all: list[Watched] = []

    def host(self, *args: object, **kwargs: object) -> Watched:
        device = super().host(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        watched = Watched(device, self._hub)
        watched.is_rated = device.is_rated
        self.hosted[device.id] = watched
        self.all.append(watched)
        return watched

    def busy(self, *ids: str) -> None:
        """Let devices of these ids be online."""
        self.known = [DeviceState(i, i, online=True, since_us=0) for i in ids]

    def cam(self, device_id: str = "cam-1") -> Watched:
        device = self.hosted[device_id]
        assert isinstance(device, Watched)
        return device


@dataclass(slots=True)
class Theatre:
    """A hub, devices, and one replay."""

    hub: Hub
    devices: WatchedDevices
    player: Player
    request: ReplayRequest

    @property
    def cam(self) -> Watched:
        return self.devices.cam()

    async def run(self) -> None:
        await self.player.run(self.request)


async def _at_once(work: Callable[[], T], /) -> T:
    """Do it here: a clock that jumps does not wait for threads."""
    await trio.lowlevel.checkpoint()
    return work()


def build_theatre(
    path: Path, hub: Hub | None = None, written: Written | None = None, **request: object
) -> Theatre:
    """Return a replay of a file that has not begun."""
    hub = hub or replay_hub()
    devices = WatchedDevices(hub)
    wish = ReplayRequest(**request)  # type: ignore[arg-type]  # test input
    index = open_index(path)
    cast = Cast(devices, actors_of(index), RECORDING_ID)
    player = Player(
        "r1",
        None,
        RECORDING_ID,
        "Test",
        ChunkReader(index, path.open("rb")),
        Outlet(hub, cast, written or Written()),
        hub.clock,
        _at_once,
        Timeline(index.start_ns, hub.clock.now_us(), wish.speed, wish.paused),
        wish.loop,
    )
    cast.wake = player.wake
    return Theatre(hub, devices, player, wish)


@dataclass(slots=True)
class House:
    """A recorder's folder and the service that plays from it."""

    hub: Hub
    devices: WatchedDevices
    recorder: Recorder
    replays: ReplayService
    context: PluginContext
    folder: Path = field(default_factory=Path)


@pytest.fixture
def build_house(tmp_path: Path) -> Callable[[], House]:
    """Returns a builder, because a clock of trio's can only be made inside of it."""

    def build() -> House:
        hub = replay_hub()
        devices = WatchedDevices(hub)
        settings = {"min_free_bytes": 0, "min_free_percent": 0.0}
        logger = logging.getLogger("recorder")
        given = PluginContext(
            "recorder", hub, hub.clock, logger, tmp_path, devices, raw_settings=settings
        )
        chosen = given.settings(RecorderSettings)
        recorder = Recorder(given, chosen, Origins(lambda: WALL_US))
        replays = ReplayService(given, recorder, 2)
        return House(hub, devices, recorder, replays, given, tmp_path / "recordings")

    return build


def feature(name: str) -> DeviceFeature:
    """Return a setting."""
    return DeviceFeature(name, "setting", "int", 0, 9)


def media_of(events: Sequence[Event]) -> list[str]:
    """Return the payloads of pictures."""
    return [event.payload.decode() for event in events if isinstance(event, MediaArrived)]
