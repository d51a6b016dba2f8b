"""Sources that do what a test says, and a bridge that serves multicam with them."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import ModuleType

import msgspec
import pytest
import trio

from bridge.api import (
    Admission,
    Claim,
    DeviceState,
    ForeignDialect,
    HttpRoutes,
    Hub,
    JsonScalar,
    LinkOpening,
    PluginContext,
    Sample,
    ServiceRegistry,
    TopicRegistry,
    hookimpl,
)
from bridge.testing.fakes import FakeClock, FakeDevices, TrioClock, build_hub
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_sources.discovery.found import FoundCameras, Sighting
from bridge_sources.multicam.discovered import found_spec
from bridge_sources.multicam.moments import LocalMoments
from bridge_sources.multicam.settings import MulticamSettings
from bridge_sources.multicam.streams import Streams
from bridge_sources.multicam.system import Multicam
from bridge_sources.records import SourceFailed, SourceRecord, SourceStatus, device_id_for

DOOR = "ESP32 Camera (192.168.1.77)"
DOOR_ID = "esp32-camera-192-168-1-77"
DOOR_TOPIC = f"device/{DOOR_ID}/camera/jpeg"
# 2026-01-02T03:04:05.678901Z
WALL_S = 1_767_323_045.678_901


def picture(number: int, length: int = 200) -> bytes:
    """Return something that begins and ends like a JPEG, and is like no other."""
    body = number.to_bytes(4, "big") + bytes(length)
    return b"\xff\xd8\xff\xe0" + body + b"\xff\xd9"


def camera_state(device_id: str, name: str, *, online: bool = True) -> DeviceState:
    """Return a camera that sends by itself."""
    topics = (f"device/{device_id}/camera/jpeg",)
    return DeviceState(device_id, name, online, 0, "ws", "10.0.0.5", "gostream", topics=topics)


def sighting(address: str = "192.168.1.88", port: int = 80) -> Sighting:
    """Return a camera that answered multicam's broadcast."""
    name = f"ESP32 Camera ({address})"
    return Sighting(how="udp", name=name, address=address, port=port, kind="multicam")


@dataclass
class FakeSources:
    """Satisfies SourceBook. `fault` makes a camera fail, `refusal` refuses additions."""

    statuses: dict[str, SourceStatus] = field(default_factory=dict)
    fault: str = ""
    refusal: str = ""
    jpeg: bytes = field(default_factory=lambda: picture(7))

    def put(self, record: SourceRecord, **state: object) -> SourceStatus:
        """Enter a source as it is."""
        made = msgspec.structs.replace(
            record, id=record.id or device_id_for(record.name, record.host)
        )
        status = msgspec.structs.replace(SourceStatus(record=made), **state)
        self.statuses[record.name] = status
        return status

    def list(self) -> list[SourceStatus]:
        return list(self.statuses.values())

    def find(self, name: str) -> SourceStatus | None:
        known = (s for s in self.statuses.values() if name in (s.record.name, s.record.id))
        return next(known, None)

    async def add(self, record: SourceRecord) -> SourceStatus:
        await trio.lowlevel.checkpoint()
        if self.refusal:
            raise ValueError(self.refusal)
        return self.put(record)

    async def remove(self, name: str) -> None:
        await trio.lowlevel.checkpoint()
        if self.refusal:
            raise ValueError(self.refusal)
        del self.statuses[name]

    async def start(self, name: str) -> None:
        await self._set(name, is_started=True)

    async def stop(self, name: str) -> None:
        await self._set(name, is_started=False)

    async def _set(self, name: str, *, is_started: bool) -> None:
        await trio.lowlevel.checkpoint()
        if self.refusal:
            raise ValueError(self.refusal)
        self.put(msgspec.structs.replace(self.statuses[name].record, is_started=is_started))

    async def snapshot(self, name: str) -> bytes:
        await trio.lowlevel.checkpoint()
        if self.fault:
            raise SourceFailed(self.fault)
        return self.jpeg

    async def status(self, name: str) -> dict[str, JsonScalar]:
        await trio.lowlevel.checkpoint()
        if self.fault:
            raise SourceFailed(self.fault)
        return {"framesize": 8, "quality": 12}


def door_record(*, is_started: bool = True) -> SourceRecord:
    """Return a source like those that multicam makes."""
    return SourceRecord(
        name=DOOR, host="192.168.1.77", port=80, kind="multicam", is_started=is_started
    )


@dataclass
class Room:
    """Everything that multicam's parts need, without sockets."""

    clock: FakeClock | TrioClock
    hub: Hub
    sources: FakeSources
    devices: FakeDevices
    found: FoundCameras
    streams: Streams

    def show(self, topic: str = DOOR_TOPIC, number: int = 1, length: int = 200) -> Sample:
        """Publish a picture."""
        return self.hub.publish(topic, payload=picture(number, length))


def build_room(clock: FakeClock | TrioClock) -> Room:
    """Return a room with one source."""
    hub = build_hub(clock, found_spec())
    sources, devices, found = FakeSources(), FakeDevices(), FoundCameras()
    sources.put(door_record())
    moments = LocalMoments(clock, lambda: WALL_S)
    streams = Streams(sources, found, devices, hub, moments)
    return Room(clock, hub, sources, devices, found, streams)


@pytest.fixture
def room() -> Room:
    """A room whose clock moves when it is told to."""
    return build_room(FakeClock(1_000_000))


class MulticamPlugin:
    """The plugin's hooks, with sources that do what a test says."""

    def __init__(self, sources: FakeSources, found: FoundCameras) -> None:
        self._sources = sources
        self._found = found
        self._system: Multicam | None = None

    @hookimpl
    def bridge_register_topics(self, topics: TopicRegistry) -> None:
        topics.add(found_spec())

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        settings = context.legacy.settings("multicam", MulticamSettings)
        assert settings is not None
        self._system = Multicam(context, settings, self._sources, self._found)
        services.add(self._system.polling)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        assert self._system is not None
        self._system.add_routes(routes)

    @hookimpl
    def bridge_choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        return self._system.choose(opening) if self._system else None

    @hookimpl
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        return self._system.admit(claim) if self._system else None


@dataclass
class ServedMulticam:
    """A bridge that listens on multicam's port."""

    running: RunningBridge
    port: int
    sources: FakeSources
    found: FoundCameras

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def hub(self) -> Hub:
        return self.running.bridge.hub

    def show(self, number: int, topic: str = DOOR_TOPIC) -> None:
        """Publish a picture."""
        self.hub.publish(topic, payload=picture(number))


Serve = Callable[[], "AsyncIterator[ServedMulticam]"]


@asynccontextmanager
async def serve_multicam() -> AsyncIterator[ServedMulticam]:
    """Run a bridge with one source on a free port."""
    sources, found = FakeSources(), FoundCameras()
    sources.put(door_record())
    module = ModuleType("bridge_sources.plugin")
    module.build_plugin = lambda: MulticamPlugin(sources, found)  # type: ignore[attr-defined]
    port = free_port()
    settings = f"[bridge]\nport = 0\n[legacy.multicam]\nhttp_port = {port}\n"
    async with running_bridge([module], settings) as running:
        yield ServedMulticam(running, port, sources, found)


@pytest.fixture
async def served() -> AsyncIterator[ServedMulticam]:
    """A bridge that serves multicam."""
    async with serve_multicam() as multicam:
        yield multicam


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
