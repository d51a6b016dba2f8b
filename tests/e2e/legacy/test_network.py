"""Boards on another machine: two network namespaces and a cable between them."""

import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack

import msgspec
import pytest

from bridge.api import DeviceState
from bridge.testing.programs import needs
from tests.cable import OURS, THEIRS, Cable, laid_cable, run

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    needs("curl"),
    needs("ip", "iproute2"),
]

PROGRAM = (sys.executable, "-m", "bridge")


class Devices(msgspec.Struct):
    """What `/v1/devices` says."""

    devices: list[DeviceState]


@pytest.fixture(scope="module")
def cable() -> Iterator[Cable]:
    """A network of two machines; skipped where none can be made."""
    with laid_cable() as laid:
        yield laid


@pytest.fixture(scope="module")
def bridge(cable: Cable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cable]:
    """A bridge for the whole local network with every foreign system on."""
    folder = tmp_path_factory.mktemp("lan")
    settings = folder / "gamebridge.toml"
    settings.write_text(
        '[bridge]\nport = 8080\n[legacy]\nall = true\n[legacy.taghub]\ntoken = "t"\n'
    )
    words = ("run", "--lan", "--config", str(settings), "--state", str(folder))
    with playing(cable.bridge, *words) as said:
        assert any("no keys of their own" in line for line in said)
        yield cable


def playing(where: tuple[str, ...], *words: str) -> "Program":
    """Run the program somewhere for the time of a `with`."""
    return Program([*where, *PROGRAM, *words])


class Program:
    """A program that runs; entering it gives what it says, line by line."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Iterator[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def simulate(bridge: Cable, dialect: str, *words: str) -> Program:
    """Play a board on the other machine."""
    options = ("--url", f"ws://{OURS}:8080", "--fps", "5", "--size", "qvga", *words)
    return playing(bridge.board, "simulate", "--dialect", dialect, *options)


def online(bridge: Cable) -> dict[str, str]:
    """Return who is here, and by which dialect, as the operator on the machine sees it."""
    said = run(*bridge.bridge, "curl", "-s", "http://127.0.0.1:8080/v1/devices")
    found = msgspec.json.decode(said, type=Devices).devices
    return {device.id: device.dialect for device in found if device.online}


def ask_from_board(bridge: Cable, url: str) -> int:
    """Return the status that somebody on the other machine gets."""
    command = ("curl", "-s", "-o", os.devnull, "-w", "%{http_code}", url)
    return int(run(*bridge.board, *command))


def test_boards_on_the_network_come_in_without_a_key_under_their_address(bridge: Cable) -> None:
    names = {f"{dialect}-{THEIRS.replace('.', '-')}": dialect for dialect in ("s3cam", "gostream")}
    with ExitStack() as boards:
        for name, dialect in names.items():
            boards.enter_context(simulate(bridge, dialect))
            run(*bridge.bridge, *PROGRAM, "tail", f"device/{name}/state", "--count", "1")
        assert online(bridge) == names
        assert ask_from_board(bridge, f"http://{OURS}:6971/api/stats") == 200


def test_the_bridges_own_routes_stay_closed_to_them(bridge: Cable) -> None:
    assert ask_from_board(bridge, f"http://{OURS}:8080/v1/devices") == 401
    assert ask_from_board(bridge, f"http://{OURS}:5000/status") == 200


def test_a_camera_that_answers_the_broadcast_is_found_and_added(bridge: Cable) -> None:
    # It answers the question, or says by itself that it is there, whichever comes first.
    with simulate(bridge, "multicam", "--listen", THEIRS, "--port", "9080"):
        added = run(*bridge.bridge, *PROGRAM, "sources", "scan", "--add")
        assert f"ESP32 Camera ({THEIRS})" in added
        streams = run(*bridge.bridge, "curl", "-s", "http://127.0.0.1:5000/api/streams")
        assert (THEIRS, 9080) in {(s["ip_address"], s["port"]) for s in json.loads(streams)}
        path = urllib.parse.quote(f"ESP32 Camera ({THEIRS})")
        url = f"http://127.0.0.1:5000/api/streams/{path}/snapshot"
        kind = ("-o", os.devnull, "-w", "%{content_type}", url)
        assert run(*bridge.bridge, "curl", "-s", *kind) == "image/jpeg"
