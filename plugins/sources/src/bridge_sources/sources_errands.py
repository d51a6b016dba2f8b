"""What `gamebridge sources` does. Loaded when it runs."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import click
import msgspec
import trio
from rich.console import Console
from rich.status import Status
from rich.table import Table

from bridge.api import BridgeError
from bridge_sources.capture81 import PORT as CAPTURE81_PORT
from bridge_sources.capture_dial import authority_of
from bridge_sources.discovery.found import FoundCamera
from bridge_sources.kinds import KINDS
from bridge_sources.location import parse_location
from bridge_sources.records import SourceStatus
from bridge_sources.remote import Remote, open_remote
from bridge_sources.wishes import AddWish, SourceWish

ALL = "all"
PASSWORD_VARIABLE = "GAMEBRIDGE_CAMERA_PASSWORD"  # noqa: S105 - where to find it, not what it is.
# Wider than any row: an address that is cut is of no use to whoever copies it.
TABLE_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where a bridge is, and the key for it."""

    url: str
    key: str | None


Work = Callable[[Remote], Awaitable[None]]


def _run(bridge: Bridge, work: Work) -> None:
    async def run() -> None:
        async with open_remote(bridge.url, bridge.key) as remote:
            await work(remote)

    trio.run(run)


def list_all(bridge: Bridge, *, is_json: bool) -> None:
    """Print all sources."""

    async def work(remote: Remote) -> None:
        found = await remote.sources()
        if is_json:
            click.echo(msgspec.json.encode(found))
        elif not found:
            click.echo("No sources yet. Look for cameras with 'gamebridge sources scan'.")
        else:
            Console(width=TABLE_WIDTH).print(sources_table(found))

    _run(bridge, work)


def sources_table(found: list[SourceStatus]) -> Table:
    """Return sources as people read them."""
    table = Table(
        "NAME",
        "ID",
        "KIND",
        "ADDRESS",
        "STATE",
        "FPS",
        "VIEWERS",
        "FAULT",
        box=None,
        pad_edge=False,
    )
    for status in found:
        record = status.record
        table.add_row(
            record.name,
            record.id,
            record.kind,
            f"{record.host}:{record.port}",
            _state(status),
            f"{status.fps:.1f}",
            str(status.viewers),
            status.fault,
        )
    return table


def _state(status: SourceStatus) -> str:
    if not status.record.is_started:
        return "stopped"
    if not status.is_online:
        return "offline"
    return "active" if status.is_active else "ready"


def wish_of(address: str, name: str, kind: str, hz: float, *, is_started: bool) -> SourceWish:
    """Return what was typed as a wish; ws:// says what kind of camera it is."""
    if address.lower().startswith("ws://"):
        try:
            place = parse_location("http://" + address[len("ws://") :])
        except ValueError as error:
            raise BridgeError(str(error)) from None
        address, kind = authority_of(place.host, place.port or CAPTURE81_PORT), "capture81"
    asked = {"address": address, "name": name, "kind": kind, "hz": hz, "is_started": is_started}
    return msgspec.convert(asked, SourceWish)


def with_password(wish: SourceWish, user: str) -> SourceWish:
    """Return the wish with a user, and the password from the environment or the terminal."""
    password = os.environ.get(PASSWORD_VARIABLE) or click.prompt("Password", hide_input=True)
    return msgspec.structs.replace(wish, user=user, password=str(password))


def add(bridge: Bridge, wish: SourceWish, *, is_json: bool) -> None:
    """Add a source and say what it is."""

    async def work(remote: Remote) -> None:
        with _waiting("asking the camera what it is", is_shown=not is_json):
            added = await remote.add(wish)
        _tell_added(added, is_json=is_json)

    _run(bridge, work)


def _tell_added(added: SourceStatus, *, is_json: bool) -> None:
    if is_json:
        click.echo(msgspec.json.encode(added))
        return
    record = added.record
    title = KINDS[record.kind].title
    click.echo(f"Added {record.name!r}: {title} at {record.host}:{record.port}.")
    click.echo(f"Its pictures are device/{record.id}/camera/jpeg.")
    click.echo(f"Take one with: gamebridge capture {record.id}")


def remove(bridge: Bridge, name: str) -> None:
    """Forget a source."""

    async def work(remote: Remote) -> None:
        await remote.remove(name)

    _run(bridge, work)
    click.echo(f"Source {name} is removed.")


def set_started(bridge: Bridge, name: str, *, is_started: bool, is_json: bool) -> None:
    """Let a source fetch pictures, or rest."""

    async def work(remote: Remote) -> None:
        status = await remote.set_started(name, is_started=is_started)
        if is_json:
            click.echo(msgspec.json.encode(status))
        else:
            click.echo(f"Source {status.record.name} is {'started' if is_started else 'stopped'}.")

    _run(bridge, work)


@dataclass(frozen=True, slots=True)
class ScanWish:
    """How long to search, and which of what is found shall be added (None: nothing)."""

    seconds: float
    add: str | None
    is_json: bool


def scan(bridge: Bridge, wish: ScanWish) -> None:
    """Search for cameras, print them, and add what is wanted."""

    async def work(remote: Remote) -> None:
        await scan_with(remote, wish)

    _run(bridge, work)


async def scan_with(remote: Remote, wish: ScanWish) -> None:
    """Search; BridgeError when something that was to be added could not be."""
    with _waiting(f"searching for {wish.seconds:g} s", is_shown=not wish.is_json):
        found = await remote.scan(wish.seconds)
    if wish.is_json and wish.add is None:
        click.echo(msgspec.json.encode(found))
        return
    if not wish.is_json:
        _show(found)
    if wish.add is not None:
        await _add_found(remote, found, wish)


def _show(found: list[FoundCamera]) -> None:
    if not found:
        click.echo("No camera answered. Is it switched on, and in this network?")
        click.echo("Cameras that do not announce themselves: gamebridge sources add ADDRESS")
        return
    Console(width=TABLE_WIDTH).print(found_table(found))


def found_table(found: list[FoundCamera]) -> Table:
    """Return found cameras as people read them, each with the command that adds it."""
    table = Table("NAME", "ADDRESS", "KIND", "MODEL", "FOUND BY", "", box=None, pad_edge=False)
    for camera in found:
        table.add_row(
            camera.name,
            f"{camera.address}:{camera.port}",
            camera.kind,
            camera.model,
            camera.how,
            _advice(camera),
        )
    return table


def _advice(camera: FoundCamera) -> str:
    if camera.is_added:
        return "is added"
    if camera.standing == "suspicious":
        return f"suspicious: {camera.note}"
    command = f"gamebridge sources scan --add {camera.key}"
    return f"{command}  ({camera.note})" if camera.note else command


async def _add_found(remote: Remote, found: list[FoundCamera], wish: ScanWish) -> None:
    chosen = _choose(found, wish.add or ALL)
    failures = []
    for camera in chosen:
        try:
            _tell_added(await remote.add_found(camera.key, AddWish()), is_json=wish.is_json)
        except BridgeError as error:
            failures.append(str(error))
    if failures:
        raise BridgeError("; ".join(failures))
    if not chosen and not wish.is_json:
        click.echo("Nothing to add.")


def _choose(found: list[FoundCamera], wanted: str) -> list[FoundCamera]:
    if wanted == ALL:
        return [c for c in found if c.standing == "offered" and not c.is_added]
    chosen = [c for c in found if wanted in (c.key, c.name, c.address)]
    if len(chosen) != 1:
        what = "was not found" if not chosen else "is more than one camera"
        keys = ", ".join(camera.key for camera in found) or "nothing"
        raise BridgeError(f"--add {wanted!r}: {what}; found: {keys}")
    return chosen


def _waiting(text: str, *, is_shown: bool) -> Status:
    console = Console(stderr=True, quiet=not is_shown)
    return console.status(text)
