"""What a device says by POST."""

import json
from typing import TYPE_CHECKING

import pytest

from bridge.model.errors import LocalProtocolError, RemoteProtocolError
from bridge.model.values import Reading
from bridge.wire.bridge_messages import ControlAnswer
from bridge.wire.codec import decode_control_answer, decode_ingest_answer, encode_answer
from bridge.wire.dialect import Admitted, ClaimMade, CommandAcked, FaultFound, ReplyDue, Times
from bridge.wire.http_ingest import (
    HttpSession,
    http_status_of,
    replies_from,
    replies_of,
)
from bridge.wire.native_events import ClockReported, SampleArrived

if TYPE_CHECKING:
    from tests.unit.wire.conftest import Vector

JPEG = b"\xff\xd8\xff\xd9"


@pytest.fixture
def session() -> HttpSession:
    """Return the session of device cam-1."""
    return HttpSession("cam-1")


def test_every_post_of_the_vectors_is_taken(post_vector: "Vector", session: HttpSession) -> None:
    assert isinstance(post_vector.message, dict)
    headers = {name.lower(): text for name, text in post_vector.message["headers"].items()}
    tail = post_vector.message["path"].removeprefix("/v1/ingest/cam-1").removeprefix("/")
    body = bytes.fromhex(post_vector.hex or "")
    if tail:
        sample = session.receive_sample(tail, headers["content-type"], headers, body)
        assert sample.topic == f"device/cam-1/{tail}"
        return
    events = session.receive_control(body, 5)
    expected = (ClaimMade, ReplyDue, SampleArrived, CommandAcked)
    assert tuple(type(event) for event in events) == expected


def test_answers_of_the_vectors_are_read_and_written(answer_vector: "Vector") -> None:
    body = (answer_vector.text or "").encode()
    if "seq" in json.loads(body):
        assert encode_answer(decode_ingest_answer(body)) == body
    else:
        assert encode_answer(decode_control_answer(body)) == body


def test_headers_say_when_it_was(session: HttpSession) -> None:
    headers = {
        "gamebridge-seq": "3",
        "gamebridge-captured-us": "70",
        "gamebridge-device-us": "60",
        "gamebridge-frame-seq": "9",
    }
    sample = session.receive_sample("camera/jpeg", "image/jpeg", headers, JPEG)
    assert (sample.kind, sample.seq, sample.times) == ("jpeg", 3, Times(70, 60, 9))


def test_values_come_in_both_encodings(session: HttpSession) -> None:
    for media, body in (
        ("Application/JSON; charset=utf-8", b'{"value":3}'),
        ("application/msgpack", b"\x81\xa5value\x03"),
    ):
        sample = session.receive_sample("input/a", media, {}, body)
        assert sample.value_as(Reading) == Reading(3)


@pytest.mark.parametrize(
    ("tail", "media", "body", "code"),
    [
        ("camera/jpeg", "text/plain", JPEG, "unsupported_media_type"),
        ("camera/jpeg", "image/jpeg", b"GIF89a", "bad_value"),
        ("input/a", "application/json", b"", "bad_value"),
        ("input/a", "application/json", b" " * 65_537, "too_big"),
        ("Input", "application/json", b"{}", "bad_topic"),
        ("state", "application/json", b"{}", "forbidden"),
    ],
)
def test_posts_are_refused_with_a_reason(
    session: HttpSession, tail: str, media: str, body: bytes, code: str
) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        session.receive_sample(tail, media, {}, body)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["-1", "1.5", "", "9" * 17, "9999999999999999", "²"])
def test_times_in_headers_are_decimal_integers(session: HttpSession, text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="decimal integer"):
        session.receive_sample("camera/jpeg", "image/jpeg", {"gamebridge-seq": text}, JPEG)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"op":"subscribe","sub":1,"topics":["x/a"]}', "bad_field"),
        ('{"op":"sample","channel":1,"value":{}}', "bad_field"),
        ('{"op":"hello","role":"device","id":"cam-2"}', "forbidden"),
        ('{"op":"hello","role":"admin"}', "forbidden"),
        ('{"op":"hello","role":"device","key":"x"}', "bad_field"),
        ('{"op":"dance"}', "unknown_op"),
        ("[", "bad_message"),
    ],
)
def test_control_that_is_not_for_http_is_refused(
    session: HttpSession, body: str, code: str
) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        session.receive_control(body.encode(), 5)
    assert refused.value.code == code


def test_a_hello_need_not_repeat_the_id(session: HttpSession) -> None:
    (claim,) = session.receive_control(b'{"op":"hello","role":"device","name":"Desk"}', 5)
    assert claim == ClaimMade("device", "cam-1", "Desk")


def test_replies_are_what_a_websocket_would_have_carried(session: HttpSession) -> None:
    body = b'{"op":"sync","t0":1,"clock":{"state":"coarse"}}'
    events = session.receive_control(body, 5)
    assert isinstance(events[1], ClockReported)
    answer = ControlAnswer(
        received_us=5, sent_us=6, now_us=6, replies=replies_from(replies_of(events))
    )
    plain = json.loads(encode_answer(answer))
    assert plain["replies"] == [{"op": "sync", "t0": 1, "t1": 5, "t2": 5}]


def test_a_forbidden_sample_does_not_spoil_the_request(session: HttpSession) -> None:
    body = b'{"op":"sample","topic":"device/cam-2/input/a","value":{}}'
    assert any(isinstance(event, FaultFound) for event in session.receive_control(body, 5))


def test_the_welcome_is_for_the_device_of_the_path(session: HttpSession) -> None:
    (text,) = session.admit(Admitted("s1", "cam-1", "device", 5))
    assert json.loads(text)["op"] == "welcome"
    with pytest.raises(LocalProtocolError):
        session.admit(Admitted("s1", "cam-2", "device", 5))


def test_codes_have_http_statuses() -> None:
    assert http_status_of("unsupported_media_type") == 415
    assert http_status_of("bad_value") == 400
