"""Follows a client's WebSocket frames, so that limits hold before anything is kept.

Knows: RFC 6455 framing of what a client sends. Does not know: sockets, message contents.

trio-websocket has one size limit for every message and learns a message's size by storing
it. Here a message that is too long is discarded byte by byte as it comes in, pings between
its fragments still pass, and the session can close politely with a code of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

_FIN = 0x80
_MASKED = 0x80
_LENGTH_BITS = 0x7F
_TWO_BYTES = 126
_EIGHT_BYTES = 127
_FIRST_CONTROL_OPCODE = 0x8
_CONTINUATION = 0x0
_TEXT = 0x1
_MASK_BYTES = 4
# The widespread WebSocket library for Arduino writes this one length in eight bytes where
# two would do. RFC 6455 forbids it and wsproto closes the connection over it.
_MISWRITTEN_LENGTH = 0xFFFF


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """The longest text and binary message that a client may send, in bytes.

    Provisional limits hold for one message at a time: what follows it waits until the
    session has dealt with it, because a picture may come right behind the hello that
    makes it legal.
    """

    text_bytes: int
    binary_bytes: int
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class _Header:
    opcode: int
    is_final: bool
    size: int
    length: int
    is_masked: bool


class InboundFrames:
    """The frames of one client. `on_oversize` is told the limit that a message exceeds.

    `limits` may be changed at any time and holds for frames that begin afterwards.
    """

    def __init__(self, limits: MessageLimits, on_oversize: Callable[[int], None]) -> None:
        self.limits = limits
        self.on_oversize = on_oversize
        self._held = b""  # The beginning of a frame whose length is not known, or what waits.
        self.is_waiting = False  # For `proceed`.
        self._remaining = 0  # Mask and payload bytes of the current frame still to come.
        self._is_discarding = False  # The current frame goes nowhere.
        self._message_bytes = 0  # Of the current message, fragments before this one.
        self._message_limit = 0
        self._message_is_lost = False
        self._is_continued = False  # The next fragment belongs to the current message.
        self._ends_message = False  # The current frame is the last of a message.

    def receive(self, data: bytes) -> bytes:
        """Return what the WebSocket layer shall see of `data`."""
        if len(data) < self._remaining and not self._is_discarding:
            self._remaining -= len(data)
            return data
        data = self._held + data
        self._held = b""
        return self._filter(data)

    def proceed(self) -> None:
        """Look at what comes after the message that the session has dealt with."""
        self.is_waiting = False

    def _filter(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        position = 0
        while position < len(data) and not self.is_waiting:
            if not self._remaining:
                header = _parse_header(data, position)
                if header is None:
                    break
                pieces.append(self._begin_frame(header, data, position))
                position += header.size
            count = min(self._remaining, len(data) - position)
            self._remaining -= count
            if not self._is_discarding:
                pieces.append(data[position : position + count])
            position += count
            if not self._remaining and self._ends_message:
                self._ends_message = False
                self.is_waiting = self.limits.is_provisional
        self._held = data[position:]
        return b"".join(pieces)

    def _begin_frame(self, header: _Header, data: bytes, position: int) -> bytes:
        """Decide about a frame and return the bytes that shall stand for its header."""
        self._remaining = header.length + (_MASK_BYTES if header.is_masked else 0)
        is_control = header.opcode >= _FIRST_CONTROL_OPCODE
        self._ends_message = header.is_final and not is_control
        self._is_discarding = not is_control and self._is_too_long(header)
        if self._is_discarding:
            return b""
        raw = data[position : position + header.size]
        if header.length == _MISWRITTEN_LENGTH and header.size == 10:
            return bytes((raw[0], raw[1] & _MASKED | _TWO_BYTES)) + raw[-2:]
        return raw

    def _is_too_long(self, header: _Header) -> bool:
        if header.opcode == _CONTINUATION and not self._is_continued:
            return False  # It continues nothing; the WebSocket layer ends the link over it.
        if header.opcode != _CONTINUATION:
            is_text = header.opcode == _TEXT
            self._message_limit = self.limits.text_bytes if is_text else self.limits.binary_bytes
            self._message_bytes = 0
            self._message_is_lost = False
        self._is_continued = not header.is_final
        self._message_bytes += header.length
        if self._message_bytes > self._message_limit and not self._message_is_lost:
            self._message_is_lost = True
            self.on_oversize(self._message_limit)
        return self._message_is_lost


def _parse_header(data: bytes, position: int) -> _Header | None:
    """Return the frame header at `position` up to its length, or None if it is cut off."""
    available = len(data) - position
    if available < 2:
        return None
    first, second = data[position], data[position + 1]
    short = second & _LENGTH_BITS
    length_bytes = {_TWO_BYTES: 2, _EIGHT_BYTES: 8}.get(short, 0)
    if available < 2 + length_bytes:
        return None
    size = 2 + length_bytes
    length = int.from_bytes(data[position + 2 : position + size]) if length_bytes else short
    return _Header(first & 0x0F, bool(first & _FIN), size, length, bool(second & _MASKED))
