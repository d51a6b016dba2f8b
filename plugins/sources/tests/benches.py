"""Sources of cameras in memory, with a hub whose directory is a fake."""

import logging
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import trio

from bridge.api import (
    Admission,
    Call,
    Event,
    FrameArrived,
    Hub,
    Presence,
    RecordStore,
    SampleRefused,
)
from bridge.testing.fakes import FakeDevices, FakeHostedDevice, TrioClock, build_hub
from bridge_sources.address import AddressPolicy
from bridge_sources.camera import Camera, Outlet
from bridge_sources.camera_http import HttpCamera
from bridge_sources.http_client import CameraHttp
from bridge_sources.probe import find_kind
from bridge_sources.records import SourceRecord
from bridge_sources.source_outlet import Surroundings
from bridge_sources.source_run import Tools
from bridge_sources.sources import Sources
from plugins.sources.tests.cameras import Firmware, Network, bare_nursery, on_network

WALL_S = 1_800_000_000.0
HOST = "192.168.1.50"


class HubDevice(FakeHostedDevice):
    """Publishes pictures to the hub, as the real one does."""

    def __init__(self, device_id: str, presence: Presence, hub: Hub) -> None:
        super().__init__(device_id, presence)
        self._hub = hub
        self.refusal = ""

    def publish(self, event: Event, received_us: int | None = None) -> None:
        """Take an event, unless the test refuses."""
        if self.refusal:
            raise SampleRefused(self.refusal)
        super().publish(event, received_us)
        if isinstance(event, FrameArrived):
            self._hub.publish(f"device/{self.id}/camera/jpeg", payload=event.jpeg)


class HubDevices(FakeDevices):
    """Hosts devices whose pictures reach a hub."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.all: list[HubDevice] = []

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
        assert yields
        super().host(admission, presence, send_call, on_replaced, yields=yields)
        device = self.hosted[admission.id] = HubDevice(admission.id, presence, self._hub)
        self.all.append(device)
        return device


@dataclass
class SourcesBench:
    """Sources and what they work on."""

    sources: Sources
    hub: Hub
    devices: HubDevices
    network: Network
    folder: Path

    async def sleep_until_idle(self, seconds: float = 0.5) -> None:
        """Let tasks run."""
        await trio.sleep(seconds)


def build_sources(
    network: Network, hub: Hub, devices: HubDevices, folder: Path, fixed: Iterable[SourceRecord]
) -> Sources:
    """Return sources for cameras in memory."""
    policy = AddressPolicy(["192.168.1.0/24"])
    http = CameraHttp(policy, network.dial)

    async def find(record: SourceRecord) -> SourceRecord:
        return await find_kind(http, record)

    def build(outlet: Outlet) -> Camera:
        return HttpCamera(http, outlet, lambda: 1.0)

    logger = logging.getLogger("test")
    around = Surroundings(hub, hub.clock, devices, logger, lambda: WALL_S)
    tools = Tools(around, find, build)
    return Sources(tools, policy, RecordStore(folder, "sources", SourceRecord), fixed)


@asynccontextmanager
async def sources_bench(
    board: dict[int, Firmware], folder: Path, *fixed: SourceRecord
) -> AsyncGenerator[SourcesBench]:
    """Run sources for as long as a block lasts."""
    hub = build_hub(TrioClock())
    devices = HubDevices(hub)
    async with on_network(board) as network, bare_nursery() as nursery:
        sources = build_sources(network, hub, devices, folder, fixed)
        await nursery.start(sources.run)
        yield SourcesBench(sources, hub, devices, network, folder)
