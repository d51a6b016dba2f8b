"""`gamebridge recordings`: list, download, export and delete recordings of a running bridge."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import msgspec
import trio
from rich.console import Console
from rich.table import Table

from bridge.api import CommandLine
from bridge_recorder.commands import (
    as_json,
    on_bridge_key,
    on_bridge_url,
    record,
    refuse_existing,
)
from bridge_recorder.meter import (
    bytes_meter,
    pictures_meter,
    text_from_bytes,
    text_from_duration,
)
from bridge_recorder.remote import Remote, open_remote
from bridge_recorder.values import RecordingStatus
from bridge_recorder.wall import text_from_wall

on_output = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to save it."
)


def add_commands(commands: CommandLine) -> None:
    """Add the commands of the recorder to the command line."""
    commands.add(record)
    commands.add(recordings)


@click.group()
def recordings() -> None:
    """Recordings of a running bridge."""


@recordings.command("list")
@on_bridge_url
@on_bridge_key
@as_json
def list_all(url: str, key: str | None, *, is_json: bool) -> None:
    """List recordings, those that run first, then the newest."""

    async def work(remote: Remote) -> None:
        found = await remote.list()
        if is_json:
            click.echo(msgspec.json.encode(found))
            return
        if not found.recordings:
            click.echo("No recordings yet. Make one with 'gamebridge record'.")
            return
        Console().print(_table(found.recordings))

    _run(url, key, work)


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


@recordings.command()
@click.argument("recording_id", metavar="ID")
@on_output
@on_bridge_url
@on_bridge_key
@as_json
def download(
    recording_id: str, output: Path | None, url: str, key: str | None, *, is_json: bool
) -> None:
    """Save a recording as an MCAP file, which Foxglove opens."""
    target = output or Path(f"{recording_id}.mcap")
    refuse_existing(target)

    async def work(remote: Remote) -> None:
        await _fetch(remote, recording_id, target, is_shown=not is_json)

    _run(url, key, work)
    _tell_saved(target, is_json=is_json)


@recordings.command()
@click.argument("source", metavar="ID|FILE")
@click.option("--topic", help="Which camera, as in device/cam-1/camera/jpeg.")
@on_output
@on_bridge_url
@on_bridge_key
@as_json
def export(
    source: str,
    topic: str | None,
    output: Path | None,
    url: str,
    key: str | None,
    *,
    is_json: bool,
) -> None:
    """Save a camera of a recording as an MP4 film. FILE is an MCAP file at hand."""
    local = Path(source)
    target = output or Path(local.with_suffix(".mp4").name if local.is_file() else f"{source}.mp4")
    refuse_existing(target)
    if local.is_file():
        _export(local, topic, target, is_shown=not is_json)
    else:
        with tempfile.TemporaryDirectory(prefix="gamebridge-") as folder:
            fetched = Path(folder) / "recording.mcap"

            async def work(remote: Remote) -> None:
                await _fetch(remote, source, fetched, is_shown=not is_json)

            _run(url, key, work)
            _export(fetched, topic, target, is_shown=not is_json)
    _tell_saved(target, is_json=is_json)


def _export(source: Path, topic: str | None, target: Path, *, is_shown: bool) -> None:
    from bridge_recorder.export import export_mp4

    with pictures_meter("exporting", is_shown=is_shown) as on_progress:
        export_mp4(source, topic, target, on_progress)


@recordings.command()
@click.argument("recording_id", metavar="ID")
@on_bridge_url
@on_bridge_key
def delete(recording_id: str, url: str, key: str | None) -> None:
    """Delete a recording for good."""

    async def work(remote: Remote) -> None:
        await remote.delete(recording_id)

    _run(url, key, work)
    click.echo(f"Recording {recording_id} is deleted.")


async def _fetch(remote: Remote, recording_id: str, target: Path, *, is_shown: bool) -> None:
    with bytes_meter("fetching", is_shown=is_shown) as on_bytes:
        await remote.download(recording_id, target, on_bytes)


def _run(url: str, key: str | None, work: Callable[[Remote], Awaitable[None]]) -> None:
    async def run() -> None:
        async with open_remote(url, key) as remote:
            await work(remote)

    trio.run(run)


def _tell_saved(target: Path, *, is_json: bool) -> None:
    size_bytes = target.stat().st_size
    if is_json:
        click.echo(msgspec.json.encode({"file": str(target), "size_bytes": size_bytes}))
    else:
        click.echo(f"Saved as {target}, {text_from_bytes(size_bytes)}.")
