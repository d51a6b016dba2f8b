"""WebSocket frames as bytes, also such as no good library would write.

Knows: the frame layout of RFC 6455. Does not know: sockets, handshakes, which library
writes which frames.
"""

from dataclasses import dataclass
from itertools import cycle

import numpy as np

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_FINAL, _MASKED = 0x80, 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127
_BIGGEST_TWO_BYTES = 0xFFFF
NO_KEY = bytes(4)


class FrameTooLong(Exception):
    """A frame announces more bytes than this side takes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame that arrived; the payload is unmasked."""

    opcode: int
    payload: bytes = b""
    is_final: bool = True
    is_masked: bool = False


def frame_header(
    opcode: int, length: int, key: bytes | None, *, is_final: bool = True, two_bytes_up_to: int
) -> bytes:
    """Return a header; `key` None writes no mask, lengths above `two_bytes_up_to` take eight."""
    mask_bit = _MASKED if key is not None else 0
    head = bytes([opcode | (_FINAL if is_final else 0)])
    if length < _TWO_BYTES:
        head += bytes([mask_bit | length])
    elif length <= two_bytes_up_to:
        head += bytes([mask_bit | _TWO_BYTES]) + length.to_bytes(2, "big")
    else:
        head += bytes([mask_bit | _EIGHT_BYTES]) + length.to_bytes(8, "big")
    return head + (key or b"")


def shortest_header(opcode: int, length: int, key: bytes | None, *, is_final: bool = True) -> bytes:
    """Return a header as the standard wants it."""
    return frame_header(opcode, length, key, is_final=is_final, two_bytes_up_to=_BIGGEST_TWO_BYTES)


def masked(payload: bytes, key: bytes) -> bytes:
    """Return a payload with a mask laid over it, or taken off again."""
    if key == NO_KEY or not payload:
        return payload
    if len(payload) < 64:
        return bytes(byte ^ mask for byte, mask in zip(payload, cycle(key), strict=False))
    clear = np.frombuffer(payload, np.uint8)
    return (clear ^ np.resize(np.frombuffer(key, np.uint8), clear.size)).tobytes()


class FrameReader:
    """Cuts what arrives into frames, however it was cut on its way."""

    def __init__(self, max_payload_bytes: int | None = None) -> None:
        self._limit = max_payload_bytes
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._buffer += data

    def next_frame(self) -> Frame | None:
        """Return the next whole frame, or None; FrameTooLong as soon as a header says so."""
        head = self._length()
        if head is None:
            return None
        length, start = head
        if self._limit is not None and length > self._limit:
            raise FrameTooLong(f"{length} bytes")
        is_masked = bool(self._buffer[1] & _MASKED)
        body = start + (4 if is_masked else 0)
        if len(self._buffer) < body + length:
            return None
        payload = bytes(self._buffer[body : body + length])
        if is_masked:
            payload = masked(payload, bytes(self._buffer[start:body]))
        first = self._buffer[0]
        del self._buffer[: body + length]
        return Frame(first & 0x0F, payload, bool(first & _FINAL), is_masked)

    def _length(self) -> tuple[int, int] | None:
        """Return the payload's length and where the header's fixed part ends."""
        if len(self._buffer) < 2:
            return None
        short = self._buffer[1] & 0x7F
        if short < _TWO_BYTES:
            return short, 2
        end = 4 if short == _TWO_BYTES else 10
        if len(self._buffer) < end:
            return None
        return int.from_bytes(self._buffer[2:end], "big"), end
