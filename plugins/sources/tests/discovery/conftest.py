"""Cameras of multicam that hear the loopback's broadcasts, and finders without sockets."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trio

from bridge.api import HealthReport
from bridge.testing.fakes import FakeClock
from bridge_sources.discovery.announcements import parse_answer
from bridge_sources.discovery.mdns import MdnsListener
from bridge_sources.discovery.multicam_udp import MulticamFinder
from bridge_sources.discovery.service import Discovery, DiscoveryChoice
from bridge_sources.discovery.services import HTTP, Announced
from bridge_sources.records import SourceRecord, SourceStatus

ADDRESS = "192.168.1.77"
KEY = f"{ADDRESS}-80"
LOOPBACK_BROADCAST = "127.255.255.255"
LIMIT_S = 20.0


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])


@dataclass
class MulticamBoard:
    """Answers questions that reach `port` by broadcast, to that port or to the asker's.

    `says` makes the answer from the board's own address.
    """

    address: str
    port: int
    says: Callable[[str], bytes] = lambda address: f"ESP32_CAMERA:{address}:80".encode()
    is_answering_asker: bool = False
    questions: int = 0

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Answer until cancelled."""
        with _socket() as ear, _socket() as mouth:
            # An ear at the broadcast address leaves what is for the port to the bridge.
            await ear.bind((LOOPBACK_BROADCAST, self.port))
            await mouth.bind((self.address, 0))
            task_status.started()
            while True:
                question, asker = await ear.recvfrom(100)
                assert question == b"DISCOVER_CAMERAS"
                self.questions += 1
                port = asker[1] if self.is_answering_asker else self.port
                await mouth.sendto(self.says(self.address), (asker[0], port))

    async def announce(self) -> None:
        """Say without having been asked that the camera is here."""
        with _socket() as mouth:
            await mouth.bind((self.address, 0))
            await mouth.sendto(self.says(self.address), (LOOPBACK_BROADCAST, self.port))


def _socket() -> trio.socket.SocketType:
    opened = trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return opened


@asynccontextmanager
async def answering(*boards: MulticamBoard) -> AsyncIterator[None]:
    """Let boards answer inside the block; skip where loopback has no broadcasts."""
    async with trio.open_nursery() as nursery:
        for board in boards:
            try:
                await nursery.start(_start, board)
            except OSError as error:
                pytest.skip(f"no broadcasts on loopback: {error}")
        yield
        nursery.cancel_scope.cancel()


async def _start(board: MulticamBoard, *, task_status: trio.TaskStatus[None]) -> None:
    await board.run(task_status=task_status)


class FakeBook:
    """Sources that take everything, once."""

    def __init__(self) -> None:
        self.added: list[SourceStatus] = []

    def list(self) -> list[SourceStatus]:
        return self.added

    def find(self, name: str) -> SourceStatus | None:
        return next((s for s in self.added if s.record.name == name), None)

    async def add(self, record: SourceRecord) -> SourceStatus:
        await trio.lowlevel.checkpoint()
        if self.find(record.name):
            raise ValueError(f"name {record.name!r} is taken")
        self.added.append(SourceStatus(record=record))
        return self.added[-1]


class FakeFinder(MulticamFinder):
    """Works without sockets, and finds a camera each time that it is asked or started."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.discovery: Discovery | None = None
        self.running = 0
        self.asked = 0
        self.address = ADDRESS
        self.is_blind = False

    def ask(self) -> None:
        self.asked += 1
        self.see()

    async def run(self, *, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
        self.running += 1
        self.see()
        try:
            task_status.started(1)
            await trio.sleep_forever()
        finally:
            self.running -= 1

    def see(self, claimed: str = "") -> None:
        assert self.discovery is not None
        if self.is_blind:
            return
        answer = f"ESP32_CAMERA:{claimed or self.address}:80".encode()
        seen = parse_answer(answer, self.address)
        assert seen is not None
        self.discovery.found.note(seen, self.discovery._clock.now_us())


class FakeListener(MdnsListener):
    """Works without sockets."""

    def __init__(self, fault: str = "") -> None:
        super().__init__(lambda _: None, lambda _: None)
        self.running = 0
        self.starts = 0
        self.fault = fault

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        self.starts += 1
        if self.fault:
            raise OSError(19, self.fault)
        self.running += 1
        try:
            task_status.started()
            await trio.sleep_forever()
        finally:
            self.running -= 1


class Bench:
    """A discovery with fakes around it."""

    def __init__(self, *, asking: bool = False, listening: bool = False, fault: str = "") -> None:
        self.book, self.clock = FakeBook(), FakeClock()
        self.finder, self.listener = FakeFinder(), FakeListener(fault)
        choice = DiscoveryChoice(is_asking=asking, is_listening=listening)
        self.networks = ["192.168.1.255"]
        self.discovery = Discovery(
            self.book,
            self.clock,
            choice,
            finder=self.finder,
            listener=self.listener,
            networks=lambda: self.networks,
        )
        self.finder.discovery = self.discovery

    def report(self) -> list[tuple[str, str]]:
        report = HealthReport()
        self.discovery.report_health(report)
        return [(item.level, item.text) for item in report.items]


def web_server(label: str, address: str = ADDRESS) -> Announced:
    return Announced(HTTP, f"{label}.{HTTP}", f"{label}.local.", (address,), 80, {})
