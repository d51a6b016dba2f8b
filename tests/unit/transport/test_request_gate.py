"""The gate in front of the HTTP server: every head is looked at, every body is passed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.transport.refusal import Refusal
from bridge.transport.request_gate import RequestGate
from bridge.transport.request_head import RequestHead

GET = b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
BAD = b"GET /bad HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\nGET /ba"
CHUNKED = (
    b"POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4\r\nGET \r\nA\r\n0123456789\r\n0\r\n\r\n"
)
NO = Refusal(403, "no", "not you")


def vet(head: RequestHead) -> Refusal | None:
    return NO if head.path == "/bad" else None


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


def test_requests_pass_whole_and_are_counted() -> None:
    gate = RequestGate(vet)
    assert gate.receive(GET + POST + CHUNKED + GET) == GET + POST + CHUNKED + GET
    assert gate.admitted == 4


def test_nothing_passes_of_an_unfinished_head() -> None:
    gate = RequestGate(vet)
    assert gate.receive(GET[:-1]) == b""
    assert gate.receive(GET[-1:]) == GET


def test_a_later_request_is_vetted_like_the_first() -> None:
    gate = RequestGate(vet)
    assert gate.receive(GET + BAD + GET) == GET
    assert gate.refusal is NO
    assert gate.receive(GET) == b""
    assert gate.admitted == 1


@pytest.mark.parametrize(
    "tail", [b"xyz\r\n", b"4;ext=1\r\n", b"0\r\nTrailer: x\r\n", b"0" * 300, b"-1\r\n"]
)
def test_an_odd_chunked_body_is_refused(tail: bytes) -> None:
    gate = RequestGate(vet)
    gate.receive(CHUNKED.partition(b"4\r\n")[0] + tail)
    assert gate.refusal is not None
    assert gate.refusal.status == 400


def test_a_stray_line_end_after_a_body_is_forgiven() -> None:
    gate = RequestGate(vet)
    assert gate.receive(POST + b"\r\n" + GET) == POST + GET


def test_an_upgrade_to_http2_is_refused_on_a_later_request() -> None:
    gate = RequestGate(vet)
    gate.receive(GET + GET[:-2] + b"Upgrade: h2c\r\n\r\n")
    assert gate.refusal is not None
    assert gate.refusal.code == "http2_refused"


@given(
    st.lists(st.sampled_from([GET, POST, CHUNKED]), min_size=1, max_size=5),
    st.lists(st.integers(0, 60), max_size=30),
)
def test_the_cuts_make_no_difference(requests: list[bytes], sizes: list[int]) -> None:
    gate = RequestGate(vet)
    data = b"".join(requests)
    assert b"".join(gate.receive(piece) for piece in cut(data + BAD, sizes)) == data
    assert gate.admitted == len(requests)
    assert gate.refusal is NO
