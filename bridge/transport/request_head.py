"""The head of an HTTP/1.1 request: request line and headers, read strictly.

Knows: RFC 9112. Does not know: sockets, which hosts and origins are welcome.

Strict, because two parsers read every head (this one decides, h11 serves): whatever they
could read differently is refused here, and nothing is left to disagree about.
"""

import re
from dataclasses import dataclass

from bridge.transport.refusal import Refusal, RequestRefused

# A browser with full cookies stays under 8 KiB; h11 behind this door takes 16 KiB.
MAX_HEAD_BYTES = 16 * 1024
MAX_HEADERS = 100

_REQUEST_LINE = re.compile(r"([A-Z]{1,16}) ([\x21-\x7e]+) HTTP/([0-9])\.([0-9])\Z")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*\Z")
_LENGTH = re.compile(r"[0-9]{1,10}\Z")
_HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n"
_TLS_HANDSHAKE = 0x16


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A well-formed head. Header names are lower-case; `target` begins with a slash.

    `content_length` is 0 without a body and for a chunked one.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    content_length: int = 0
    is_chunked: bool = False

    @property
    def path(self) -> str:
        """The target without its query, percent-encoding left as it is."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the first question mark, or nothing."""
        return self.target.partition("?")[2]

    def values(self, name: str) -> list[str]:
        """Return the values of all headers of that (lower-case) name, in order."""
        return [value for known, value in self.headers if known == name]

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None."""
        return next(iter(self.values(name)), None)

    def tokens(self, name: str) -> list[str]:
        """Return the comma-separated words of all headers of that name, as written."""
        words = (word.strip() for value in self.values(name) for word in value.split(","))
        return [word for word in words if word]

    @property
    def is_websocket(self) -> bool:
        """True when the client asks for a WebSocket."""
        upgrades = [word.lower() for word in self.tokens("upgrade")]
        connection = [word.lower() for word in self.tokens("connection")]
        return self.method == "GET" and "websocket" in upgrades and "upgrade" in connection


def find_head_end(data: bytes | bytearray) -> int | None:
    """Return how many bytes the head at the start of `data` has; None while it is unfinished.

    RequestRefused as soon as `data` cannot become a head that the bridge takes.
    """
    if not data:
        return None
    if data[0] == _TLS_HANDSHAKE:
        raise _refused(400, "tls_on_plain_port", "this port speaks plain HTTP", "http:// or ws://")
    if data.startswith(_HTTP2_PREFACE):
        raise _refused(505, "http2_refused", "HTTP/2 is not spoken here", "HTTP/1.1")
    end = data.find(b"\r\n\r\n", 0, MAX_HEAD_BYTES)
    if end >= 0:
        return end + 4
    if data.find(b"\n\n", 0, MAX_HEAD_BYTES) >= 0:
        raise _refused(400, "bare_newline", "lines end in a bare newline", "CR LF")
    if len(data) >= MAX_HEAD_BYTES:
        text = f"the request head is longer than {MAX_HEAD_BYTES} bytes"
        raise _refused(431, "head_too_big", text, "fewer or shorter headers")
    return None


def parse_head(data: bytes) -> RequestHead:
    """Return the head that `data` is, blank line included; RequestRefused if it is not one."""
    request_line, *lines = data[:-4].decode("latin-1").split("\r\n")
    found = _REQUEST_LINE.match(request_line)
    if found is None:
        raise _refused(400, "bad_request_line", f"request line {request_line[:80]!r}")
    method, target, major, minor = found.groups()
    if major != "1":
        raise _refused(505, "http_version", f"HTTP/{major}.{minor} is not spoken", "HTTP/1.1")
    if not target.startswith("/"):
        raise _refused(400, "not_a_proxy", f"target {target[:80]!r}", "a path such as /healthz")
    if len(lines) > MAX_HEADERS:
        raise _refused(431, "too_many_headers", f"{len(lines)} headers, {MAX_HEADERS} allowed")
    head = RequestHead(method, target, tuple(_parse_line(line) for line in lines))
    _refuse_http2_upgrade(head)
    length, is_chunked = _body_framing(head, is_old=minor == "0")
    return RequestHead(method, target, head.headers, length, is_chunked)


def _parse_line(line: str) -> tuple[str, str]:
    if line.startswith((" ", "\t")):
        raise _refused(400, "folded_header", "a header goes on in the next line", "one line each")
    name, colon, value = line.partition(":")
    if not colon or not _NAME.match(name) or not _VALUE.match(value):
        raise _refused(400, "bad_header", f"header line {line[:80]!r}")
    return name.lower(), value.strip(" \t")


def _refuse_http2_upgrade(head: RequestHead) -> None:
    upgrades = [word.lower() for word in head.tokens("upgrade")]
    if "h2c" in upgrades or head.header("http2-settings") is not None:
        raise _refused(505, "http2_refused", "HTTP/2 is not spoken here", "HTTP/1.1")


def _body_framing(head: RequestHead, *, is_old: bool) -> tuple[int, bool]:
    encodings = head.values("transfer-encoding")
    lengths = head.values("content-length")
    if encodings and (lengths or is_old):
        text = "Transfer-Encoding together with Content-Length or HTTP/1.0"
        raise _refused(400, "ambiguous_body", text, "one of the two, with HTTP/1.1")
    if encodings:
        if [value.lower() for value in encodings] != ["chunked"]:
            raise _refused(501, "transfer_encoding", f"Transfer-Encoding {encodings}", "chunked")
        return 0, True
    if not lengths:
        return 0, False
    if len(lengths) > 1 or not _LENGTH.match(lengths[0]):
        raise _refused(400, "bad_length", f"Content-Length {lengths}", "one whole number")
    return int(lengths[0]), False


def find_websocket_fault(head: RequestHead) -> Refusal | None:
    """Return why a request for a WebSocket cannot be granted, or None."""
    if head.content_length or head.is_chunked:
        return Refusal(400, "upgrade_with_body", "a WebSocket request has no body")
    versions = head.values("sec-websocket-version")
    if versions != ["13"]:
        needed = (("Sec-WebSocket-Version", "13"),)
        text = f"WebSocket version {versions}"
        return Refusal(426, "websocket_version", text, "use version 13", needed)
    if len(head.values("sec-websocket-key")) != 1:
        return Refusal(400, "websocket_key", "Sec-WebSocket-Key is missing or doubled")
    if len(head.values("upgrade")) != 1 or len(head.values("connection")) != 1:
        return Refusal(400, "websocket_headers", "Upgrade and Connection must stand once each")
    return None


def _refused(status: int, code: str, text: str, use: str = "") -> RequestRefused:
    return RequestRefused(Refusal(status, code, text, f"use {use}" if use else ""))
