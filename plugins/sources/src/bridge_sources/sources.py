"""All sources of a bridge, running."""

import math
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
import trio

from bridge.api import HealthReport, JsonScalar, RecordStore, SettingsError, parse_device_id
from bridge_sources.address import AddressPolicy
from bridge_sources.kinds import complete
from bridge_sources.location import check_path
from bridge_sources.records import (
    SourceRecord,
    SourceStatus,
    device_id_for,
    parse_source_name,
)
from bridge_sources.source_run import SourceRun, Tools

# Each may hold a connection and a task; nobody has more cameras than that.
MAX_SOURCES = 64
MAX_HZ = 60.0

T = TypeVar("T")


class Sources:
    """The cameras that one bridge asks. One connection to each, however many look."""

    name = "sources"

    def __init__(
        self,
        tools: Tools,
        policy: AddressPolicy,
        store: RecordStore[SourceRecord],
        fixed: Iterable[SourceRecord] = (),
    ) -> None:
        self._tools = tools
        self._policy = policy
        self._store = store
        # One writer: SQLite would make a second one wait anyway.
        self._one_writer = trio.CapacityLimiter(1)
        self._runs: dict[str, SourceRun] = {}
        self._changed = trio.Event()
        self._adding = trio.Lock()
        self._take_in(fixed, is_fixed=True)
        self._take_in(store.load(), is_fixed=False)

    def _take_in(self, records: Iterable[SourceRecord], *, is_fixed: bool) -> None:
        for record in records:
            if not is_fixed and record.name in self._runs:
                continue  # The settings file has the last word.
            try:
                ready = self._prepare(record)
            except ValueError as error:
                raise SettingsError(f"source {record.name!r}: {error}") from None
            self._runs[record.name] = SourceRun(ready, self._tools, is_fixed=is_fixed)

    def _prepare(self, record: SourceRecord) -> SourceRecord:
        """Return a record with nothing left open; ValueError says what is wrong."""
        parse_source_name(record.name)
        if self.find(record.name) is not None:
            raise ValueError(f"there is a source {record.name!r} already: choose another name")
        if len(self._runs) >= MAX_SOURCES:
            raise ValueError(f"there are {MAX_SOURCES} sources already: remove one first")
        if not (math.isfinite(record.hz) and 0 <= record.hz <= MAX_HZ):
            raise ValueError(f"hz = {record.hz}: from 0 (as the camera sends) to {MAX_HZ:g}")
        for path in (record.path, record.stream_path):
            if path:
                check_path(path)
        wanted = parse_device_id(record.id) if record.id else ""
        device_id = wanted or self._free_id(device_id_for(record.name, record.host))
        if self.find(device_id) is not None:
            raise ValueError(f"the device id {device_id!r} is another source's: choose another")
        record = msgspec.structs.replace(record, id=device_id)
        return record if record.kind == "auto" else complete(record)

    def _free_id(self, device_id: str) -> str:
        taken = {run.record.id for run in self._runs.values()}
        numbered = (f"{device_id[:28]}-{number}" for number in range(2, MAX_SOURCES + 2))
        return next(found for found in (device_id, *numbered) if found not in taken)

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Run every source that is started, until cancelled."""
        async with trio.open_nursery() as nursery:
            task_status.started()
            while True:
                changed = self._changed
                for run in self._runs.values():
                    if run.is_started and not run.is_running:
                        nursery.start_soon(self._run_one, run)
                await changed.wait()

    async def _run_one(self, run: SourceRun) -> None:
        if run.is_started and not run.is_running:
            await run.run()
            self._note_change()

    def _note_change(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    def list(self) -> list[SourceStatus]:
        """Return how all sources are, by name."""
        return [self._runs[name].status() for name in sorted(self._runs)]

    def find(self, name: str) -> SourceStatus | None:
        """Return how a source is, by its name or id."""
        try:
            return self._find(name).status()
        except KeyError:
            return None

    def _find(self, name: str) -> SourceRun:
        run = self._runs.get(name)
        if run is not None:
            return run
        for other in self._runs.values():
            if other.record.id == name:
                return other
        raise KeyError(name)

    async def add(self, record: SourceRecord) -> SourceStatus:
        """Add a source.

        ValueError: its name is taken, its address is refused. SourceFailed: nobody could
        find out what kind of camera it is.
        """
        ready = self._prepare(record)
        await self._policy.find(ready.host, ready.port or 80)
        ready = await self._tools.find_kind(ready)
        if ready.stream_port:
            await self._policy.find(ready.host, ready.stream_port)
        async with self._adding:
            self._prepare(ready)  # Finding out took a while: is its name still free?
            await self._in_thread(lambda: self._store.put(ready.name, ready))
            run = self._runs[ready.name] = SourceRun(ready, self._tools)
        self._note_change()
        return run.status()

    async def remove(self, name: str) -> None:
        """Forget a source. KeyError if there is none; ValueError if settings name it."""
        run = self._find(name)
        if run.is_fixed:
            raise ValueError(
                f"source {run.record.name!r} stands in the settings file: remove it there"
            )
        await self._in_thread(lambda: self._store.remove(run.record.name))
        self._runs.pop(run.record.name, None)
        run.is_started = False
        run.stop()

    async def start(self, name: str) -> None:
        """Let a source fetch pictures. KeyError if there is none."""
        run = self._find(name)
        run.is_started = True
        self._note_change()
        await self._keep(run)

    async def stop(self, name: str) -> None:
        """Let a source rest. KeyError if there is none."""
        run = self._find(name)
        run.is_started = False
        run.stop()
        await self._keep(run)

    async def _keep(self, run: SourceRun) -> None:
        if run.is_fixed:
            await trio.lowlevel.checkpoint()
            return
        record = run.status().record
        await self._in_thread(lambda: self._store.put(record.name, record))

    async def snapshot(self, name: str) -> bytes:
        """Return one JPEG of now. KeyError; SourceFailed says why not."""
        return await self._find(name).snapshot()

    async def status(self, name: str) -> dict[str, JsonScalar]:
        """Return what the camera says of itself. KeyError; SourceFailed says why not."""
        return await (await self._find(name).camera()).status()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._one_writer)

    def report_health(self, report: HealthReport) -> None:
        """Say how many sources there are, and which of them fail and why."""
        statuses = self.list()
        online = sum(status.is_online for status in statuses)
        started = sum(status.record.is_started for status in statuses)
        report.ok(f"sources: {len(statuses)}, of which {started} are started and {online} online")
        for status in statuses:
            if status.record.is_started and status.fault:
                report.warning(
                    f"source {status.record.name!r} gives no pictures: {status.fault}",
                    "check the camera's power, Wi-Fi and address; "
                    f"`gamebridge sources remove {status.record.id!r}` forgets it",
                )
