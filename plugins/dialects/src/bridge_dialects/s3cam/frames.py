"""Pictures from binary messages: whole ones, announced ones, and those in pieces.

A piece has no header of its own, so what it belongs to is a matter of order. Knows: the
order. Does not know: JSON, links, clocks.
"""

from dataclasses import dataclass

from bridge.api import FaultFound
from bridge_dialects.shared.jpeg_look import is_whole, starts_as_jpeg

# Small boards pause between pieces, and a stalled one comes back after half a minute.
PIECE_DEADLINE_US = 10_000_000
PICTURE_DEADLINE_US = 30_000_000
MAX_ANNOUNCED_BYTES = 2**31


@dataclass(slots=True)
class _OpenPicture:
    number: int | None
    size_bytes: int
    begun_us: int
    touched_us: int
    content: bytearray
    received_bytes: int = 0
    is_skipped: bool = False  # Too big or too late: what still comes of it is passed over.


Assembled = bytes | FaultFound


class FrameAssembly:
    """Puts the pictures of one link together. At most `max_bytes` are kept of one."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._open: _OpenPicture | None = None

    @property
    def is_open(self) -> bool:
        """True while a picture in pieces is expected to go on."""
        return self._open is not None and not self._open.is_skipped

    @property
    def kept_bytes(self) -> int:
        """How much is kept of an unfinished picture."""
        return len(self._open.content) if self._open is not None else 0

    @property
    def deadline_us(self) -> int | None:
        """When the open picture is given up unless more of it comes."""
        if self._open is None or self._open.is_skipped:
            return None
        opened = self._open
        return min(opened.touched_us + PIECE_DEADLINE_US, opened.begun_us + PICTURE_DEADLINE_US)

    def open(self, size_bytes: int, number: int | None, now_us: int) -> list[Assembled]:
        """Begin a picture in pieces; one that is open is given up."""
        found = self._give_up("picture_restarted", "a new picture began before the last ended")
        picture = _OpenPicture(number, size_bytes, now_us, now_us, bytearray())
        self._open = picture
        if size_bytes > self._max_bytes:
            picture.is_skipped = True
            text = f"a picture of {size_bytes} bytes: at most {self._max_bytes} are taken"
            found.append(FaultFound("picture_too_big", text))
        return found

    def announce_whole(self) -> list[Assembled]:
        """Take note that a whole picture comes next; one that is open is given up."""
        return self._give_up("picture_restarted", "another picture began before the last ended")

    def add(self, content: bytes, now_us: int) -> list[Assembled]:
        """Take a binary message; return the picture that it ends, or what is wrong."""
        opened = self._open
        if opened is None:
            return [_checked(content)]
        is_short = opened.received_bytes + len(content) < opened.size_bytes
        if (is_short or opened.is_skipped) and is_whole(content):
            # No piece looks like this: what was announced will not come any more.
            found = self._give_up("picture_restarted", "a whole picture came among pieces")
            return [*found, content]
        return self._add_piece(opened, content, now_us)

    def _add_piece(self, opened: _OpenPicture, content: bytes, now_us: int) -> list[Assembled]:
        opened.received_bytes += len(content)
        opened.touched_us = now_us
        is_complete = opened.received_bytes >= opened.size_bytes
        if opened.is_skipped:
            if is_complete:
                self._open = None
            return []
        opened.content += content[: opened.size_bytes - len(opened.content)]
        if not is_complete:
            return []
        self._open = None
        return [_checked(bytes(opened.content))]

    def end(self, number: int | None, *, is_success: bool) -> list[Assembled]:
        """Take the word that a picture has ended, which is only advice.

        What is there may be a whole picture of another size than was announced.
        """
        opened = self._open
        if opened is None or _differ(opened.number, number):
            return []
        if is_success and not opened.is_skipped and is_whole(opened.content):
            self._open = None
            return [bytes(opened.content)]
        kept, size = opened.received_bytes, opened.size_bytes
        return self._give_up("picture_incomplete", f"ended after {kept} of {size} bytes")

    def check(self, now_us: int) -> list[Assembled]:
        """Give up a picture whose time is over; its late pieces are passed over."""
        deadline_us = self.deadline_us
        if self._open is None or deadline_us is None or now_us < deadline_us:
            return []
        opened = self._open
        opened.is_skipped = True
        opened.content = bytearray()
        text = f"{opened.received_bytes} of {opened.size_bytes} bytes came in time"
        return [FaultFound("picture_timeout", text)]

    def _give_up(self, code: str, text: str) -> list[Assembled]:
        opened, self._open = self._open, None
        if opened is None or opened.is_skipped:
            return []
        return [FaultFound(code, text)]


def _checked(content: bytes) -> Assembled:
    if is_whole(content):
        return content
    if not starts_as_jpeg(content):
        return FaultFound("not_jpeg", f"{len(content)} bytes that do not begin like a picture")
    return FaultFound("picture_torn", f"a picture of {len(content)} bytes without its end")


def _differ(first: int | None, second: int | None) -> bool:
    return first is not None and second is not None and first != second
