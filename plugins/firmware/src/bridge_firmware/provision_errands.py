"""What `gamebridge firmware provision` does. Nothing that it prints holds a secret."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bridge.api import BridgeError
from bridge_firmware.nvs_image import build_nvs_image
from bridge_firmware.provisioning import Provision, entries_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image goes: a board at a serial port, a file, or neither.

    The board's spare copy of its store, if it has one, is emptied: it would bring back what
    the image does not name.
    """

    port: str
    output: Path | None
    offset: int
    size: int
    spare_offset: int
    spare_size: int


def provision(wanted: Provision, place: Place) -> None:
    """Make the image and bring it where it goes, or say what would be done."""
    try:
        image = build_nvs_image(entries_of(wanted), place.size)
    except ValueError as error:
        raise BridgeError(str(error)) from None
    for line in describe(wanted):
        click.echo(line)
    if place.output is not None:
        _save(place.output, image)
        click.echo(f"Saved to {place.output}; it holds secrets, so keep it to yourself.")
    if place.port:
        _flash(place, image)
        click.echo("The board is told; it starts with that now.")
    elif place.output is None:
        command = " ".join(flash_command("PORT", f"{place.offset:#x}", "IMAGE"))
        click.echo(
            f"Nothing was written. With --port PORT this store of {place.size} bytes goes to "
            f"{place.offset:#x} of the board's flash, and all that it knew before is gone; "
            f"with --output IMAGE it is saved, and goes there by:\n  {command}"
        )


def describe(wanted: Provision) -> list[str]:
    """Return what a board will know, without secrets."""
    lines = [
        f"network  {network.name}" + ("" if network.password else " (open)")
        for network in wanted.networks
    ]
    if wanted.bridge is not None:
        lines.append(f"bridge   {wanted.bridge.host}:{wanted.bridge.port}")
    if wanted.key:
        lines.append(f"key      that of {wanted.device}")
    return lines + [f"setting  {name} = {value}" for name, value in wanted.settings.items()]


def flash_command(port: str, *words: str) -> Sequence[str]:
    """Return the words that write files to places of a board's flash."""
    return ["python", "-m", "esptool", "--port", port, "write-flash", *words]


def _save(path: Path, image: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(image)
    except FileExistsError:
        raise BridgeError(f"{path}: exists already; name another file with --output") from None
    except OSError as error:
        raise BridgeError(f"{path}: {error.strerror}") from None


def _flash(place: Place, image: bytes) -> None:
    # The folder is private, and gone with the image when esptool has ended.
    with tempfile.TemporaryDirectory() as folder:
        path, blank = Path(folder) / "store.bin", Path(folder) / "blank.bin"
        _save(path, image)
        files = [f"{place.offset:#x}", str(path)]
        if place.spare_size:
            _save(blank, b"\xff" * place.spare_size)
            files += [f"{place.spare_offset:#x}", str(blank)]
        words = flash_command(place.port, *files)
        # A program of this environment, with a port that its owner named.
        ended = subprocess.run([sys.executable, *words[1:]], check=False)  # noqa: S603
    if ended.returncode != 0:
        raise BridgeError(
            f"esptool could not write to {place.port}: is that the board's port, and is no "
            "other program using it? Boards without a USB chip start with BOOT held down"
        )
