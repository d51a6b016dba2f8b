"""Small cameras that answer byte for byte as the firmwares do.

Each works over any stream: `serve_tcp` puts it on loopback, `Network` into memory.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio
from trio.testing import memory_stream_pair

from bridge_sources.address import Target
from plugins.sources.tests.pictures import build_jpeg

LONG_BOUNDARY = "123456789000000000000987654321"
TASMOTA_BOUNDARY = "e8b8c539-047d-4777-a985-fbba6edff11e"
# A camera's own pace, in its own time.
FRAME_GAP_S = 0.01


class Firmware:
    """A camera. Subclasses answer paths; this counts who asks."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.open_connections = 0
        self.most_connections = 0
        self.is_dead = False
        self.frames = 0
        self.size_px = (320, 240)

    def take_picture(self) -> bytes:
        """Return the next picture."""
        self.frames += 1
        return build_jpeg(*self.size_px, seed=self.frames)

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]

    async def converse(self, stream: trio.abc.Stream) -> None:
        """Serve one connection."""
        self.open_connections += 1
        self.most_connections = max(self.most_connections, self.open_connections)
        try:
            async with stream:
                request = await read_head(stream)
                if request and not self.is_dead:
                    self.requests.append(request)
                    await self.answer(stream, request.split(b" ")[1].decode())
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        finally:
            self.open_connections -= 1

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Answer a request for a path."""
        await send(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


async def read_head(stream: trio.abc.Stream) -> bytes:
    """Return a request's head, or nothing if the peer left."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = await stream.receive_some(1024)
        if not data:
            return b""
        head += bytes(data)
    return head


async def send(stream: trio.abc.Stream, head: str, body: bytes = b"") -> None:
    """Send a head and a body."""
    await stream.send_all(head.encode() + body)


def counted(head: str, body: bytes) -> tuple[str, bytes]:
    """Return an answer that tells its length."""
    return f"{head}Content-Length: {len(body)}\r\n\r\n", body


def chunk(data: bytes) -> bytes:
    """Return one HTTP chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class CameraWebServer(Firmware):
    """Espressif's example, port 80: /capture, /status, /control; its stream is another port."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, int] = {
            "0xd3": 4,
            "xclk": 20,
            "pixformat": 4,
            "framesize": 5,
            "quality": 12,
            "brightness": 0,
            "contrast": 0,
            "saturation": 0,
            "hmirror": 0,
            "led_intensity": -1,
        }
        self.sizes: dict[int, tuple[int, int]] = {5: (320, 240), 8: (640, 480), 9: (800, 600)}
        self.is_chunked = False
        self.ignores = False  # Says yes and does nothing.

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Answer what app_httpd.cpp answers."""
        if path == "/capture":
            await self._capture(stream)
        elif path == "/status":
            head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            head += "Access-Control-Allow-Origin: *\r\n"
            await send(stream, *counted(head, json.dumps(self.values).encode()))
        elif path.startswith("/control?"):
            status = "200 OK" if self._control(path) else "500 Internal Server Error"
            await send(stream, f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")
        else:
            await super().answer(stream, path)

    async def _capture(self, stream: trio.abc.Stream) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
        head += "Content-Disposition: inline; filename=capture.jpg\r\n"
        head += "Access-Control-Allow-Origin: *\r\nX-Timestamp: 12.000345\r\n"
        jpeg = self.take_picture()
        if self.is_chunked:
            body = chunk(jpeg[:200]) + chunk(jpeg[200:]) + b"0\r\n\r\n"
            await send(stream, head + "Transfer-Encoding: chunked\r\n\r\n", body)
        else:
            await send(stream, *counted(head, jpeg))

    def _control(self, path: str) -> bool:
        words = dict(word.split("=") for word in path.partition("?")[2].split("&"))
        name, value = words["var"], int(words["val"])
        if self.ignores or name == "vflip":  # Known, and missing from /status.
            return True
        if name not in self.values:
            return False
        self.values[name] = value
        if name == "framesize":
            self.size_px = self.sizes.get(value, self.size_px)
        return True


class Streamer(Firmware):
    """A stream of `camera`'s pictures. One client at a time: others wait in the backlog."""

    head = (
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={LONG_BOUNDARY}\r\n"
        "Transfer-Encoding: chunked\r\nAccess-Control-Allow-Origin: *\r\nX-Framerate: 60\r\n\r\n"
    )
    path = "/stream"

    def __init__(self, camera: Firmware | None = None) -> None:
        super().__init__()
        self.camera = camera or self
        self._slot = trio.Lock()
        self.stalls_after = 0
        self.ends_after = 0

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Send pictures until the client leaves."""
        if path != self.path:
            await super().answer(stream, path)
            return
        async with self._slot:
            await send(stream, self.head)
            sent = 0
            while True:
                await self.send_part(stream, self.camera.take_picture())
                sent += 1
                if sent == self.ends_after:
                    return
                if sent == self.stalls_after:
                    await trio.sleep_forever()
                await trio.sleep(FRAME_GAP_S)

    async def send_part(self, stream: trio.abc.Stream, jpeg: bytes) -> None:
        """Send a picture as three HTTP chunks, the boundary first."""
        lines = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n"
        lines += f"X-Timestamp: {self.frames}.000001\r\n\r\n"
        await stream.send_all(chunk(f"\r\n--{LONG_BOUNDARY}\r\n".encode()))
        await stream.send_all(chunk(lines.encode()))
        await stream.send_all(chunk(jpeg))


class EsphomeStream(Streamer):
    """ESPHome's stream server: HTTP/1.0, a text when no picture comes."""

    head = (
        "HTTP/1.0 200 OK\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={LONG_BOUNDARY}\r\n\r\n"
        f"--{LONG_BOUNDARY}\r\n"
    )
    path = "/"

    async def send_part(self, stream: trio.abc.Stream, jpeg: bytes) -> None:
        """Send a picture; now and then a text instead."""
        kind, body = "image/jpeg", jpeg
        if self.frames % 3 == 0:
            kind, body = "text/plain", b"No frames send."
        lines = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        await stream.send_all(lines.encode() + body + f"\r\n--{LONG_BOUNDARY}\r\n".encode())


class EsphomeSnapshot(Firmware):
    """ESPHome's snapshot server."""

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Send one picture."""
        head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
        head += "Content-Disposition: inline; filename=capture.jpg\r\n"
        await send(stream, *counted(head, self.take_picture()))


class TasmotaStream(Streamer):
    """Tasmota's port 81: no chunks, no Connection header."""

    head = (
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={TASMOTA_BOUNDARY}\r\n\r\n"
    )

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Point from / to the stream."""
        if path == "/":
            await send(stream, "HTTP/1.1 302 Found\r\nLocation: /cam.mjpeg\r\n\r\n")
        else:
            await super().answer(stream, path)

    async def send_part(self, stream: trio.abc.Stream, jpeg: bytes) -> None:
        """Send a picture between its boundary and a line end."""
        lines = f"--{TASMOTA_BOUNDARY}\r\nContent-Type: image/jpeg\r\n"
        lines += f"Content-Length: {len(jpeg)}\r\n\r\n"
        await stream.send_all(lines.encode() + jpeg + b"\r\n")


class Tasmota(Firmware):
    """Tasmota's port 80: pictures without a length, behind a password."""

    token = ""

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Send a picture and close."""
        if self.token and f"Authorization: Basic {self.token}".encode() not in self.requests[-1]:
            await send(stream, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        elif path == "/snapshot.jpg":
            head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"
            await send(stream, head, self.take_picture())
        else:
            await super().answer(stream, path)


class OnePort(Streamer):
    """Pictures and stream on one port, as M5's UserDemo, esp32cam and Eloquent have them."""

    def __init__(self, snapshot_path: str, stream_path: str) -> None:
        super().__init__()
        self.snapshot_path = snapshot_path
        self.path = stream_path

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Send a picture or the stream."""
        if path == self.snapshot_path:
            head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
            await send(stream, *counted(head, self.take_picture()))
        else:
            await super().answer(stream, path)


class Scripted(Firmware):
    """Answers everything with the same bytes."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__()
        self.pieces = pieces

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        """Send the pieces and close."""
        for piece in self.pieces:
            await stream.send_all(piece)


class Network:
    """Cameras in memory, by port; a port without one refuses, a silent one hangs."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self.cameras: dict[int, Firmware] = {}
        self.silent_ports: set[int] = set()
        self.targets: list[Target] = []

    async def dial(self, target: Target) -> trio.abc.Stream:
        """Connect to the camera of a port."""
        await trio.lowlevel.checkpoint()
        self.targets.append(target)
        if target.port in self.silent_ports:
            await trio.sleep_forever()
        camera = self.cameras.get(target.port)
        if camera is None or camera.is_dead:
            raise OSError("Connection refused")
        client, server = memory_stream_pair()
        self._nursery.start_soon(camera.converse, server)
        return client


@asynccontextmanager
async def bare_nursery() -> AsyncGenerator[trio.Nursery]:
    """Give a nursery that ends with its block, whose own error stays as it is."""
    failure: Exception | None = None
    async with trio.open_nursery() as nursery:
        try:
            yield nursery
        except Exception as error:  # noqa: BLE001 - raised again outside of the group.
            failure = error
        nursery.cancel_scope.cancel()
    if failure is not None:
        raise failure


@asynccontextmanager
async def on_network(cameras: dict[int, Firmware]) -> AsyncGenerator[Network]:
    """Run cameras in memory for as long as a block lasts."""
    async with bare_nursery() as nursery:
        network = Network(nursery)
        network.cameras.update(cameras)
        yield network


@asynccontextmanager
async def serve_tcp(camera: Firmware) -> AsyncGenerator[int]:
    """Serve a camera on a free loopback port, which is given."""
    async with bare_nursery() as nursery:
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        nursery.start_soon(trio.serve_listeners, camera.converse, [listener])
        port: int = listener.socket.getsockname()[1]
        yield port
