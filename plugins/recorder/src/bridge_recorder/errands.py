"""What the commands do: record, list, fetch, export. It loads HTTP and codecs, which is slow,
so the commands load it only when they run.
"""

import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
import trio
from rich.console import Console
from rich.table import Table

from bridge.api import BridgeError
from bridge_recorder.export import export_mp4
from bridge_recorder.meter import (
    bytes_meter,
    pictures_meter,
    recording_meter,
    text_from_bytes,
    text_from_duration,
)
from bridge_recorder.remote import Remote, open_remote
from bridge_recorder.values import RecordingRequest, RecordingStatus
from bridge_recorder.wall import text_from_wall

LOOK_EVERY_S = 0.5
# Wider than any row: an id that is cut is of no use to whoever copies it.
TABLE_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants recorded, for how long, and where the file shall go."""

    request: RecordingRequest
    seconds: float | None
    output: Path | None
    is_json: bool


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where a bridge is, and the key for it."""

    url: str
    key: str | None


def record(bridge: Bridge, wish: Wish) -> None:
    """Record until Ctrl-C, and say what came of it."""
    trio.run(_record, bridge, wish)


async def _record(bridge: Bridge, wish: Wish) -> None:
    async with open_remote(bridge.url, bridge.key) as remote:
        with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async with trio.open_nursery() as nursery:
                enough = trio.Event()
                nursery.start_soon(_set_at_signal, signals, enough)
                ended = await record_until(remote, wish, enough)
                nursery.cancel_scope.cancel()
        _tell(ended, wish)


async def _set_at_signal(signals: AsyncIterator[int], enough: trio.Event) -> None:
    async for _ in signals:
        enough.set()


async def record_until(remote: Remote, wish: Wish, enough: trio.Event) -> RecordingStatus:
    """Record until `enough` is set, the time is over or the bridge ends it; return the end.

    The file is fetched when the wish says where to. BridgeError when the bridge is gone.
    """
    started = await remote.start(wish.request)
    with recording_meter(wish.seconds, is_shown=not wish.is_json) as meter:
        try:
            with trio.move_on_after(wish.seconds or float("inf")):
                await _watch(remote, started, enough, meter.show)
            ended = await _end(remote, started)
        except BridgeError as error:
            raise BridgeError(
                f"recording {started.id}: {error}; the bridge finishes it when it starts again"
            ) from None
        meter.show(ended)
    if wish.output is not None:
        with bytes_meter("fetching", is_shown=not wish.is_json) as on_bytes:
            await remote.download(ended.id, wish.output, on_bytes)
    return ended


async def _watch(
    remote: Remote,
    status: RecordingStatus,
    enough: trio.Event,
    show: Callable[[RecordingStatus], None],
) -> None:
    while status.state == "recording" and not enough.is_set():
        show(status)
        with trio.move_on_after(LOOK_EVERY_S):
            await enough.wait()
        status = await remote.status(status.id)


async def _end(remote: Remote, started: RecordingStatus) -> RecordingStatus:
    status = await remote.status(started.id)
    return status if status.state != "recording" else await remote.stop(started.id)


def _tell(ended: RecordingStatus, wish: Wish) -> None:
    if wish.is_json:
        click.echo(msgspec.json.encode(ended))
        return
    left_out = sum(ended.dropped.values())
    click.echo(
        f"Recorded {ended.samples} samples in {text_from_duration(ended.duration_us)}, "
        f"{text_from_bytes(ended.size_bytes)}" + (f", {left_out} left out." if left_out else ".")
    )
    if ended.reason:
        click.echo(f"It ended because {ended.reason}.")
    if wish.output is not None:
        click.echo(f"Saved as {wish.output}.")
    else:
        click.echo(f"Fetch it with: gamebridge recordings download {ended.id}")


def list_all(bridge: Bridge, *, is_json: bool) -> None:
    """Print all recordings."""

    async def work(remote: Remote) -> None:
        found = await remote.list()
        if is_json:
            click.echo(msgspec.json.encode(found))
            return
        if not found.recordings:
            click.echo("No recordings yet. Make one with 'gamebridge record'.")
            return
        Console(width=TABLE_WIDTH).print(_table(found.recordings))

    _run(bridge, work)


def _table(found: tuple[RecordingStatus, ...]) -> Table:
    table = Table(
        "ID", "NAME", "STARTED", "LENGTH", "SIZE", "SAMPLES", "STATE", box=None, pad_edge=False
    )
    for status in found:
        table.add_row(
            status.id,
            status.name,
            text_from_wall(status.started_wall_us),
            text_from_duration(status.duration_us),
            text_from_bytes(status.size_bytes),
            str(status.samples),
            f"{status.state}: {status.reason}" if status.reason else status.state,
        )
    return table


def fetch(bridge: Bridge, recording_id: str, target: Path, *, is_json: bool) -> None:
    """Save a recording."""

    async def work(remote: Remote) -> None:
        await _fetch(remote, recording_id, target, is_shown=not is_json)

    _run(bridge, work)
    _tell_saved(target, is_json=is_json)


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Which camera of which recording shall become a film, and where it goes."""

    source: str
    topic: str | None
    target: Path
    is_json: bool


def export(bridge: Bridge, wish: ExportWish) -> None:
    """Save a camera of a recording, or of a file at hand, as a film."""
    if Path(wish.source).is_file():
        _export(Path(wish.source), wish)
        return
    with tempfile.TemporaryDirectory(prefix="gamebridge-") as folder:
        fetched = Path(folder) / "recording.mcap"

        async def work(remote: Remote) -> None:
            await _fetch(remote, wish.source, fetched, is_shown=not wish.is_json)

        _run(bridge, work)
        _export(fetched, wish)


def _export(source: Path, wish: ExportWish) -> None:
    with pictures_meter("exporting", is_shown=not wish.is_json) as on_progress:
        export_mp4(source, wish.topic, wish.target, on_progress)
    _tell_saved(wish.target, is_json=wish.is_json)


def delete(bridge: Bridge, recording_id: str) -> None:
    """Delete a recording."""

    async def work(remote: Remote) -> None:
        await remote.delete(recording_id)

    _run(bridge, work)
    click.echo(f"Recording {recording_id} is deleted.")


async def _fetch(remote: Remote, recording_id: str, target: Path, *, is_shown: bool) -> None:
    with bytes_meter("fetching", is_shown=is_shown) as on_bytes:
        await remote.download(recording_id, target, on_bytes)


def _run(bridge: Bridge, work: Callable[[Remote], Awaitable[None]]) -> None:
    async def run() -> None:
        async with open_remote(bridge.url, bridge.key) as remote:
            await work(remote)

    trio.run(run)


def _tell_saved(target: Path, *, is_json: bool) -> None:
    size_bytes = target.stat().st_size
    if is_json:
        click.echo(msgspec.json.encode({"file": str(target), "size_bytes": size_bytes}))
    else:
        click.echo(f"Saved as {target}, {text_from_bytes(size_bytes)}.")
