"""Heads of HTTP requests, honest and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.transport.refusal import RequestRefused
from bridge.transport.request_head import (
    MAX_HEAD_BYTES,
    RequestHead,
    find_head_end,
    find_websocket_fault,
    parse_head,
)

GET = b"GET /v1?x=1 HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"
UPGRADE = (
    b"GET /v1 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)


def head(*lines: bytes, request: bytes = b"GET / HTTP/1.1") -> bytes:
    return b"\r\n".join((request, *lines, b"", b""))


def test_a_head_is_read_with_its_parts() -> None:
    found = parse_head(GET)
    assert (found.method, found.path, found.query) == ("GET", "/v1", "x=1")
    assert found.header("host") == "localhost:8080"


def test_a_head_ends_after_the_blank_line_and_not_before() -> None:
    assert find_head_end(GET + b"body") == len(GET)
    assert all(find_head_end(GET[:cut]) is None for cut in range(len(GET)))


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"GET / HTTP/1.1\nHost: x\n\n", 400),
        (b"GET /" + b"a" * MAX_HEAD_BYTES, 431),
    ],
)
def test_what_cannot_become_a_head_is_refused_at_once(data: bytes, status: int) -> None:
    with pytest.raises(RequestRefused) as refused:
        find_head_end(data)
    assert refused.value.refusal.status == status


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (head(request=b"get / HTTP/1.1"), "bad_request_line"),
        (head(request=b"GET  / HTTP/1.1"), "bad_request_line"),
        (head(request=b"GET / HTTP/2.0"), "http_version"),
        (head(request=b"GET http://evil.example/ HTTP/1.1"), "not_a_proxy"),
        (head(request=b"OPTIONS * HTTP/1.1"), "not_a_proxy"),
        (head(b"X: a", b" b"), "folded_header"),
        (head(b"X : a"), "bad_header"),
        (head(b"X: a\nY: b"), "bad_header"),
        (head(b"X: a\x00"), "bad_header"),
        (head(b"X"), "bad_header"),
        (head(*[b"X: a"] * 101), "too_many_headers"),
        (head(b"Upgrade: h2c", b"HTTP2-Settings: AA"), "http2_refused"),
        (head(b"Content-Length: 1", b"Transfer-Encoding: chunked"), "ambiguous_body"),
        (head(b"Transfer-Encoding: chunked", request=b"POST / HTTP/1.0"), "ambiguous_body"),
        (head(b"Transfer-Encoding: gzip, chunked"), "transfer_encoding"),
        (head(b"Content-Length: 1", b"Content-Length: 2"), "bad_length"),
        (head(b"Content-Length: -1"), "bad_length"),
        (head(b"Content-Length: 1, 1"), "bad_length"),
    ],
)
def test_ambiguous_heads_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        parse_head(data)
    assert refused.value.refusal.code == code


def test_the_length_of_a_body_is_known() -> None:
    assert parse_head(head(b"Content-Length: 12")).content_length == 12
    assert parse_head(head(b"Transfer-Encoding: Chunked")).is_chunked


def test_a_websocket_request_is_told_from_others() -> None:
    found = parse_head(UPGRADE + b"Sec-WebSocket-Protocol: a, b\r\n\r\n")
    assert found.is_websocket
    assert found.tokens("sec-websocket-protocol") == ["a", "b"]
    assert find_websocket_fault(found) is None
    assert not parse_head(GET).is_websocket


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (b"Version: 13", b"Version: 8", 426),
        (b"Sec-WebSocket-Key", b"X-Key", 400),
        (b"Host: h", b"Host: h\r\nContent-Length: 3", 400),
        (b"Host: h", b"Host: h\r\nConnection: Upgrade", 400),
    ],
)
def test_a_websocket_request_that_cannot_be_granted_says_why(
    old: bytes, new: bytes, status: int
) -> None:
    fault = find_websocket_fault(parse_head(UPGRADE.replace(old, new) + b"\r\n"))
    assert fault is not None
    assert fault.status == status


@given(st.binary(max_size=400))
def test_any_bytes_give_a_head_or_a_refusal(data: bytes) -> None:
    try:
        end = find_head_end(data + b"\r\n\r\n")
        assert end is not None
        found = parse_head((data + b"\r\n\r\n")[:end])
    except RequestRefused:
        return
    assert found.target.startswith("/")


@given(st.lists(st.from_regex(r"[A-Za-z-]{1,12}: ?[ -~]{0,30}", fullmatch=True), max_size=10))
def test_a_well_formed_head_keeps_its_headers_in_order(lines: list[str]) -> None:
    framing = ("content-length", "transfer-encoding", "upgrade", "http2-settings")
    kept = [line for line in lines if line.partition(":")[0].lower() not in framing]
    found: RequestHead = parse_head(head(*[line.encode() for line in kept]))
    names = [line.partition(":")[0].lower() for line in kept]
    assert [name for name, _ in found.headers] == names
