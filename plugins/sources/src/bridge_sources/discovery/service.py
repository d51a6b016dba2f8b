"""Finding cameras, all the time or when somebody searches.

Knows: both finders, the table of what they see, the sources. Does not know: HTTP, how a
finder works. What is found is offered; nothing is connected to until a person adds it.
"""

from dataclasses import dataclass
from typing import Protocol

import msgspec
import trio

from bridge.api import Clock, HealthReport
from bridge_sources.discovery.announcements import PORT
from bridge_sources.discovery.found import FoundCamera, FoundCameras
from bridge_sources.discovery.mdns import MdnsListener
from bridge_sources.discovery.multicam_udp import (
    MulticamFinder,
    Targets,
    broadcast_addresses,
)
from bridge_sources.discovery.services import Announced, sighting_of
from bridge_sources.records import SourceRecord, SourceStatus, parse_source_name
from bridge_sources.wishes import MAX_SCAN_S, SCAN_S, AddWish

# How often to look whether this machine has come into another network.
LOOK_EVERY_S = 15.0
# What a search has found is listed for so long when nobody listens after it.
KEEP_SCANNED_US = 600_000_000


@dataclass(frozen=True, slots=True)
class DiscoveryChoice:
    """Which finders work all the time; a search lets both work while it lasts."""

    is_asking: bool = False  # Multicam's broadcasts.
    is_listening: bool = False  # mDNS.
    port: int = PORT


class SourceBook(Protocol):
    """The sources, as far as discovery needs them. `Sources` is one."""

    def list(self) -> list[SourceStatus]:
        """Return how all sources are."""
        ...  # pragma: no cover

    def find(self, name: str) -> SourceStatus | None:
        """Return how a source is, by its name or id."""
        ...  # pragma: no cover

    async def add(self, record: SourceRecord) -> SourceStatus:
        """Add a source. ValueError: its name is taken, its address is refused."""
        ...  # pragma: no cover


class Discovery:
    """The finders of one bridge."""

    name = "discovery"

    def __init__(
        self,
        sources: SourceBook,
        clock: Clock,
        choice: DiscoveryChoice,
        *,
        finder: MulticamFinder | None = None,
        listener: MdnsListener | None = None,
        networks: Targets = broadcast_addresses,
    ) -> None:
        self._sources = sources
        self._clock = clock
        self._choice = choice
        self.found = FoundCameras(self._is_added)
        self._finder = finder or MulticamFinder(
            lambda seen: self.found.note(seen, clock.now_us()), port=choice.port
        )
        self._listener = listener or MdnsListener(self.note_announced, self.found.forget)
        self._networks = networks
        self._scanning = trio.Lock()
        self._mdns_fault = ""

    @property
    def is_searching(self) -> bool:
        """True while somebody's search lasts."""
        return self._scanning.locked()

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Let the finders work that are switched on, until cancelled."""
        async with trio.open_nursery() as nursery:
            if self._choice.is_asking:
                nursery.start_soon(self._ask)
            if self._choice.is_listening:
                nursery.start_soon(self._listen)
            task_status.started()
            await trio.sleep_forever()

    async def scan(self, seconds: float = SCAN_S) -> list[FoundCamera]:
        """Search with all finders for so long, and return all that is known then.

        Who comes while another search lasts waits for its end and has the same result.
        """
        is_first = not self._scanning.locked()
        async with self._scanning:
            if is_first:
                await self._search(min(seconds, MAX_SCAN_S))
        return self.cameras()

    async def _search(self, seconds: float) -> None:
        with trio.move_on_after(seconds):
            async with trio.open_nursery() as nursery:
                if self._choice.is_asking:
                    self._finder.ask()
                else:
                    nursery.start_soon(self._ask)
                if not self._choice.is_listening:
                    nursery.start_soon(self._listen)
                await trio.sleep_forever()

    async def _ask(self) -> None:
        await self._finder.run()

    async def _listen(self) -> None:
        """Listen on the networks that there are; again when they change, or after a failure."""
        while True:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._cancel_on_change, nursery.cancel_scope)
                try:
                    await nursery.start(self._start_listening)
                    self._mdns_fault = ""
                    await trio.sleep_forever()
                except OSError as error:
                    self._mdns_fault = str(error.strerror or error)
                await trio.sleep(LOOK_EVERY_S)
                nursery.cancel_scope.cancel()

    async def _start_listening(self, *, task_status: trio.TaskStatus[None]) -> None:
        await self._listener.run(task_status=task_status)

    async def _cancel_on_change(self, listening: trio.CancelScope) -> None:
        before = self._networks()
        while self._networks() == before:  # noqa: ASYNC110 - no system call waits for this.
            await trio.sleep(LOOK_EVERY_S)
        listening.cancel()

    def cameras(self) -> list[FoundCamera]:
        """Return what was found and is still there."""
        return self.found.list(self._clock.now_us())

    async def add(self, key: str, wish: AddWish) -> SourceStatus:
        """Make a found camera a source.

        KeyError if there is none of that key; ValueError says why it cannot be added.
        """
        camera = self.found.find(key, self._clock.now_us())
        if camera is None:
            raise KeyError(key)
        if camera.standing == "suspicious":
            raise ValueError(
                f"{camera.name} is not added because {camera.note}; if you know better, add it "
                f"by its address: gamebridge sources add {camera.address}:{camera.port}"
            )
        record = SourceRecord(
            name=parse_source_name(wish.name) if wish.name else self._free_name(camera),
            host=camera.address,
            port=camera.port,
            kind=wish.kind or camera.kind,
            stream_port=camera.stream_port,
            hz=wish.hz,
        )
        return await self._sources.add(record)

    def _free_name(self, camera: FoundCamera) -> str:
        if self._sources.find(camera.name) is None:
            return camera.name
        return f"{camera.name} ({camera.address})"[-64:].lstrip()

    def _is_added(self, address: str, port: int) -> bool:
        records = (status.record for status in self._sources.list())
        return any(r.host == address and r.port in (0, port) for r in records)

    def note_announced(self, announced: Announced) -> None:
        """Take what a listener heard."""
        keep_us = 0 if self._choice.is_listening else KEEP_SCANNED_US
        seen = sighting_of(msgspec.structs.replace(announced, keep_us=keep_us))
        if seen is not None:
            self.found.note(seen, self._clock.now_us())

    @property
    def faults(self) -> list[str]:
        """What keeps a finder from working, for people."""
        asking = [self._asking_fault()] if self._finder.statistics.fault else []
        return [*asking, *([f"mDNS: {self._mdns_fault}"] if self._mdns_fault else [])]

    def _asking_fault(self) -> str:
        fault = self._finder.statistics.fault
        return f"{fault}; answers of cameras to that port are not heard"

    def report_health(self, report: HealthReport) -> None:
        """Say what was found, and what keeps finders from working."""
        if self._finder.statistics.fault:
            report.warning(
                f"discovery: {self._asking_fault()}",
                "stop the other program that has the port, or set [plugin.sources] discover_port",
            )
        if self._mdns_fault:
            report.warning(
                f"discovery: mDNS: {self._mdns_fault}",
                f"look at this machine's network; it is tried again every {LOOK_EVERY_S:g} s",
            )
        if self._choice.is_asking or self._choice.is_listening:
            fresh = [c for c in self.cameras() if c.standing == "offered" and not c.is_added]
            report.ok(f"discovery: {len(fresh)} found cameras are not added")
        if self.found.refused:
            report.warning(
                f"discovery: {self.found.refused} announcements found no room in the list",
                "somebody announces cameras that do not exist; look who is in this network",
            )
