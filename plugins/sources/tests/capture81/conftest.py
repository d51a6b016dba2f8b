"""A capture81 board made of bytes, as Links2004's WebSocketsServer writes them."""

import base64
import hashlib
import re
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trio

from bridge.api import Ack, DeviceFeature, Event, Times
from bridge.testing.fakes import TrioClock
from bridge_sources.records import SourceFailed, SourceRecord

JPEG = b"\xff\xd8" + b"picture" * 40 + b"\xff\xd9"
BIG_JPEG = b"\xff\xd8" + bytes(200_000) + b"\xff\xd9"
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
LIMIT_S = 20.0


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """Return an unmasked frame; from 65 535 bytes on the library uses 64 bits."""
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        return head + bytes([len(payload)]) + payload
    if len(payload) < 0xFFFF:
        return head + bytes([126]) + struct.pack("!H", len(payload)) + payload
    return head + bytes([127]) + struct.pack("!Q", len(payload)) + payload


@dataclass
class Asked:
    """One frame of the client."""

    opcode: int
    is_final: bool
    payload: bytes


@dataclass
class Board:
    """What the board does. `pictures` are given one after the other; None is silence.

    `greeting` follows the 101 in a segment of its own. `piece_bytes` cuts all that the board
    sends into such pieces. `hangs_up_after` pictures it is
    gone, and `is_deaf` boards do not even answer pings.
    """

    pictures: list[bytes | None] = field(default_factory=lambda: [JPEG])
    greeting: bytes = frame(PING)
    is_deaf: bool = False
    hangs_up_after: int = 0
    status: bytes = b"101 Switching Protocols"
    piece_bytes: int = 0
    handshakes: list[bytes] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    connected: int = 0
    given: int = 0

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Be the board on one connection."""
        reader = _Reader(stream)
        if self.piece_bytes:
            await self._serve(_Cutting(stream, self.piece_bytes), reader)
        else:
            await self._serve(stream, reader)

    async def _serve(self, stream: trio.abc.SendStream, reader: "_Reader") -> None:
        head = await reader.until(b"\r\n\r\n")
        self.handshakes.append(head)
        self.connected += 1
        await stream.send_all(self._answer(head))
        if not self.status.startswith(b"101"):
            await stream.aclose()
            return
        await stream.send_all(self.greeting)
        given_before = self.given
        while True:
            asked = await reader.frame()
            self.asked.append(asked)
            if asked.opcode == CLOSE:
                await stream.send_all(frame(CLOSE, asked.payload[:2]))
                await stream.aclose()
                return
            if asked.opcode == PING and not self.is_deaf:
                await stream.send_all(frame(PONG, asked.payload))
            if asked.opcode == TEXT and asked.is_final and asked.payload == b"capture":
                picture = self.pictures[self.given % len(self.pictures)]
                self.given += 1
                if picture is not None:
                    await stream.send_all(frame(BINARY, picture))
                if self.given - given_before == self.hangs_up_after:
                    await stream.aclose()
                    return

    def _answer(self, head: bytes) -> bytes:
        key = re.search(rb"Sec-WebSocket-Key: *(\S+)", head, re.IGNORECASE)
        assert key is not None
        accept = base64.b64encode(hashlib.sha1(key[1] + GUID.encode()).digest())  # noqa: S324 - the standard says so.
        lines = [
            b"HTTP/1.1 " + self.status,
            b"Server: arduino-WebSocketsServer",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Version: 13",
            b"Sec-WebSocket-Accept: " + accept,
        ]
        if re.search(rb"Sec-WebSocket-Protocol", head, re.IGNORECASE):
            lines.append(b"Sec-WebSocket-Protocol: arduino")
        if not self.status.startswith(b"101"):
            return b"HTTP/1.1 " + self.status + b"\r\nContent-Length: 5\r\n\r\nSorry"
        return b"\r\n".join(lines) + b"\r\n\r\n"


class _Cutting(trio.abc.SendStream):
    """Sends in pieces."""

    def __init__(self, stream: trio.abc.Stream, piece_bytes: int) -> None:
        self._stream = stream
        self._piece_bytes = piece_bytes

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        for at in range(0, len(data), self._piece_bytes):
            await self._stream.send_all(data[at : at + self._piece_bytes])

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Reader:
    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self._buffer = b""

    async def until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            await self._more()
        head, self._buffer = self._buffer.split(mark, 1)
        return head

    async def frame(self) -> Asked:
        first, second = await self._take(2)
        assert second & 0x80, "clients mask"
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self._take(2))
        mask = await self._take(4)
        payload = await self._take(length)
        plain = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        return Asked(first & 0x0F, bool(first & 0x80), plain)

    async def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            await self._more()
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    async def _more(self) -> None:
        data = await self._stream.receive_some(65_536)
        if not data:
            raise trio.EndOfChannel
        self._buffer += data


class Bench:
    """A board, and what connects to it in memory or by a socket."""

    def __init__(self, nursery: trio.Nursery, board: Board) -> None:
        self.board = board
        self.dials = 0
        self.is_off = False
        self._nursery = nursery

    async def open(self) -> trio.abc.Stream:
        """Connect in memory."""
        await trio.lowlevel.checkpoint()
        self.dials += 1
        if self.is_off:
            raise SourceFailed("cannot connect (Connection refused)")
        ours, theirs = trio.testing.memory_stream_pair()
        self._nursery.start_soon(serve_quietly, self.board, theirs)
        return ours


async def serve_quietly(board: Board, stream: trio.abc.Stream) -> None:
    """Be the board until the other side is gone."""
    try:
        await board.serve(stream)
    except (trio.BrokenResourceError, trio.ClosedResourceError, trio.EndOfChannel):
        await trio.aclose_forcefully(stream)


@asynccontextmanager
async def listening(board: Board) -> AsyncIterator[int]:
    """Let the board listen on a loopback port inside the block."""
    async with trio.open_nursery() as nursery:
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")

        async def serve(stream: trio.SocketStream) -> None:
            stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await serve_quietly(board, stream)

        nursery.start_soon(trio.serve_listeners, serve, [listener])
        yield int(listener.socket.getsockname()[1])
        nursery.cancel_scope.cancel()


@dataclass
class FakeOutlet:
    """Remembers what a camera tells. Satisfies `Outlet`."""

    record: SourceRecord = field(
        default_factory=lambda: SourceRecord(name="Porch", host="192.168.1.50", kind="capture81")
    )
    clock: TrioClock = field(default_factory=TrioClock)
    is_wanted: bool = False
    shown: list[tuple[bytes, Times | None]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers: int = 0
    features: tuple[DeviceFeature, ...] = ()
    acks: list[Ack] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    async def wait_wanted(self) -> None:
        await trio.sleep_forever()

    async def wait_unwanted(self) -> None:
        await trio.sleep_forever()

    def show(self, jpeg: bytes, times: Times | None = None) -> None:
        self.shown.append((jpeg, times))

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def note_answer(self) -> None:
        self.answers += 1

    def note_fault(self, text: str) -> None:
        self.faults.append(text)

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        self.features = features

    def answer(self, ack: Ack) -> None:
        self.acks.append(ack)
