"""`gamebridge record`: record a running bridge until Ctrl-C, and keep the file."""

import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
import trio

from bridge.api import BridgeError
from bridge_recorder.meter import (
    bytes_meter,
    recording_meter,
    text_from_bytes,
    text_from_duration,
)
from bridge_recorder.remote import DEFAULT_URL, Remote, open_remote
from bridge_recorder.values import RecordingRequest, RecordingStatus

LOOK_EVERY_S = 0.5

on_bridge_url = click.option(
    "--url",
    envvar="GAMEBRIDGE_URL",
    default=DEFAULT_URL,
    show_default=True,
    help="Address of the bridge.",
)
on_bridge_key = click.option(
    "--key", envvar="GAMEBRIDGE_KEY", help="Key of an operator, for bridges on other machines."
)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants recorded, for how long, and where the file shall go."""

    request: RecordingRequest
    seconds: float | None
    output: Path | None
    is_json: bool


@click.command()
@click.argument("topics", nargs=-1)
@on_bridge_url
@on_bridge_key
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Stop after this long.")
@click.option("--name", default="", help="A name to find the recording by.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Copy the finished file here.",
)
@as_json
def record(
    topics: tuple[str, ...],
    url: str,
    key: str | None,
    *,
    seconds: float | None,
    name: str,
    output: Path | None,
    is_json: bool,
) -> None:
    """Record TOPICS of a running bridge until Ctrl-C, or for --seconds.

    TOPICS are patterns such as 'device/cam-1/**'; without any, everything but video that
    the bridge would have to make is recorded. The file stays with the bridge, which ends
    it properly whatever happens here; see 'gamebridge recordings'.
    """
    refuse_existing(output)
    trio.run(_record, url, key, Wish(RecordingRequest(topics, name), seconds, output, is_json))


def refuse_existing(output: Path | None) -> None:
    """Refuse to write over a file."""
    if output is not None and output.exists():
        raise BridgeError(f"{output}: exists already; name another file with --output")


async def _record(url: str, key: str | None, wish: Wish) -> None:
    async with open_remote(url, key) as remote:
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
        with trio.move_on_after(wish.seconds or float("inf")):
            await _watch(remote, started, enough, meter.show)
        ended = await _end(remote, started)
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
