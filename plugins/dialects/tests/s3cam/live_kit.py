"""A bridge with s3cam on at free ports, and its cameras and pages as programs of others."""

import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import trio
import websocket
from websockets.sync.client import connect

from bridge.testing.harness import RunningBridge, running_bridge
from bridge_dialects import plugin as dialects

T = TypeVar("T")
WAIT_S = 20
REGISTER = '{"type":"register","device":"camera"}'
INFO = '{"type":"info","resolutions":"0:QQVGA(160x120),7:XGA(1024x768)","mode":"Velocidad","fps":9}'
HEALTH = (
    '{"type":"health","frames":812,"dropped":3,"heap":8123456,"minHeap":8011111,"rssi":-61,'
    '"uptime":"0h 3m 12s","ip":"192.168.1.50","model":"OV3660","resolution":"Unknown",'
    '"quality":15}'
)
PAGE = '{"type":"register","device":"browser","timestamp":1767096000000}'
JPEG = "device/s3cam-1/camera/jpeg"


@dataclass(frozen=True, slots=True)
class Running:
    """A bridge with this system on, on free ports."""

    bridge: RunningBridge
    stream_port: int
    http_port: int

    def link(self, path: str = "/") -> str:
        return f"ws://127.0.0.1:{self.stream_port}{path}"

    def page(self, path: str = "/") -> str:
        return f"ws://127.0.0.1:{self.http_port}{path}"


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


@asynccontextmanager
async def running() -> AsyncGenerator[Running]:
    first, second = free_ports(2)
    settings = f"[bridge]\nport = 0\n[legacy.s3cam]\nstream_port = {first}\nhttp_port = {second}\n"
    async with running_bridge([dialects], settings) as bridge:
        for record in bridge.bridge.host.records:
            assert not record.error, record.error
        yield Running(bridge, first, second)


async def blocking(work: Callable[[], T]) -> T:
    """Return what a blocking client makes, and let the bridge run meanwhile."""
    with trio.fail_after(WAIT_S):
        return await trio.to_thread.run_sync(work, abandon_on_cancel=True)


class Board:
    """A camera by websocket-client, which is as strict as the firmware is not."""

    def __init__(self, url: str) -> None:
        self._link = websocket.create_connection(url, timeout=WAIT_S, origin="file://")

    def join(self) -> dict[str, object]:
        for text in (REGISTER, INFO, HEALTH):
            self._link.send(text)
        return self.hear()

    def hear(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self._link.recv())
        return found

    def obey(self) -> dict[str, object]:
        """Take a command, answer it, and return it."""
        command = self.hear()
        told = {"type": "response", "cmd": command["cmd"], "status": "ok"}
        self._link.send(json.dumps(told | {"value": command["val"]}))
        return command

    def show(self, picture: bytes) -> None:
        self._link.send_binary(picture)

    def show_in_pieces(self, picture: bytes, size: int = 1024) -> dict[str, object]:
        start = {"type": "img_start", "id": 1, "size": len(picture)}
        self._link.send(json.dumps(start | {"chunks": -(-len(picture) // size)}))
        for at in range(0, len(picture), size):
            self._link.send_binary(picture[at : at + size])
        return self.hear()

    def leave(self) -> None:
        self._link.close()


async def join(run: Running) -> Board:
    board = await blocking(partial(Board, run.link()))
    assert (await blocking(board.join))["status"] == "ok"
    return board


async def show(run: Running, board: Board, picture: bytes) -> None:
    """Let the board send a picture, and wait until the bridge has it."""
    with run.bridge.bridge.hub.subscribe([JPEG], name="test") as samples:
        await blocking(partial(board.show, picture))
        with trio.fail_after(WAIT_S):
            await samples.receive()


class Page:
    """A page by the library websockets."""

    def __init__(self, url: str) -> None:
        self._stack = ExitStack()
        self._link = self._stack.enter_context(connect(url, compression=None))

    def say(self, text: str) -> None:
        self._link.send(text)

    def hear(self) -> dict[str, object]:
        """Return the next message that is JSON."""
        while True:
            message = self._link.recv(WAIT_S)
            if isinstance(message, str):
                found: dict[str, object] = json.loads(message)
                return found

    def see(self) -> bytes:
        """Return the next picture."""
        while True:
            message = self._link.recv(WAIT_S)
            if isinstance(message, bytes):
                return message

    def leave(self) -> None:
        self._stack.close()
