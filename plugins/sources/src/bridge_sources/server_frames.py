"""Mends the one length that Arduino's WebSocket library writes wrongly.

Knows: the framing of what a WebSocket server sends. Does not know: messages, sizes.

A message of exactly 65 535 bytes comes with its length in eight bytes where two would do.
RFC 6455 forbids it, and wsproto closes the connection over it. Nothing else is changed.
"""

import trio

_HEAD_END = b"\r\n\r\n"
# Nobody's handshake is longer; what is gets passed on, for others to refuse.
_MAX_HEAD_BYTES = 8192
_TWO_BYTES = 126
_EIGHT_BYTES = 127
_LENGTH_BITS = 0x7F
_MASKED = 0x80
_MASK_BYTES = 4
_MISWRITTEN_LENGTH = 0xFFFF


class ServerFrames:
    """What one server sends, from its handshake on."""

    def __init__(self) -> None:
        self._head = b""
        self._has_head = False
        self._held = b""  # The beginning of a frame whose length is not known.
        self._remaining = 0  # Bytes of the current frame still to come.

    def mend(self, data: bytes) -> bytes:
        """Return what the WebSocket layer shall see; nothing while a length is incomplete."""
        if self._has_head:
            return self._mend_frames(data)
        self._head += data
        end = self._head.find(_HEAD_END)
        if end < 0 and len(self._head) < _MAX_HEAD_BYTES:
            return data
        self._has_head = True
        behind = len(self._head) - (end + len(_HEAD_END)) if end >= 0 else 0
        self._head = b""
        at = len(data) - behind
        return data[:at] + self._mend_frames(data[at:])

    def _mend_frames(self, data: bytes) -> bytes:
        if len(data) <= self._remaining:
            self._remaining -= len(data)
            return data
        data, self._held = self._held + data, b""
        mended = bytearray()
        at = 0
        while at < len(data):
            if not self._remaining:
                header = _read_header(data[at : at + 10])
                if header is None:
                    self._held = data[at:]
                    break
                length, self._remaining, fresh = header
                mended += fresh
                at += length
            taken = min(self._remaining, len(data) - at)
            mended += data[at : at + taken]
            at += taken
            self._remaining -= taken
        return bytes(mended)


def _read_header(data: bytes) -> tuple[int, int, bytes] | None:
    """Return a header's length, the bytes behind it and the header as it should be.

    None while it is incomplete.
    """
    if len(data) < 2:
        return None
    extra = {_TWO_BYTES: 2, _EIGHT_BYTES: 8}.get(data[1] & _LENGTH_BITS, 0)
    header = data[: 2 + extra]
    if len(header) < 2 + extra:
        return None
    size = int.from_bytes(header[2:], "big") if extra else data[1] & _LENGTH_BITS
    behind = size + (_MASK_BYTES if data[1] & _MASKED else 0)
    if extra == 8 and size == _MISWRITTEN_LENGTH:
        short = bytes((data[0], data[1] & _MASKED | _TWO_BYTES)) + header[-2:]
        return len(header), behind, short
    return len(header), behind, header


class MendedStream(trio.abc.Stream):
    """A stream on which what a WebSocket server sends is mended."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self._frames = ServerFrames()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Return what came, or nothing at the end."""
        while True:
            data = bytes(await self._stream.receive_some(max_bytes))
            mended = self._frames.mend(data)
            if mended or not data:
                return mended

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes as they are."""
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        """Wait as the stream does."""
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()
