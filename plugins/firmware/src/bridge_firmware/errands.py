"""What `gamebridge firmware` does. It loads HTTP, so the commands load it when they run."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
import trio
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from bridge.api import BridgeError, DeviceFirmware
from bridge_firmware.image import Image
from bridge_firmware.remote import OnBytes, Remote, open_remote
from bridge_firmware.values import FirmwareList, UpdateBegun, UpdateWish

LOOK_EVERY_S = 0.5
# The device gives up by itself after three minutes without the bridge and ten of trial.
LONGEST_UPDATE_S = 20 * 60.0
# Wider than any row: a digest that is cut is of no use to whoever copies it.
TABLE_WIDTH = 240
SHOWN_DIGITS = 12

_STAGES = {
    "downloading": "loading",
    "restarting": "restarting",
    "on_trial": "on trial: it has to stay with the bridge for a minute",
}


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where a bridge is, and the key for it."""

    url: str
    key: str | None


def add(bridge: Bridge, images: Sequence[Path], *, is_json: bool) -> None:
    """Send images and say what they are."""

    async def work(remote: Remote) -> None:
        for path in images:
            with _meter(path.name, is_shown=not is_json) as on_bytes:
                image = await remote.add(path, on_bytes)
            if is_json:
                click.echo(msgspec.json.encode(image))
            else:
                click.echo(f"Added {describe(image)}.")

    _run(bridge, work)


def list_all(bridge: Bridge, *, is_json: bool) -> None:
    """Print images and devices."""

    async def work(remote: Remote) -> None:
        found = await remote.list()
        if is_json:
            click.echo(msgspec.json.encode(found))
        else:
            show(found)

    _run(bridge, work)


def remove(bridge: Bridge, name: str) -> None:
    """Delete an image and say which."""

    async def work(remote: Remote) -> None:
        image = await remote.remove(name)
        click.echo(f"Removed {describe(image)}.")

    _run(bridge, work)


def update(bridge: Bridge, device: str, name: str, *, again: bool) -> None:
    """Update a device and say how it ended; BridgeError when it is not on the image."""

    async def work(remote: Remote) -> None:
        begun = await remote.update(device, UpdateWish(name, again))
        click.echo(f"{device} takes {describe(begun.image)}.")
        with _in_time(device), _meter(device, is_shown=True) as on_bytes:
            ended = await follow(remote, begun, click.echo, on_bytes)
        click.echo(f"{device} runs {ended.version}.")

    _run(bridge, work)


async def follow(
    remote: Remote, begun: UpdateBegun, say: Callable[[str], None], on_bytes: OnBytes
) -> DeviceFirmware:
    """Wait for the end of an update; BridgeError when the old firmware is back.

    `say` is told each stage once.
    """
    device, said = begun.device, ""
    while True:
        firmware = await _told_since(remote, begun)
        if firmware.stage == "downloading":
            on_bytes(firmware.done_bytes, firmware.size_bytes)
        if firmware.stage != said and firmware.stage in _STAGES:
            said = firmware.stage
            say(f"{device}: {_STAGES[said]}")
        if firmware.stage in ("failed", "rolled_back"):
            raise BridgeError(
                f"{device} runs {firmware.version} as before: {firmware.text} ({firmware.code})"
            )
        if firmware.stage == "kept":
            return firmware
        await trio.sleep(LOOK_EVERY_S)


async def _told_since(remote: Remote, begun: UpdateBegun) -> DeviceFirmware:
    """Return what a device says about this update, and not about one before it."""
    while True:
        found = await remote.list()
        shown = next((d for d in found.devices if d.id == begun.device), None)
        if shown is None:
            raise BridgeError(f"the bridge has forgotten {begun.device}; did it restart?")
        if shown.told_us >= begun.at_us:
            return shown.firmware
        await trio.sleep(LOOK_EVERY_S)


def describe(image: Image) -> str:
    """Return an image in a few words."""
    signed = ", signed" if image.is_signed else ""
    return (
        f"{image.board} {image.version} for {image.chip} ({image.built}{signed}), "
        f"{image.sha256[:SHOWN_DIGITS]}"
    )


def _run(bridge: Bridge, work: Callable[[Remote], Awaitable[None]]) -> None:
    async def main() -> None:
        async with open_remote(bridge.url, bridge.key) as remote:
            await work(remote)

    trio.run(main)


def show(found: FirmwareList) -> None:
    """Print images and devices as people read them."""
    if not found.images:
        click.echo("No images yet. Add one with 'gamebridge firmware add IMAGE'.")
    else:
        Console(width=TABLE_WIDTH).print(_images_table(found.images))
    if found.devices:
        click.echo()
        Console(width=TABLE_WIDTH).print(_devices_table(found))


def _images_table(images: Sequence[Image]) -> Table:
    names = ("BOARD", "VERSION", "CHIP", "BUILT", "SIGNED", "BYTES", "SHA-256")
    table = Table(*names, box=None, pad_edge=False)
    for image in images:
        signed = "yes" if image.is_signed else "no"
        digits = image.sha256[:SHOWN_DIGITS]
        row = (image.board, image.version, image.chip, image.built, signed, str(image.size), digits)
        table.add_row(*row)
    return table


def _devices_table(found: FirmwareList) -> Table:
    by_name = {image.sha256: image for image in found.images}
    table = Table("DEVICE", "BOARD", "VERSION", "NEWEST", "STATE", box=None, pad_edge=False)
    for device in found.devices:
        firmware = device.firmware
        newest = by_name[device.newest].version if device.newest in by_name else "-"
        state = firmware.stage if device.online else "offline"
        why = f": {firmware.text}" if firmware.text else ""
        board = firmware.project.removeprefix("gamebridge-")
        table.add_row(device.id, board, firmware.version, newest, state + why)
    return table


@contextmanager
def _meter(name: str, *, is_shown: bool) -> Iterator[OnBytes]:
    """Show a bar on the terminal; yield what moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not is_shown or not console.is_terminal
    ) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def _in_time(device: str) -> Iterator[None]:
    try:
        with trio.fail_after(LONGEST_UPDATE_S):
            yield
    except trio.TooSlowError:
        raise BridgeError(
            f"{device} has not told how its update ended; 'gamebridge firmware list' shows it"
        ) from None
