"""The one place where bytes leave a connection.

Knows: sockets, whole WebSocket frames, write deadlines. Does not know: samples, messages,
HTTP.

Theory of operation. Three parties write: trio-websocket or hypercorn through `send_all`,
publishers through `send_now` in their own call, and the writer task for what had to wait.
A turn (a lock) makes every frame whole: whoever holds it writes one frame to its end, and
first whatever is left of a frame that `send_now` could only begin. `send_now` never waits:
it writes when nobody has the turn and nothing is left over, else it says no.
A write that makes no progress, or is cancelled in the middle, ends the connection: half a
frame on the wire cannot be taken back.
"""

import math
from collections.abc import Callable
from typing import NoReturn

import trio

from bridge.transport.inbound_half import InboundHalf
from bridge.transport.socket_options import Twin, open_twin, tune_socket

# A peer that takes nothing for this long is not slow, it is gone (its subscriptions have
# long since dropped everything that waited).
WRITE_DEADLINE_S = 2.0
# A polite TLS goodbye may take this long, then the socket is closed under it.
CLOSE_DEADLINE_S = 1.0
# Streams without a socket of their own tell of progress by the piece; one TLS record.
PIECE_BYTES = 16 * 1024
_OPCODE_BITS = 0x0F
_CLOSE_OPCODE = 0x8


class LinkStream(trio.abc.HalfCloseableStream):
    """A connection whose first bytes, `head`, have been read already.

    `inbound` is its reading half; `bytes_out` counts what has left; `fault` says why the
    stream broke, if it did. Closing twice is harmless; after that every operation raises
    ClosedResourceError.
    """

    def __init__(self, stream: trio.abc.Stream, head: bytes = b"") -> None:
        self._stream = stream
        self.inbound = InboundHalf(stream, head)
        self._twin: Twin | None = None
        self._turn = trio.StrictFIFOLock()
        self._left_over = memoryview(b"")
        self._is_jammed = False  # The kernel took less than it was given.
        self._takes_frames = False
        self._is_open = True
        self._woken = trio.Event()
        self.bytes_out = 0
        self.fault = ""
        if isinstance(stream, trio.SocketStream):
            tune_socket(stream.socket)
            self._twin = open_twin(stream.socket)

    @property
    def socket(self) -> trio.socket.SocketType:
        """The socket below; AttributeError for a stream that has none."""
        below = self._stream
        if isinstance(below, trio.SSLStream):
            below = below.transport_stream
        if not isinstance(below, trio.SocketStream):
            raise AttributeError(f"{type(below).__name__} has no socket")
        return below.socket

    @property
    def bytes_in(self) -> int:
        """How many bytes have come in, those of the head included."""
        return self.inbound.bytes_in

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Return the next bytes, the head first; empty at the end of the stream."""
        return await self.inbound.receive_some(max_bytes)

    def begin_frames(self) -> None:
        """Let whole frames be written from now on: the handshake has been answered."""
        self._takes_frames = True

    def send_now(self, frame: bytes) -> bool:
        """Write one whole frame without waiting, or return False and write nothing of it.

        What the kernel does not take at once follows before anything else is written.
        """
        twin = self._twin
        if twin is None or not self._takes_frames or self._left_over or self._turn.locked():
            return False
        try:
            sent = twin.send(frame)
        except (BlockingIOError, InterruptedError):
            self._is_jammed = True
            return False
        except OSError as error:
            self._note_fault(str(error))
            return False
        self.bytes_out += sent
        if sent < len(frame):
            self._is_jammed = True
            self._left_over = memoryview(frame)[sent:]
            self.wake()
        return True

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Write all of `data`, alone on the wire. After a Close frame nothing follows.

        BrokenResourceError when the peer takes nothing for WRITE_DEADLINE_S.
        """
        async with self._turn:
            await self._write_left_over()
            await self._write(memoryview(data))
            if self._takes_frames and _is_close_frame(data):
                self._takes_frames = False
                self.wake()

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until a write may make progress."""
        async with self._turn:
            await self._stream.wait_send_all_might_not_block()

    def wake(self) -> None:
        """Tell the writer task that something waits. Never blocks."""
        self._woken.set()

    async def run_writer(
        self,
        refill: Callable[[], bytes | None],
        next_pause_s: Callable[[], float | None] | None = None,
    ) -> None:
        """Write what has to wait, until the connection ends or a Close frame left.

        `refill` gives the next whole frame or None, and is asked only when the frame can
        leave, so that it may give the newest. After a None it is asked again when
        `wake()` is called or, if `next_pause_s` names a pause, when that is over.
        """
        try:
            while self._takes_frames:
                self._woken = trio.Event()
                async with self._turn:
                    frame = await self._write_next(refill)
                if frame is None:
                    pause_s = next_pause_s() if next_pause_s else None
                    with trio.move_on_after(math.inf if pause_s is None else pause_s):
                        await self._woken.wait()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return

    async def _write_next(self, refill: Callable[[], bytes | None]) -> bytes | None:
        await self._write_left_over()
        if self._is_jammed and self._twin is not None:
            await self._wait_writable(self._twin)
        # A Close frame may have passed while this task waited for its turn.
        frame = refill() if self._takes_frames else None
        if frame is not None:
            await self._write(memoryview(frame))
        return frame

    async def _write_left_over(self) -> None:
        if self._left_over:
            rest, self._left_over = self._left_over, memoryview(b"")
            await self._write(rest)

    async def _write(self, data: memoryview) -> None:
        """Write all of `data`; the caller has the turn. A failure ends the connection."""
        if not self._is_open:
            raise trio.ClosedResourceError
        is_whole = False
        try:
            if self._twin is not None:
                await self._write_to_socket(self._twin, data)
            else:
                await self._write_pieces(data)
            is_whole = True
        finally:
            if not is_whole:
                await self._break_off("a write was cut short")

    async def _write_to_socket(self, twin: Twin, data: memoryview) -> None:
        while data:
            try:
                sent = twin.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError as error:
                await self._give_up(str(error))
            self.bytes_out += sent
            data = data[sent:]
            if data:
                self._is_jammed = True
                await self._wait_writable(twin)

    async def _wait_writable(self, twin: Twin) -> None:
        with trio.move_on_after(WRITE_DEADLINE_S):
            await trio.lowlevel.wait_writable(twin)
            self._is_jammed = False
            return
        await self._give_up(f"the peer took nothing for {WRITE_DEADLINE_S:g} s")

    async def _write_pieces(self, data: memoryview) -> None:
        for start in range(0, len(data), PIECE_BYTES):
            piece = data[start : start + PIECE_BYTES]
            with trio.move_on_after(WRITE_DEADLINE_S) as deadline:
                await self._stream.send_all(piece)
            if deadline.cancelled_caught:
                await self._give_up(f"the peer took nothing for {WRITE_DEADLINE_S:g} s")
            self.bytes_out += len(piece)

    async def _give_up(self, fault: str) -> NoReturn:
        await self._break_off(fault)
        raise trio.BrokenResourceError(fault)

    async def _break_off(self, fault: str) -> None:
        self._note_fault(fault)
        self._forget_twin()
        # Closing forcefully does not wait, and must happen even when we are cancelled.
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE_S):
            await trio.aclose_forcefully(self._stream)

    def _note_fault(self, fault: str) -> None:
        self.fault = self.fault or fault
        self._takes_frames = False
        self.wake()

    def _forget_twin(self) -> None:
        self._is_open = False
        self._takes_frames = False
        if self._twin is not None:
            self._twin.detach()
            self._twin = None
        self.inbound.close()
        self.wake()

    async def send_eof(self) -> None:
        """Say that nothing more will be sent; a TLS stream says so when it is closed."""
        async with self._turn:
            if isinstance(self._stream, trio.abc.HalfCloseableStream):
                await self._stream.send_eof()

    async def aclose(self) -> None:
        """Close the connection, within CLOSE_DEADLINE_S."""
        self._forget_twin()
        with trio.move_on_after(CLOSE_DEADLINE_S):
            await self._stream.aclose()


def _is_close_frame(data: bytes | bytearray | memoryview) -> bool:
    return len(data) > 0 and data[0] & _OPCODE_BITS == _CLOSE_OPCODE
