"""Answers to refused requests."""

import json

from bridge.transport.refusal import Refusal, encode_refusal


def test_a_refusal_is_a_whole_answer_with_a_status_object() -> None:
    data = encode_refusal(Refusal(421, "wrong_host", "not 'é'", "use the address", (("X-Y", "z"),)))
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 421 Misdirected Request\r\n")
    assert b"\r\nX-Y: z" in head
    assert b"Content-Security-Policy: default-src 'none'" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body) == {
        "op": "status",
        "level": "error",
        "code": "wrong_host",
        "text": "not 'é'",
        "hint": "use the address",
    }
