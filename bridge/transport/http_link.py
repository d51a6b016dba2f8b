"""A connection that speaks HTTP, as the HTTP server sees it.

Knows: the gate that every request passes, and when an answer to a refused one may be
written. Does not know: routes.
"""

import trio

from bridge.transport.link_stream import CLOSE_DEADLINE_S, LinkStream
from bridge.transport.refusal import Refusal, encode_refusal
from bridge.transport.request_gate import RequestGate

# A refused request waits this long for the answers to those before it; then the
# connection just ends.
ANSWERS_DEADLINE_S = 5.0


class HttpLink(trio.abc.HalfCloseableStream):
    """A LinkStream from which only requests come that the gate lets through."""

    def __init__(self, stream: LinkStream, gate: RequestGate, *, is_encrypted: bool) -> None:
        self._stream = stream
        self._gate = gate
        self._answered = 0
        self._changed = trio.Event()
        self.over = trio.Event()  # The client will ask for nothing more.
        self.is_encrypted = is_encrypted

    @property
    def socket(self) -> trio.socket.SocketType:
        """The socket below, from which the HTTP server takes the peer's address."""
        return self._stream.socket

    @property
    def port(self) -> int:
        """The port that the client has asked; 0 for a stream that has no socket."""
        try:
            return int(self._stream.socket.getsockname()[1])
        except AttributeError:
            return 0

    def count_answer(self) -> None:
        """Note that a request has been answered to its last byte."""
        self._answered += 1
        self._changed.set()
        self._changed = trio.Event()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Return bytes of admitted requests; empty at the end or after a refusal."""
        passed = b""
        try:
            passed = await self._receive_admitted(max_bytes)
        finally:
            if not passed:
                self.over.set()
        return passed

    async def _receive_admitted(self, max_bytes: int | None) -> bytes:
        while self._gate.refusal is None:
            data = await self._stream.receive_some(max_bytes)
            passed = self._gate.receive(data)
            if passed or not data:
                return passed
        await self._answer_refusal(self._gate.refusal)
        return b""

    async def _answer_refusal(self, refusal: Refusal) -> None:
        with trio.move_on_after(ANSWERS_DEADLINE_S):
            while self._answered < self._gate.admitted:
                await self._changed.wait()
            await self._stream.send_all(encode_refusal(refusal))

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Write with the deadline of LinkStream."""
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until a write may make progress."""
        await self._stream.wait_send_all_might_not_block()

    async def send_eof(self) -> None:
        """Say that nothing more will be sent, even when the caller is being cancelled.

        hypercorn ends a connection from within the application's task, which is cancelled
        by then; without the shield the connection would stay open for ever.
        """
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE_S):
            await self._stream.send_eof()

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()
