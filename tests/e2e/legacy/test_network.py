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

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    needs("curl"),
    needs("ip", "iproute2"),
]

OURS, THEIRS = "192.168.77.1", "192.168.77.2"
PROGRAM = (sys.executable, "-m", "bridge")


class Devices(msgspec.Struct):
    """What `/v1/devices` says."""

    devices: list[DeviceState]


def run(*command: str) -> str:
    """Run a command to its end and return what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


class Cable:
    """Two machines on one network. `bridge` and `board` are commands that run there."""

    def __init__(self) -> None:
        names = [f"gb{os.getpid()}{side}" for side in "ab"]
        self.bridge, self.board = [("ip", "netns", "exec", name) for name in names]
        self._names = names

    def lay(self, undo: ExitStack) -> None:
        """Make the namespaces and what is between them."""
        ends = [f"v{name}" for name in self._names]
        for name in self._names:
            run("ip", "netns", "add", name)
            undo.callback(run, "ip", "netns", "del", name)
        run("ip", "link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        for name, end, address in zip(self._names, ends, (OURS, THEIRS), strict=True):
            run("ip", "link", "set", end, "netns", name)
            run("ip", "-n", name, "addr", "add", f"{address}/24", "brd", "+", "dev", end)
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "link", "set", end, "up")


@pytest.fixture(scope="module")
def cable() -> Iterator[Cable]:
    """A network of two machines; skipped where none can be made."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root: sudo make test")
    laid = Cable()
    with ExitStack() as undo:
        try:
            laid.lay(undo)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespace can be made here: {error.stderr}")
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
