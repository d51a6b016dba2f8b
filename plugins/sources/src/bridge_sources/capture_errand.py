"""What `gamebridge capture` does: take pictures and save them. Loaded when it runs."""

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
import trio
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from bridge.api import BridgeError
from bridge_sources.camera_address import is_address, take_picture
from bridge_sources.jpeg_walk import picture_size
from bridge_sources.records import device_id_for
from bridge_sources.remote import open_remote
from bridge_sources.wall import wall_s

# The file that capture81's own script writes.
ORIGINAL_NAME = "received_image.jpg"

TakePicture = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class CaptureWish:
    """Which camera, how often, and where the pictures go.

    `count` of 0 is until Ctrl-C. `output` of None makes names up, `-` is standard output.
    """

    camera: str
    output: Path | None = None
    count: int = 1
    every_s: float = 0.0
    is_open: bool = False
    is_json: bool = False
    is_forced: bool = False
    is_like_original: bool = False

    @property
    def is_piped(self) -> bool:
        """True when pictures go to standard output."""
        return self.output is not None and str(self.output) == "-"


class Taken(msgspec.Struct, frozen=True):
    """One picture that was saved."""

    file: str
    size_bytes: int
    width_px: int | None
    height_px: int | None
    took_ms: int


def capture(url: str, key: str | None, wish: CaptureWish) -> None:
    """Take the pictures, save them and say so. BridgeError says why there is none."""
    trio.run(_capture, url, key, wish)


async def _capture(url: str, key: str | None, wish: CaptureWish) -> None:
    if is_address(wish.camera):

        async def take() -> bytes:
            try:
                return await take_picture(wish.camera)
            except ValueError as error:
                raise BridgeError(str(error)) from None

        await capture_all(take, wish)
        return
    async with open_remote(url, key) as remote:
        await capture_all(lambda: remote.picture(wish.camera), wish)


async def capture_all(take: TakePicture, wish: CaptureWish) -> None:
    """Take what is wanted. One picture that fails ends one wish, but not a series."""
    if wish.count == 1:
        _tell(await _take_one(take, wish, 1), wish)
        return
    failures = 0
    with _meter(wish) as on_progress:
        number = 0
        while not wish.count or number < wish.count:
            began_s = trio.current_time()
            number += 1
            try:
                _tell(await _take_one(take, wish, number), wish)
            except BridgeError as error:
                failures += 1
                click.echo(f"Picture {number}: {error}", err=True)
            on_progress(number, failures)
            if number != wish.count:
                await trio.sleep_until(began_s + wish.every_s)
    if failures:
        raise BridgeError(f"{failures} of {number} pictures failed")


async def _take_one(take: TakePicture, wish: CaptureWish, number: int) -> Taken:
    began_s = trio.current_time()
    jpeg = await take()
    took_ms = round((trio.current_time() - began_s) * 1e3)
    width_px, height_px = picture_size(jpeg) or (None, None)
    name = "-" if wish.is_piped else await _save(jpeg, wish, number)
    if wish.is_piped:
        sys.stdout.buffer.write(jpeg)
        sys.stdout.buffer.flush()
    return Taken(name, len(jpeg), width_px, height_px, took_ms)


async def _save(jpeg: bytes, wish: CaptureWish, number: int) -> str:
    now = datetime.fromtimestamp(wall_s(), UTC).astimezone()
    path = target_of(wish, number, now)
    # The original script overwrites its one file.
    mode = "wb" if wish.is_forced or wish.is_like_original else "xb"
    try:
        async with await trio.open_file(path, mode) as stream:
            await stream.write(jpeg)
    except FileExistsError:
        raise BridgeError(f"{path}: exists already; name another file, or add --force") from None
    except OSError as error:
        raise BridgeError(f"{path}: cannot be written ({error.strerror})") from None
    if wish.is_open:
        click.launch(str(path))
    return str(path)


def target_of(wish: CaptureWish, number: int, now: datetime) -> Path:
    """Return where the picture of that number goes; a folder gets names made up."""
    if wish.is_like_original:
        return (wish.output or Path()) / ORIGINAL_NAME
    behind = "" if wish.count == 1 else f"-{number:04}"
    if wish.output is None or wish.output.is_dir():
        label = _label(wish.camera)
        made_up = f"{label}-{now:%Y%m%d-%H%M%S}{behind}.jpg"
        return (wish.output or Path()) / made_up
    return wish.output.with_name(f"{wish.output.stem}{behind}{wish.output.suffix or '.jpg'}")


def _label(camera: str) -> str:
    """Return a camera's name, or its address without the scheme, as part of a file name."""
    return device_id_for(camera.partition("://")[2] or camera, camera)


def _tell(taken: Taken, wish: CaptureWish) -> None:
    is_error = wish.is_piped
    if wish.is_json:
        click.echo(msgspec.json.encode(taken), err=is_error)
        return
    if wish.is_like_original:
        click.echo("Received image and saved.")
        return
    size = f"{taken.width_px}×{taken.height_px}" if taken.width_px else "of unknown size"
    text = f"{taken.size_bytes / 1e3:.1f} kB, {size}, in {taken.took_ms} ms"
    click.echo(text if wish.is_piped else f"Saved as {taken.file}: {text}.", err=is_error)


@contextmanager
def _meter(wish: CaptureWish) -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("[bold]capturing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[red]{task.fields[failed]}"),
        console=console,
        disable=wish.is_json or not console.is_terminal,
    )
    with progress:
        task = progress.add_task("", total=wish.count or None, failed="")

        def on_progress(number: int, failures: int) -> None:
            failed = f"{failures} failed" if failures else ""
            progress.update(task, completed=number, failed=failed)

        yield on_progress
