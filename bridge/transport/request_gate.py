"""Lets well-formed, welcome requests through to the HTTP server, one head at a time.

Knows: where one request of a keep-alive connection ends and the next begins. Does not
know: sockets, responses.

The door reads the first head of a connection; without this gate everything after it would
reach the HTTP server unread, an upgrade to HTTP/2 or a foreign host included.
"""

import enum
import re
from collections.abc import Callable

from bridge.transport.refusal import Refusal, RequestRefused
from bridge.transport.request_head import RequestHead, find_head_end, parse_head

# Chunk sizes with extensions, and trailers, have no honest use here; these lines are short.
MAX_LINE_BYTES = 256
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*\r\n\Z")

Vet = Callable[[RequestHead], Refusal | None]


class _Expects(enum.Enum):
    HEAD = "head"
    BODY = "body"  # Counted bytes, then the next head.
    CHUNK_SIZE = "chunk size"
    CHUNK = "chunk"  # Counted bytes and their CR LF, then the next size.
    TRAILER = "trailer"  # Lines up to an empty one, then the next head.


class RequestGate:
    """One connection's requests. `vet` says of each head why it may not pass, or None.

    After a refusal nothing passes any more: `refusal` is what to answer once the
    `admitted` requests before it have been answered.
    """

    def __init__(self, vet: Vet) -> None:
        self._vet = vet
        self._waiting = bytearray()
        self._expects = _Expects.HEAD
        self._remaining = 0
        self.admitted = 0
        self.refusal: Refusal | None = None

    def receive(self, data: bytes) -> bytes:
        """Return the bytes that may go on; none while a head or line is unfinished."""
        if self.refusal is not None:
            return b""
        if not self._waiting and 0 < len(data) < self._remaining:
            self._remaining -= len(data)
            return data
        self._waiting += data
        passed = bytearray()
        try:
            while (count := self._take()) > 0:
                passed += self._waiting[:count]
                del self._waiting[:count]
        except RequestRefused as error:
            self.refusal = error.refusal
            self._waiting.clear()
        return bytes(passed)

    def _take(self) -> int:
        """Return how many of the waiting bytes may pass next; 0 to wait for more."""
        if self._remaining:
            return self._take_counted()
        match self._expects:
            case _Expects.HEAD:
                return self._take_head()
            case _Expects.CHUNK_SIZE:
                return self._take_chunk_size()
            case _Expects.TRAILER:
                return self._take_trailer()
            case _Expects.BODY | _Expects.CHUNK:
                raise AssertionError("a body without remaining bytes is over")

    def _take_counted(self) -> int:
        count = min(self._remaining, len(self._waiting))
        self._remaining -= count
        if not self._remaining:
            is_chunk = self._expects is _Expects.CHUNK
            self._expects = _Expects.CHUNK_SIZE if is_chunk else _Expects.HEAD
        return count

    def _take_head(self) -> int:
        # Some clients end a body with a line end that belongs to nothing.
        while self._waiting.startswith(b"\r\n"):
            del self._waiting[:2]
        end = find_head_end(self._waiting)
        if end is None:
            return 0
        head = parse_head(bytes(self._waiting[:end]))
        fault = self._vet(head)
        if fault is not None:
            raise RequestRefused(fault)
        self.admitted += 1
        if head.is_chunked:
            self._expects = _Expects.CHUNK_SIZE
        elif head.content_length:
            self._expects, self._remaining = _Expects.BODY, head.content_length
        return end

    def _take_line(self) -> bytes | None:
        end = self._waiting.find(b"\r\n", 0, MAX_LINE_BYTES)
        if end < 0 and len(self._waiting) >= MAX_LINE_BYTES:
            text = f"a line of the chunked body is longer than {MAX_LINE_BYTES} bytes"
            raise RequestRefused(Refusal(400, "bad_chunk", text))
        return None if end < 0 else bytes(self._waiting[: end + 2])

    def _take_chunk_size(self) -> int:
        line = self._take_line()
        if line is None:
            return 0
        found = _CHUNK_SIZE.match(line)
        if found is None:
            raise RequestRefused(Refusal(400, "bad_chunk", f"chunk size {line[:40]!r}"))
        size = int(found.group(1), 16)
        if size:
            self._expects, self._remaining = _Expects.CHUNK, size + 2
        else:
            self._expects = _Expects.TRAILER
        return len(line)

    def _take_trailer(self) -> int:
        line = self._take_line()
        if line is None:
            return 0
        if line != b"\r\n":
            raise RequestRefused(Refusal(400, "trailers", "trailers are not taken"))
        self._expects = _Expects.HEAD
        return len(line)
