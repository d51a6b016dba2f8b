"""The control lane of one session: short, in order, before everything else.

Knows: the link's stream and how much may wait. Does not know: samples, who the peer is.
"""

from collections import deque
from collections.abc import Callable

from bridge.transport.link_stream import LinkStream
from bridge.transport.session_context import SessionLimits
from bridge.wire.dialect import Message
from bridge.wire.framing import frame_message

_PING = b"\x89\x00"


class Outbox:
    """Control messages on their way to one peer.

    They are never dropped: a peer that leaves too many unread is told to go, by
    `on_overflow`, which is called once.
    """

    def __init__(
        self, stream: LinkStream, limits: SessionLimits, on_overflow: Callable[[], None]
    ) -> None:
        self._stream = stream
        self._limits = limits
        self._on_overflow = on_overflow
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._is_shut = False
        self.is_empty = True  # Looked at for every sample, so it is no method.

    def say(self, message: Message) -> None:
        """Send a message now if the link can take it, else after those that wait."""
        if self._is_shut:
            return
        is_text = isinstance(message, str)
        payload = message.encode() if isinstance(message, str) else message
        self._send(frame_message(payload, is_text=is_text))

    def ping(self) -> None:
        """Ask the peer for a sign of life."""
        if not self._is_shut:
            self._send(_PING)

    def _send(self, frame: bytes) -> None:
        if self.is_empty and self._stream.send_now(frame):
            return
        self.is_empty = False
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        self._stream.wake()
        if self._is_full():
            self._is_shut = True
            self._on_overflow()

    def _is_full(self) -> bool:
        limits = self._limits
        return (
            len(self._waiting) > limits.control_messages
            or self._waiting_bytes > limits.control_bytes
        )

    def take(self) -> bytes | None:
        """Return the next frame that waits, or None."""
        if not self._waiting:
            return None
        frame = self._waiting.popleft()
        self._waiting_bytes -= len(frame)
        self.is_empty = not self._waiting
        return frame

    async def flush(self) -> None:
        """Write what waits and take nothing more. The writer must not take meanwhile."""
        self._is_shut = True
        while (frame := self.take()) is not None:
            await self._stream.send_all(frame)
