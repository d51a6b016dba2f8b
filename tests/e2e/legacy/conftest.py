"""The real program with every foreign system on, and boards of them that are simulated.

Knows: how to start both, and independent programs that talk to them. Does not know: what
is said.
"""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import msgspec
import pytest
import websockets.sync.client

from bridge.api import TagDetections

LIMIT_S = 60.0
TOKEN = "hub-token"
PORTS = (
    "main",
    "s3cam_http",
    "s3cam_stream",
    "gostream_http",
    "gostream_camera",
    "gostream_viewer",
    "taghub_http",
    "taghub_ws",
    "taghub_udp",
)
_PROGRAM = (sys.executable, "-m", "bridge")


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses now."""
    with ExitStack() as opened:
        probes = [opened.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


@dataclass(frozen=True, slots=True)
class LegacyBridge:
    """A bridge that runs as a program. `ports` by what they are for."""

    ports: dict[str, int]

    def url(self, name: str, path: str = "/", scheme: str = "http") -> str:
        """Return an address at one of the ports."""
        return f"{scheme}://127.0.0.1:{self.ports[name]}{path}"

    @contextmanager
    def link(self, name: str, path: str = "/") -> Iterator["Talk"]:
        """Open a WebSocket with the `websockets` library."""
        url = self.url(name, path, "ws")
        with websockets.sync.client.connect(url, proxy=None, max_size=2**23) as connection:
            yield Talk(connection)


class TagSample(msgspec.Struct):
    """A sample of `device/*/tags`."""

    topic: str
    value: TagDetections


@dataclass(frozen=True, slots=True)
class Talk:
    """One WebSocket of an independent client."""

    connection: websockets.sync.client.ClientConnection

    def say(self, **message: object) -> None:
        """Send a JSON text."""
        self.connection.send(json.dumps(message))

    def next_binary(self) -> bytes:
        """Return the next binary message."""
        while True:
            message = self.connection.recv(timeout=LIMIT_S)
            if isinstance(message, bytes):
                return message

    def next_text(self, is_wanted: Callable[[dict[str, object]], bool]) -> dict[str, object]:
        """Return the next JSON text that is wanted."""
        while True:
            found = self._next_json()
            if isinstance(found, dict) and is_wanted(found):
                return found

    def next_batch(self) -> list["TagSample"]:
        """Return the next samples of tags, as protocol v1 has them in JSON."""
        while True:
            found = self._next_json()
            if isinstance(found, list):
                return msgspec.convert(found, list[TagSample])

    def _next_json(self) -> object:
        message = self.connection.recv(timeout=LIMIT_S)
        return json.loads(message) if isinstance(message, str) else None


def _settings(ports: dict[str, int], folder: Path) -> Path:
    path = folder / "gamebridge.toml"
    path.write_text(
        f"[bridge]\nport = {ports['main']}\n"
        f"[legacy.s3cam]\nhttp_port = {ports['s3cam_http']}\n"
        f"stream_port = {ports['s3cam_stream']}\n"
        f"[legacy.gostream]\nhttp_port = {ports['gostream_http']}\n"
        f"camera_port = {ports['gostream_camera']}\nviewer_port = {ports['gostream_viewer']}\n"
        f'[legacy.taghub]\ntoken = "{TOKEN}"\nhttp_port = {ports["taghub_http"]}\n'
        f"websocket_port = {ports['taghub_ws']}\nudp_port = {ports['taghub_udp']}\n"
        f"[legacy.multicam]\nhttp_port = {ports['taghub_http']}\n"
        '[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n',
        encoding="utf-8",
    )
    return path


@contextmanager
def _running(words: tuple[str, ...], sign: str) -> Iterator[None]:
    """Run a program until it has said `sign`, for the time of the block."""
    with (
        subprocess.Popen(
            [*_PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
        ThreadPoolExecutor(1) as reader,
    ):
        assert process.stdout is not None
        try:
            _wait_for(process.stdout, sign)
            # What it says later must be read, or it would wait for a reader.
            reader.submit(process.stdout.read)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(stream: IO[str], sign: str) -> None:
    said = ""
    for line in stream:
        said += line
        if re.search(sign, line):
            return
    raise AssertionError(f"the program ended before it said {sign!r}:\n{said}")


@pytest.fixture(scope="module")
def legacy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LegacyBridge]:
    """A bridge with every foreign system on, at free ports."""
    folder = tmp_path_factory.mktemp("legacy")
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    words = ("run", "--config", str(_settings(ports, folder)), "--state", str(folder))
    with _running(words, "no keys of their own"):
        yield LegacyBridge(ports)


class PlayDevice(Protocol):
    """Plays a device of a foreign system for the time of a `with`."""

    def __call__(
        self, dialect: str, port: str | int, *words: str
    ) -> AbstractContextManager[None]: ...


@pytest.fixture
def play(legacy: LegacyBridge) -> PlayDevice:
    """Play a device of a foreign system: one that calls a port of the bridge, or listens."""

    def start(dialect: str, port: str | int, *words: str) -> AbstractContextManager[None]:
        number = legacy.ports[port] if isinstance(port, str) else port
        options = ("--dialect", dialect, "--port", str(number), "--fps", "10", *words)
        return _running(("simulate", *options), "")

    return start


@pytest.fixture
def camera_port() -> int:
    """Return a port for a camera; it and the next one are free."""
    while True:
        (port,) = free_ports(1)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + 1)):
                return port
