"""Boards, pages and programs of this system at a real bridge, over real sockets.

The other sides are programs that know nothing of this bridge: websocket-client,
websockets, curl, and the bytes that boards write.
"""

import json
import socket
import struct
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from subprocess import PIPE
from typing import TypeVar

import pytest
import trio
import websocket
from websockets.sync.client import connect

from bridge.api import Delivery, Mode
from bridge.client import open_client
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_dialects import plugin as dialects

pytestmark = pytest.mark.sockets

MakeJpeg = Callable[[int], bytes]
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


def written_by_links2004(payload: bytes | str) -> bytes:
    """Return a frame as the board's library writes it: no mask, an odd length of 65 535."""
    content = payload.encode() if isinstance(payload, str) else payload
    head = bytes([0x81 if isinstance(payload, str) else 0x82])
    if len(content) < 126:
        head += bytes([0x80 | len(content)])
    elif len(content) < 65_535:
        head += b"\xfe" + struct.pack(">H", len(content))
    else:
        head += b"\xff" + struct.pack(">Q", len(content))
    return head + bytes(4) + content


def talk_as_links2004(port: int, frames: bytes) -> None:
    """Shake hands as the board's library does, write, and wait for a pong."""
    head = (
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==\r\nSec-WebSocket-Protocol: arduino\r\n"
        "Origin: file://\r\nUser-Agent: arduino-WebSocket-Client\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as link:
        link.sendall(head.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += link.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101")
        assert b"\r\nConnection: Upgrade\r\n" in answer
        link.sendall(frames + b"\x89\x80" + bytes(4))
        heard = b""
        while b"\x8a\x00" not in heard:
            heard += link.recv(4096)


async def test_a_board_is_taken_byte_by_byte_as_it_is(jpeg: MakeJpeg) -> None:
    small, middle, odd, large = (jpeg(size) for size in (9_000, 20_000, 65_535, 48_211))
    start = '{"type":"img_start","id":7,"size":48211,"chunks":48,"chunkSize":1024}'
    chunks = [large[at : at + 1024] for at in range(0, len(large), 1024)]
    said: list[bytes | str] = [
        REGISTER,
        INFO,
        small,
        '{"type":"frame_start","id":2,"size":20000}',
        middle,
    ]
    said += ['{"type":"frame_end","id":2}', odd, start, *chunks]
    said += ['{"type":"img_end","id":7,"size":48211,"success":true}']
    frames = b"".join(written_by_links2004(message) for message in said)
    assert bytes.fromhex("82ff000000000000ffff00000000") in frames
    async with running() as run:
        hub = run.bridge.bridge.hub
        with hub.subscribe([JPEG], Delivery(Mode.ALL, max_age_us=0), name="test") as samples:
            await blocking(partial(talk_as_links2004, run.stream_port, frames))
            with trio.fail_after(WAIT_S):
                found = [(await samples.receive()).payload for _ in range(4)]
    assert found == [small, middle, odd, large]


async def test_a_board_joins_tells_its_health_and_obeys(jpeg: MakeJpeg) -> None:
    async with running() as run, open_client(run.bridge.url, role="game") as game:
        board = await join(run)
        state = run.bridge.bridge.directory.state("s3cam-1")
        assert state is not None
        assert (state.dialect, state.transport) == ("s3cam", "ws")
        await blocking(partial(board.show, jpeg(9_000)))
        ack = await blocking(partial(board.show_in_pieces, jpeg(48_211)))
        assert (ack["type"], ack["status"]) == ("img_ack", "ready")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(blocking, board.obey)
            final = await game.call("s3cam-1", "set", {"quality": 12})
        assert (final.stage, final.value) == ("applied", 12)
        health = run.bridge.bridge.hub.latest("device/s3cam-1/health")
        assert health is not None
        await blocking(board.leave)


@pytest.mark.parametrize("path", ["/", "/ws/any?x=1"])
async def test_a_page_sees_the_camera_and_commands_it(jpeg: MakeJpeg, path: str) -> None:
    async with running() as run:
        board = await join(run)
        await show(run, board, jpeg(9_000))
        for url in (run.link(path), run.page(path)):
            page = await blocking(partial(Page, url))
            await blocking(partial(page.say, PAGE))
            status = await blocking(page.hear)
            assert (status["type"], status["camera_connected"]) == ("status", True)
            assert (await blocking(page.hear))["type"] == "camera_health"
            await blocking(partial(board.show_in_pieces, jpeg(48_211)))
            assert await blocking(page.see) == jpeg(48_211)
            await blocking(partial(page.say, '{"type":"command","cmd":"fps","val":3}'))
            command = await blocking(board.obey)
            assert (command["cmd"], command["val"]) == ("fps", "3")
            await blocking(page.leave)
        await blocking(board.leave)


async def test_a_page_hears_of_cameras_that_come_and_go(jpeg: MakeJpeg) -> None:
    async with running() as run:
        page = await blocking(partial(Page, run.page()))
        await blocking(partial(page.say, PAGE))
        assert (await blocking(page.hear))["camera_connected"] is False
        for text in ('{"type":"command","cmd":"vflip","val":1}', '{"type":"request_stats"}'):
            await blocking(partial(page.say, text))
        figures = await blocking(page.hear)
        assert figures["type"] == "server_stats"
        assert isinstance(figures["data"], dict)
        assert figures["data"]["pending_commands"] == 1
        board = await join(run)
        assert (await blocking(page.hear))["camera_connected"] is True
        command = await blocking(board.obey)
        assert (command["cmd"], command["val"]) == ("vflip", "1")
        await blocking(partial(board.show, jpeg(9_000)))
        assert await blocking(page.see) == jpeg(9_000)
        await blocking(board.leave)
        while (told := await blocking(page.hear))["type"] != "status":
            pass
        assert told["camera_connected"] is False
        await blocking(page.leave)


async def test_a_page_sees_a_camera_of_another_kind(jpeg: MakeJpeg) -> None:
    async with running() as run, open_client(run.bridge.url, role="device", id="cam-1") as camera:
        hub, topic = run.bridge.bridge.hub, "device/cam-1/camera/jpeg"
        channel = await camera.advertise(topic)
        with hub.subscribe([topic], name="test") as samples:
            await channel.publish(payload=jpeg(500))
            await samples.receive()
        page = await blocking(partial(Page, run.page("/?camera=cam-1")))
        await blocking(partial(page.say, PAGE))
        assert await blocking(page.see) == jpeg(500)
        assert (await blocking(page.hear))["camera_connected"] is True
        await hub.interest(topic).wait_wanted()
        await channel.publish(payload=jpeg(600))
        assert await blocking(page.see) == jpeg(600)
        await blocking(page.leave)


async def curl(url: str, *options: str) -> tuple[str, bytes]:
    """Return the status and the body that curl gets."""
    run = await trio.run_process(
        ["curl", "-sS", "-w", "\n%{http_code}", *options, url], capture_stdout=True
    )
    body, _, status = run.stdout.rpartition(b"\n")
    return status.decode(), body


GET_ROUTES = {
    "/": b"<!doctype html>",
    "/s3cam/page.js": b"//",
    "/s3cam/page.css": b":root",
    "/api/stats": b'{"status":"ok","camera_connected":true,"stats":{',
    "/api/health": b'{"status":"healthy","uptime":',
    "/api/resolutions": b'{"status":"ok","resolutions":{"0":"QQVGA (160x120)",',
    "/api/commands": b'{"status":"ok","commands":{',
    "/api/images/stats": b'{"status":"ok","enabled":false,',
    "/api/images/state": b'{"status":"ok","enabled":false}',
    "/api/images/latest": b"\xff\xd8",
}


async def test_every_route_answers_curl(jpeg: MakeJpeg) -> None:
    async with running() as run:
        board = await join(run)
        await show(run, board, jpeg(9_000))
        site = f"http://127.0.0.1:{run.http_port}"
        for path, beginning in GET_ROUTES.items():
            status, body = await curl(site + path)
            assert (path, status) == (path, "200")
            assert body.startswith(beginning), path
        json_type = ("-H", "Content-Type: application/json", "-X", "POST")
        status, body = await curl(f"{site}/api/images/toggle", *json_type, "-d", "{}")
        assert json.loads(body)["enabled"] is True
        status, body = await curl(f"{site}/api/images/save", *json_type)
        assert (status, json.loads(body)["filename"]) == ("200", "1.jpg")
        await blocking(board.leave)


async def test_a_command_by_curl_reaches_the_board() -> None:
    async with running() as run:
        site = f"http://127.0.0.1:{run.http_port}"
        status, body = await curl(f"{site}/api/command/quality/12")
        assert (status, json.loads(body)["message"]) == ("400", "No camera connected")
        board = await join(run)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(blocking, board.obey)
            status, body = await curl(f"{site}/api/command/quality/12")
        assert json.loads(body) == {"status": "success", "command": "quality", "value": "12"}
        await blocking(board.leave)


async def test_the_stream_is_what_curl_reads_until_it_leaves(jpeg: MakeJpeg) -> None:
    async with running() as run:
        board = await join(run)
        hub = run.bridge.bridge.hub
        command = ["curl", "-sSN", f"http://127.0.0.1:{run.http_port}/mjpeg"]
        async with trio.open_nursery() as nursery:
            run_curl = partial(trio.run_process, command, stdout=PIPE, check=False)
            reader = await nursery.start(run_curl)
            with trio.fail_after(WAIT_S):
                await hub.interest(JPEG).wait_wanted()
                await blocking(partial(board.show, jpeg(9_000)))
                seen = b""
                while jpeg(9_000) not in seen:
                    seen += await reader.stdout.receive_some()
            reader.terminate()
        assert seen.startswith(b"--frame\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8")
        with trio.fail_after(WAIT_S):
            await hub.interest(JPEG).wait_unwanted()
        await blocking(board.leave)


async def test_the_stream_port_has_no_pages_and_no_routes_of_the_bridge() -> None:
    async with running() as run:
        for path in ("/", "/api/stats", "/mjpeg", "/v1/devices", "/healthz"):
            status, _body = await curl(f"http://127.0.0.1:{run.stream_port}{path}")
            assert (path, status) == (path, "404")
        status, _body = await curl(f"http://127.0.0.1:{run.http_port}/v1/devices")
        assert status == "404"
