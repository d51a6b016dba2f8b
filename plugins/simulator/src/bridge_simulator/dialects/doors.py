"""Devices that are servers: their ports, and a small HTTP server as on an ESP32."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import trio

from bridge.api import BridgeError
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.library import HEAD_END

MAX_HEAD_BYTES = 1_024
TIGHT_HEAD_BYTES = 512
MAX_SOCKETS = 7
# httpd of ESP-IDF gives a client this long to send its request.
_REQUEST_LIMIT_S = 5.0
_READ_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Request:
    """A request without its body, which no camera reads; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


# Returns whether the connection may be used for another request.
Handler = Callable[[Request, trio.abc.Stream], Awaitable[bool]]
Answer = Callable[[trio.abc.Stream], Awaitable[None]]
# What becomes of a second client: served too, waits in the backlog, or throws the first out.
Crowd = Literal["served", "waits", "replaces"]


@dataclass(frozen=True, slots=True)
class Door:
    """A port, and what speaks at it."""

    host: str
    port: int
    answer: Answer


async def keep_doors(device: ForeignDevice, boot: Boot, doors: list[Door]) -> None:
    """Listen on all ports until cancelled; BridgeError when one is taken."""
    async with trio.open_nursery() as nursery:
        for door in doors:
            try:
                listeners = await trio.open_tcp_listeners(door.port, host=door.host)
            except OSError as error:
                raise BridgeError(
                    f"{door.host} port {door.port}: {error.strerror}; choose another with --port"
                ) from None
            for listener in listeners:
                nursery.start_soon(_accept, device, boot, door.answer, listener)
        device.status.link = "idle"
        await trio.sleep_forever()


async def _accept(
    device: ForeignDevice, boot: Boot, answer: Answer, listener: trio.SocketListener
) -> None:
    # Not trio.serve_listeners, which closes what a device forgets.
    async with listener, trio.open_nursery() as nursery:
        while True:
            stream = await listener.accept()
            nursery.start_soon(_welcome, device, boot, answer, stream)


async def _welcome(
    device: ForeignDevice, boot: Boot, answer: Answer, stream: trio.SocketStream
) -> None:
    device.status.connects += 1
    try:
        await answer(stream)
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        pass
    finally:
        if device.is_radio_out() or boot.reboot.is_set():
            await device.forget(stream)
        else:
            await trio.aclose_forcefully(stream)


class HttpSite:
    """What one port of a camera serves over HTTP."""

    def __init__(
        self,
        device: ForeignDevice,
        routes: Mapping[str, Handler],
        crowd: Crowd = "served",
        max_head_bytes: int = MAX_HEAD_BYTES,
    ) -> None:
        self._device = device
        self._routes = routes
        self._crowd = crowd
        self._max_head_bytes = max_head_bytes
        self._sockets = trio.CapacityLimiter(1 if crowd == "waits" else MAX_SOCKETS)
        self._served: trio.CancelScope | None = None

    async def answer(self, stream: trio.abc.Stream) -> None:
        """Answer requests on a connection until it ends."""
        with trio.CancelScope() as scope:
            if self._crowd == "replaces":
                if self._served is not None:
                    self._served.cancel()
                self._served = scope
            async with self._sockets:
                while await self._answer_one(stream):
                    pass

    async def _answer_one(self, stream: trio.abc.Stream) -> bool:
        request = None
        with trio.move_on_after(_REQUEST_LIMIT_S):
            request = await self._read_request(stream)
        if request is None:
            return False
        handler = self._routes.get(request.path)
        if handler is None:
            await stream.send_all(error_answer("404 Not Found", "This URI does not exist"))
            return True
        await self._device.eye.sit_out_stall()
        return await handler(request, stream)

    async def _read_request(self, stream: trio.abc.Stream) -> Request | None:
        """Return a request; None when the client is gone, or said what no camera reads."""
        limit = self._max_head_bytes
        if self._device.strikes("tight-headers", self._device.status.connects):
            limit = TIGHT_HEAD_BYTES
        head = await read_head(stream, limit)
        if head is None:
            self._device.complain(f"a request with more than {limit} bytes of headers")
            text = "Header fields are too long for server to interpret"
            await stream.send_all(error_answer("431 Request Header Fields Too Large", text))
            return None
        request = parse_request(head) if head else None
        if head and request is None:
            await stream.send_all(error_answer("400 Bad Request", "Bad request"))
        return request


async def read_head(stream: trio.abc.Stream, limit: int) -> bytes | None:
    """Return the head of a request, nothing when the client is gone, None when it is too long."""
    head = b""
    while HEAD_END not in head:
        data = await stream.receive_some(_READ_BYTES)
        if not data:
            return b""
        head += bytes(data)
        if len(head) > limit:
            return None
    return head.partition(HEAD_END)[0]


def parse_request(head: bytes) -> Request | None:
    """Return a request, or None when it is none that a camera reads."""
    line, *lines = head.decode("latin-1").split("\r\n")
    words = line.split(" ")
    if len(words) != 3 or not words[1].startswith("/"):
        return None
    pairs = (text.partition(":") for text in lines)
    headers = {name.strip().lower(): value.strip() for name, _colon, value in pairs}
    try:
        url = urlsplit("http://camera" + words[1])
    except ValueError:
        return None
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    return Request(words[0], url.path, query, headers)


def whole_answer(status: str, content_type: str, body: bytes, headers: str = "") -> bytes:
    """Return an answer as ESP-IDF's httpd writes it: its two headers, then the others."""
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        f"{headers}\r\n"
    ).encode() + body


def error_answer(status: str, text: str) -> bytes:
    """Return an answer that says what went wrong."""
    return whole_answer(status, "text/html", text.encode())


def chunk_of(data: bytes) -> bytes:
    """Return a chunk of a chunked body."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
