"""An MJPEG stream's body, taken apart: bytes in, pictures out. No I/O, no clock.

Theory of operation: a body is a row of parts. Between parts the reader looks for the next
delimiter (`--boundary`) and passes over whatever else there is; a part that follows
another without one is known by its first header. Then come header lines up to a blank
one, then the picture: as many bytes as Content-Length says, or else up to the end that
its own segments tell (`jpeg_walk`) or the next delimiter, whichever comes first.

Cameras differ in all of this (docs/how-to/pull-a-camera.md), so a part that makes no sense
is passed over and counted; only a body without any sense left is an error.
"""

import enum
import re
from collections.abc import Sequence

from bridge.api import Event, FrameArrived, RemoteProtocolError
from bridge_sources.jpeg_walk import SOI, JpegEnd
from bridge_sources.mjpeg_parts import parse_boundary, parse_headers, read_part

# The largest sensor that these cameras have gives pictures of 5 megapixels, about 2 MB.
MAX_PART_BYTES = 4 * 1024 * 1024
MAX_HEAD_BYTES = 4096
# Nothing but broken parts is work without end for the reader.
MAX_BROKEN_PARTS = 100

_BLANK_LINE = re.compile(rb"\n\r?\n")
_NOT_A_GAP = re.compile(rb"[^\r\n]")
_FIRST_HEADER = b"content-"
_ANY_DELIMITER = re.compile(rb"--+([\x21-\x2c\x2e-\x7e][\x21-\x7e]{0,199}?)[ \t]*\r?\n")


class _Place(enum.Enum):
    """Where in the body the next byte belongs."""

    GAP = enum.auto()  # After a part or at the very start: line ends, then a decision.
    OUTSIDE = enum.auto()  # Between parts, looking for a delimiter.
    HEAD = enum.auto()
    COUNTED = enum.auto()  # In a part whose length is known.
    OPEN = enum.auto()  # In a part whose length is not known.


class MjpegReader:
    """Reads one response's body. `receive` gives FrameArrived and FaultFound.

    It keeps at most one part and what was given last. RemoteProtocolError: this body will
    give no picture any more.
    """

    def __init__(self, content_type: str, max_part_bytes: int = MAX_PART_BYTES) -> None:
        boundary = parse_boundary(content_type)
        if boundary is None:
            raise RemoteProtocolError(
                "not_multipart", f"{content_type[:80]!r} is no stream of pictures"
            )
        self._delimiter = b"--" + boundary.encode("latin-1", "replace") if boundary else b""
        self._max_part_bytes = max_part_bytes
        self._data = bytearray()
        self._place = _Place.GAP
        self._passed_over = 0
        self._searched = 0
        self._headers: dict[bytes, bytes] = {}
        self._wanted = 0
        self._broken_parts = 0
        self._end = JpegEnd()
        self._failure: RemoteProtocolError | None = None

    def receive(self, data: bytes) -> Sequence[Event]:
        """Return what came with `data`, in order. An error waits until that is taken."""
        if self._failure is not None:
            raise self._failure
        self._data += data
        events: list[Event] = []
        try:
            while self._advance(events):
                pass
        except RemoteProtocolError as error:
            if not events:
                raise
            self._failure = error
        return events

    def finish(self) -> Sequence[Event]:
        """Return what the end of the body means: a last picture that had no end of its own."""
        if self._failure is not None:
            raise self._failure
        events: list[Event] = []
        if self._place is _Place.OPEN:
            self._take_part(len(self._data), events)
        self._data.clear()
        return events

    def _advance(self, events: list[Event]) -> bool:
        """Go on to the next place; False when that needs more bytes."""
        match self._place:
            case _Place.GAP:
                return self._pass_gap()
            case _Place.OUTSIDE:
                return self._find_delimiter()
            case _Place.HEAD:
                return self._read_head()
            case _Place.COUNTED:
                if len(self._data) < self._wanted:
                    return False
                self._take_part(self._wanted, events)
                return True
            case _Place.OPEN:
                return self._find_end(events)

    def _pass_gap(self) -> bool:
        found = _NOT_A_GAP.search(self._data)
        start = found.start() if found else len(self._data)
        del found  # It holds the buffer, which then could not shrink.
        self._pass_over(start)
        head = bytes(self._data[: len(_FIRST_HEADER)]).lower()
        if head == _FIRST_HEADER:
            self._go(_Place.HEAD)
            return True
        if _FIRST_HEADER.startswith(head):
            return False
        self._place = _Place.OUTSIDE
        return True

    def _find_delimiter(self) -> bool:
        if not self._delimiter:
            return self._learn_delimiter()
        found = self._data.find(self._delimiter)
        if found < 0:
            self._pass_over(max(0, len(self._data) - len(self._delimiter) + 1))
            return False
        self._pass_over(found)
        del self._data[: len(self._delimiter)]
        self._go(_Place.HEAD)
        return True

    def _learn_delimiter(self) -> bool:
        """Take the first line that looks like a delimiter for one: the header named none."""
        found = _ANY_DELIMITER.search(self._data)
        if found is None:
            self._check_size(len(self._data), MAX_HEAD_BYTES, "before the first delimiter")
            return False
        end = found.end(1)
        self._delimiter = b"--" + bytes(found.group(1))
        del found
        self._check_size(end, MAX_HEAD_BYTES, "before the first delimiter")
        # The line end stays: it is where the head begins.
        del self._data[:end]
        self._go(_Place.HEAD)
        return True

    def _read_head(self) -> bool:
        found = _BLANK_LINE.search(self._data, self._searched)
        if found is None:
            self._check_size(len(self._data), MAX_HEAD_BYTES, "of part headers")
            self._searched = max(0, len(self._data) - 2)
            return False
        start, end = found.span()
        del found
        self._check_size(end, MAX_HEAD_BYTES, "of part headers")
        self._headers = parse_headers(bytes(self._data[:start]))
        del self._data[:end]
        self._begin_part()
        return True

    def _begin_part(self) -> None:
        length = self._headers.get(b"content-length", b"")
        if length.isdigit():
            self._wanted = int(length)
            self._check_size(self._wanted, self._max_part_bytes, "in one part")
            self._go(_Place.COUNTED)
        else:
            self._end = JpegEnd()
            self._go(_Place.OPEN)

    def _find_end(self, events: list[Event]) -> bool:
        end = self._open_end()
        if end is None:
            undecided = len(self._data) - len(self._delimiter)
            self._check_size(undecided, self._max_part_bytes, "in one part")
            return False
        self._check_size(end, self._max_part_bytes, "in one part")
        self._take_part(end, events)
        return True

    def _open_end(self) -> int | None:
        """Return where an open part ends: after its picture, or before a delimiter."""
        ends = [self._end.find(self._data)] if self._is_jpeg() else []
        if self._delimiter:
            ends.append(_or_none(self._data.find(self._delimiter, self._searched)))
            self._searched = max(0, len(self._data) - len(self._delimiter) + 1)
        elif self._end.is_lost or not self._is_jpeg(undecided=True):
            raise RemoteProtocolError(
                "no_end", "a part without length or boundary is no whole picture"
            )
        return min((end for end in ends if end is not None), default=None)

    def _is_jpeg(self, *, undecided: bool = False) -> bool:
        head = self._data[:2]
        return head == SOI if len(head) == 2 else undecided

    def _take_part(self, length: int, events: list[Event]) -> None:
        part = bytes(self._data[:length])
        del self._data[:length]
        event = read_part(part, self._headers)
        if event is not None:
            events.append(event)
        self._broken_parts = 0 if isinstance(event, FrameArrived) else self._broken_parts + 1
        if self._broken_parts > MAX_BROKEN_PARTS:
            raise RemoteProtocolError("no_pictures", f"{self._broken_parts} parts, and no picture")
        self._go(_Place.GAP)

    def _go(self, place: _Place) -> None:
        self._place = place
        self._searched = 0
        self._passed_over = 0

    def _pass_over(self, count: int) -> None:
        del self._data[:count]
        self._passed_over += count
        self._check_size(self._passed_over, self._max_part_bytes, "between two parts")

    def _check_size(self, size: int, limit: int, where: str) -> None:
        if size > limit:
            raise RemoteProtocolError("too_big", f"more than {limit} bytes {where}")


def _or_none(offset: int) -> int | None:
    return offset if offset >= 0 else None
