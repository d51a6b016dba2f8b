"""Calls become commands in the camera's words, and its answers acks."""

import json
from collections.abc import Iterable

import pytest

from bridge.api import (
    AckStage,
    Admitted,
    Call,
    CommandAcked,
    Event,
    JsonScalar,
    LogArrived,
    Message,
)
from bridge_dialects.s3cam.dialect import S3camDialect
from bridge_dialects.s3cam.open_calls import MAX_OPEN
from bridge_dialects.s3cam.surroundings import Guest, Surroundings

NAME = "s3cam-192-168-1-50"
WALL_S = 1_767_096_000.5
REGISTER = '{"type":"register","device":"camera"}'
INFO = '{"type":"info","resolutions":"","mode":"Estabilidad","fps":20}'


def hear(dialect: S3camDialect, messages: Iterable[Message], now_us: int = 0) -> list[Event]:
    return [event for message in messages for event in dialect.receive(message, now_us)]


@pytest.fixture
def joined(around: Surroundings, admitted: Admitted) -> S3camDialect:
    dialect = S3camDialect(around, Guest("192.168.1.50"))
    hear(dialect, (REGISTER, INFO))
    dialect.admit(admitted)
    return dialect


def test_a_size_goes_by_the_number_that_the_camera_listed(around: Surroundings) -> None:
    dialect = S3camDialect(around, Guest("192.168.1.50"))
    hear(dialect, ('{"type":"info","resolutions":"3:BIG(2592x1944),9:SMALL(96x96)"}',))
    (text,) = dialect.send_call(Call("b1", NAME, "set", {"resolution": "SMALL"}))
    assert json.loads(text)["val"] == "9"


def test_an_answer_to_nothing_is_no_ack(joined: S3camDialect) -> None:
    assert hear(joined, ('{"type":"response","cmd":"fps","status":"ok","value":"9"}',)) == []
    (event,) = hear(joined, ('{"type":"response","cmd":"flash","status":"error"}',))
    assert isinstance(event, LogArrived)


def test_the_calls_that_wait_are_bounded(joined: S3camDialect) -> None:
    for number in range(MAX_OPEN):
        joined.send_call(Call(f"b{number}", NAME, "stats"))
    with pytest.raises(ValueError, match="calls wait"):
        joined.send_call(Call("b", NAME, "stats"))


def test_answers_to_like_calls_go_to_the_oldest_first(joined: S3camDialect) -> None:
    for number in (1, 2):
        joined.send_call(Call(f"b{number}", NAME, "stats"))
    events = hear(joined, ['{"type":"response","cmd":"stats","status":"ok"}'] * 2)
    assert [event.ack.id for event in events if isinstance(event, CommandAcked)] == ["b1", "b2"]


def test_a_call_becomes_one_message_per_setting_with_text_values(joined: S3camDialect) -> None:
    args: dict[str, JsonScalar] = {
        "quality": 12,
        "resolution": "HD",
        "mode": "speed",
        "vflip": True,
        "contrast": -2,
    }
    messages = [json.loads(m) for m in joined.send_call(Call("b1", NAME, "set", args))]
    assert [(m["type"], m["cmd"], m["val"]) for m in messages] == [
        ("command", "quality", "12"),
        ("command", "resolution", "8"),
        ("command", "mode", "0"),
        ("command", "vflip", "1"),
        ("command", "contrast", "-2"),
    ]
    assert {m["timestamp"] for m in messages} == {WALL_S}
    (reboot,) = joined.send_call(Call("b2", NAME, "reboot"))
    assert json.loads(reboot)["val"] == ""


def test_a_call_is_acknowledged_when_all_is_answered(joined: S3camDialect) -> None:
    joined.send_call(Call("b1", NAME, "set", {"quality": 12, "fps": 20}))
    assert hear(joined, ('{"type":"response","cmd":"quality","status":"ok","value":"12"}',)) == []
    text = '{"type":"response","cmd":"fps","status":"ok","value":"20 (actual: 18.3)"}'
    (event,) = hear(joined, (text,))
    assert isinstance(event, CommandAcked)
    assert (event.ack.id, event.ack.stage) == ("b1", AckStage.APPLIED)


@pytest.mark.parametrize(
    ("name", "value", "told", "understood"),
    [
        ("resolution", "XGA", "7 (XGA (1024x768))", "XGA"),
        ("quality", 12, "12", 12),
        ("fps", 20, "20 (actual: 18.3)", 20),
        ("mode", "speed", "Velocidad", "speed"),
        ("hmirror", True, "on", True),
        ("gain", False, "off", False),
        ("brightness", -1, "-1", -1),
    ],
)
def test_an_answer_says_what_took_effect(
    joined: S3camDialect, name: str, value: str | int, told: str, understood: object
) -> None:
    joined.send_call(Call("b1", NAME, "set", {name: value}))
    response = {"type": "response", "cmd": name, "status": "ok", "value": told}
    (event,) = hear(joined, (json.dumps(response),))
    assert isinstance(event, CommandAcked)
    assert event.ack.value == understood


def test_a_refusal_is_told_in_the_words_of_the_camera(joined: S3camDialect) -> None:
    joined.send_call(Call("b1", NAME, "set", {"resolution": "QXGA"}))
    response = {"type": "response", "cmd": "resolution", "status": "error"}
    (event,) = hear(joined, (json.dumps(response | {"value": "valor no válido (0-12)"}),))
    assert isinstance(event, CommandAcked)
    assert event.ack.stage is AckStage.REJECTED
    assert event.ack.text == "resolution: valor no válido (0-12)"


def test_a_late_answer_does_not_meet_the_next_call(joined: S3camDialect) -> None:
    hear(joined, ("{}",), 0)
    joined.send_call(Call("b1", NAME, "set", {"quality": 12}, 1_000_000))
    hear(joined, ("{}",), 2_000_000)
    joined.send_call(Call("b2", NAME, "set", {"quality": 13}, 1_000_000))
    text = '{"type":"response","cmd":"quality","status":"ok","value":"13"}'
    (event,) = hear(joined, (text,), 2_100_000)
    assert isinstance(event, CommandAcked)
    assert event.ack.id == "b2"


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (Call("b", NAME, "set", {"quality": 4}), "5 to 63"),
        (Call("b", NAME, "set", {"quality": "12"}), "5 to 63"),
        (Call("b", NAME, "set", {"fps": 31}), "1 to 30"),
        (Call("b", NAME, "set", {"mode": "fast"}), "speed, stability"),
        (Call("b", NAME, "set", {"resolution": 7}), "XGA"),
        (Call("b", NAME, "set", {"vflip": 1}), "true or false"),
        (Call("b", NAME, "set", {"flash": 1}), "resolution, quality"),
        (Call("b", NAME, "set", {"reboot": 1}), "resolution, quality"),
        (Call("b", NAME, "set"), "at least one"),
        (Call("b", NAME, "dance"), "stats, reboot"),
    ],
)
def test_what_a_camera_cannot_do_names_what_it_can(
    joined: S3camDialect, call: Call, hint: str
) -> None:
    with pytest.raises(ValueError, match=hint):
        joined.send_call(call)
