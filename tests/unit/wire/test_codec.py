"""Text of control messages: any text gives a value or a refusal."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import RemoteProtocolError
from bridge.wire.bridge_messages import ControlAnswer, DeviceCall, IngestAnswer
from bridge.wire.codec import (
    decode_bridge_text,
    decode_control_answer,
    decode_ingest_answer,
    decode_peer_body,
    decode_peer_text,
    encode_answer,
    encode_control,
)
from bridge.wire.peer_messages import Subscribe, Sync

VALID = Path(__file__).parents[2] / "vectors" / "valid"


class _Text(msgspec.Struct):
    text: str = ""


def _valid_texts() -> list[str]:
    vectors = [msgspec.json.decode(p.read_bytes(), type=_Text) for p in VALID.glob("*.json")]
    return sorted(vector.text for vector in vectors if vector.text)


def _refusal(text: str) -> str:
    """Return the code with which both sides refuse a text, or "" if one takes it."""
    codes = set()
    for decode in (decode_peer_text, decode_bridge_text):
        try:
            decode(text)
        except RemoteProtocolError as error:
            codes.add(error.code)
        else:
            return ""
    return codes.pop()


@given(st.text())
def test_any_text_gives_a_value_or_a_refusal(text: str) -> None:
    assert _refusal(text) in ("", "bad_message", "bad_field", "unknown_op")


@given(st.sampled_from(_valid_texts()), st.data())
def test_any_mutation_gives_a_value_or_a_refusal(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 8))
    inserted = data.draw(st.text(max_size=8))
    mutated = text[:position] + inserted + text[position + length :]
    assert _refusal(mutated) in ("", "bad_message", "bad_field", "unknown_op")


@given(st.sampled_from(_valid_texts()), st.data())
def test_a_prefix_is_no_message(text: str, data: st.DataObject) -> None:
    prefix = text[: data.draw(st.integers(0, len(text) - 1))]
    assert _refusal(prefix) == "bad_message"


@given(st.builds(Sync, t0=st.integers(0, 2**53 - 1)))
def test_reading_what_was_written_gives_it_back(message: Sync) -> None:
    assert decode_peer_text(encode_control(message)) == message


def test_defaults_are_not_written() -> None:
    text = encode_control(Subscribe(sub=1, topics=("x/a",)))
    assert text == '{"op":"subscribe","sub":1,"topics":["x/a"]}'


def test_a_body_is_one_message_or_an_array_of_them() -> None:
    assert decode_peer_body(b'{"op":"sync","t0":1}') == (Sync(t0=1),)
    both = decode_peer_body(b'[{"op":"sync","t0":1},{"op":"sync","t0":2}]')
    assert both == (Sync(t0=1), Sync(t0=2))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff", "bad_message"),
        (b"[]", "bad_field"),
        (b"[" + b",".join([b'{"op":"sync","t0":1}'] * 17) + b"]", "bad_field"),
        (b" " * 65_537, "too_big"),
    ],
)
def test_bodies_are_bounded(body: bytes, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        decode_peer_body(body)
    assert refused.value.code == code


def test_answers_are_read_as_they_were_written() -> None:
    call = DeviceCall(id="b1", method="reboot", args={}, deadline_ms=1)
    ingest = IngestAnswer(seq=1, received_us=2, sent_us=3, now_us=3, commands=(call,))
    assert decode_ingest_answer(encode_answer(ingest)) == ingest
    control = ControlAnswer(received_us=2, sent_us=3, now_us=3)
    assert decode_control_answer(encode_answer(control)) == control
    with pytest.raises(RemoteProtocolError):
        decode_ingest_answer(b"\xff")
