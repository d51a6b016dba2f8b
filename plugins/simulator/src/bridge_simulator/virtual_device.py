"""The firmware's own core as a program: where it is, and how it is started.

Knows: builds and command lines. Does not know: pictures, events, what the program does.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bridge.api import BridgeError
from bridge_simulator.option_types import read_key

# As `make firmware` leaves them: the quick one first.
_BUILDS = ("plain", "sanitized")
_BELOW = Path("host", "virtual_device")
_TRANSPORTS = {"ws": "websocket", "http": "http"}


class FirmwareFlags(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `gamebridge simulate --firmware` as they were given.

    `firmware` is the program, or empty for the one that `make firmware` has built.
    """

    firmware: str = ""
    firmware_set: tuple[str, ...] = ()
    firmware_script: Path | None = None
    firmware_control: str = ""
    devices: int = 1
    id: str = ""
    url: str = "ws://127.0.0.1:8080"
    key: str | None = None
    transport: str = "ws"
    scene: str = "table"
    fps: int = 30
    size: str = "VGA"
    quality: int = 12
    seed: int = 1
    drift_ppm: float = 15.0
    seconds: float | None = None
    is_json: bool = False


class FirmwareOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What one device is told at its start."""

    id: str
    program: Path
    words: tuple[str, ...]
    key: str = ""
    scene: str = "table"
    fps: int = 30
    seed: int = 1


def orders_from(flags: FirmwareFlags) -> list[FirmwareOrder]:
    """Return an order for each device; BridgeError when a flag is no good."""
    if sys.platform == "win32":
        raise BridgeError("--firmware: the virtual device needs Linux or macOS; use it in WSL")
    if flags.devices > 1 and flags.firmware_control:
        raise BridgeError("--firmware-control: several devices cannot share one; start one each")
    program = find_program(flags.firmware)
    stem = flags.id or "cam"
    names = [f"{stem}-{number + 1}" for number in range(flags.devices)]
    if flags.id and flags.devices == 1:
        names = [flags.id]
    return [
        FirmwareOrder(
            id=name,
            program=program,
            words=tuple(_words_of(flags, name)),
            key=read_key(flags.key, name) or "",
            scene=flags.scene,
            fps=flags.fps,
            seed=flags.seed + position,
        )
        for position, name in enumerate(names)
    ]


def _words_of(flags: FirmwareFlags, name: str) -> Iterator[str]:
    yield from ("--bridge", _bridge_of(flags.url), "--id", name, "--report-s", "1")
    yield from ("--drift-ppm", str(flags.drift_ppm))
    settings = {
        "fps": flags.fps,
        "resolution": flags.size.lower(),
        "quality": flags.quality,
        "transport": _TRANSPORTS[flags.transport],
    }
    for setting, value in settings.items():
        yield from ("--set", f"{setting}={value}")
    for text in flags.firmware_set:
        yield from ("--set", text)
    if flags.firmware_script is not None:
        yield from ("--script", str(flags.firmware_script))
    if flags.firmware_control:
        yield from ("--control", flags.firmware_control)


def _bridge_of(url: str) -> str:
    parts = urlsplit(url if "//" in url else f"ws://{url}")
    if parts.scheme in ("wss", "https"):
        raise BridgeError(f"--url {url}: the firmware speaks no TLS; use ws://")
    if not parts.hostname:
        raise BridgeError(f"--url {url}: expected ws://HOST:PORT")
    return f"{parts.hostname}:{parts.port or 8080}"


def find_program(given: str, start: Path | None = None) -> Path:
    """Return the virtual device: the given one, or the newest rule of `make firmware`."""
    if given:
        path = Path(given)
        if not path.is_file() or not os.access(path, os.X_OK):
            raise BridgeError(
                f"--firmware {given}: no such program; build it with `make firmware` in a clone"
                " of gamebridge, or leave the name out"
            )
        return path.resolve()
    here = start or Path.cwd()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        for build in _BUILDS:
            path = folder / ".make" / "firmware" / build / _BELOW
            if path.is_file():
                return path
    raise BridgeError(
        "--firmware: the virtual device is not built; run `make firmware` in a clone of"
        " gamebridge, or name the program: --firmware PROGRAM"
    )
