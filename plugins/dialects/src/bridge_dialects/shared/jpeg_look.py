"""What the first and last bytes of a JPEG say, without decoding it.

Knows: markers. Does not know: whether a decoder would take the rest; the bridge's own
gate looks at that.
"""

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
# Cameras pad pictures after their end; systems of old look this far back for it.
TAIL_BYTES = 100
MIN_BYTES = 100
MAX_SEGMENTS = 64
_SIZED_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_SCAN = 0xDA


def starts_as_jpeg(content: bytes | bytearray) -> bool:
    """Tell whether these bytes begin like a picture."""
    return content[:2] == SOI


def is_whole(content: bytes | bytearray) -> bool:
    """Tell whether these bytes begin and end like a picture; padding may follow."""
    if len(content) < MIN_BYTES or not starts_as_jpeg(content):
        return False
    return content.find(EOI, len(content) - TAIL_BYTES) >= 0


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as the frame header says, or None.

    Walks from segment to segment, so that a thumbnail inside one is not mistaken for
    the picture.
    """
    at = 2
    for _ in range(MAX_SEGMENTS):
        head = content[at : at + 4]
        if len(head) < 4 or head[0] != 0xFF or head[1] == _SCAN:
            return None
        if head[1] == 0xFF:
            at += 1
            continue
        if head[1] in _SIZED_FRAMES:
            body = content[at + 5 : at + 9]
            if len(body) < 4:
                return None
            return body[2] << 8 | body[3], body[0] << 8 | body[1]
        at += 2 + (head[2] << 8 | head[3])
    return None
