"""WebSocket framing of what a server sends: one final, unmasked frame per message."""

from bridge.wire.constants import MAX_MESSAGE_BYTES

_FINAL_TEXT = 0x81
_FINAL_BINARY = 0x82
_LENGTH_16 = 126
_LENGTH_64 = 127


def frame_message(payload: bytes, *, is_text: bool) -> bytes:
    """Return `payload` as one RFC 6455 frame, ready for the socket.

    ValueError above the message limit: a peer would close with 1009.
    """
    return frame_head(len(payload), is_text=is_text) + payload


def frame_head(size_bytes: int, *, is_text: bool) -> bytes:
    """Return the 2, 4 or 10 bytes that stand before a payload of that size."""
    first = _FINAL_TEXT if is_text else _FINAL_BINARY
    if size_bytes < _LENGTH_16:
        return bytes((first, size_bytes))
    if size_bytes <= 0xFFFF:
        return bytes((first, _LENGTH_16)) + size_bytes.to_bytes(2, "big")
    if size_bytes > MAX_MESSAGE_BYTES:
        raise ValueError(f"message of {size_bytes} bytes: at most {MAX_MESSAGE_BYTES}")
    return bytes((first, _LENGTH_64)) + size_bytes.to_bytes(8, "big")
