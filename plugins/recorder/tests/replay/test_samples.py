"""Messages become samples again."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.records import Message

from bridge.api import (
    FLAG_DISCONTINUITY,
    FLAG_KEY_FRAME,
    FLAG_LATE,
    FLAG_RETAINED,
    Sample,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import Number
from bridge_recorder.picture_messages import SCHEMA_NAMES, encode_picture
from bridge_recorder.replay.index import RecordedChannel
from bridge_recorder.replay.samples import Unplayable, decode_sample
from bridge_recorder.value_messages import encode_value
from plugins.recorder.tests.conftest import H264_SPEC, NUMBER_SPEC


class Pair(msgspec.Struct, frozen=True, array_like=True):
    """A value that is an array on the wire."""

    a: int
    b: int


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that takes nothing besides its fields."""

    n: int


def channel_of(spec: TopicSpec) -> RecordedChannel:
    name = SCHEMA_NAMES[spec.media] if spec.media else ""
    return RecordedChannel("x/stream/a", str(spec.kind), spec.schema_id, name)


def message_of(data: bytes, at_ns: int = 5) -> Message:
    return Message(channel_id=1, log_time=9, data=data, publish_time=at_ns, sequence=1)


marks = st.tuples(
    st.none() | st.integers(0, 2**40), st.none() | st.integers(0, 2**50), st.integers(0, 31)
)


@given(st.integers(-(2**60), 2**60), marks)
def test_a_value_comes_back_with_what_it_knew(
    n: int, known: tuple[int | None, int | None, int]
) -> None:
    frame_seq, device_us, flags = known
    sample = Sample("x/stream/a", NUMBER_SPEC, 1, 0, 0, Number(n), b"", flags, device_us, frame_seq)
    found = decode_sample(channel_of(NUMBER_SPEC), message_of(encode_value(sample)), NUMBER_SPEC)
    assert (found.value, found.captured_ns) == (Number(n), 5)
    assert (found.frame_seq, found.device_us) == (frame_seq, device_us)
    assert found.flags == flags & ~(FLAG_RETAINED | FLAG_LATE)


@given(st.binary(min_size=1), marks)
def test_a_picture_comes_back_with_what_it_knew(
    payload: bytes, known: tuple[int | None, int | None, int]
) -> None:
    assert H264_SPEC.media is not None
    frame_seq, device_us, flags = known
    sample = Sample("x/stream/a", H264_SPEC, 1, 0, 0, None, payload, flags, device_us, frame_seq)
    data = encode_picture(sample, H264_SPEC.media, 7)
    found = decode_sample(channel_of(H264_SPEC), message_of(data, 7), H264_SPEC)
    assert (found.payload, found.frame_seq, found.device_us) == (payload, frame_seq, device_us)
    assert found.is_key_frame == bool(flags & FLAG_KEY_FRAME)


@pytest.mark.parametrize("value", [Pair(1, 2), Strict(3)])
def test_values_of_every_form_come_back(value: msgspec.Struct) -> None:
    spec = TopicSpec(parse_pattern("x/a"), TopicKind.STREAM, "Any.", type(value))
    sample = Sample("x/a", spec, 1, 0, 0, value, flags=FLAG_DISCONTINUITY)
    found = decode_sample(channel_of(spec), message_of(encode_value(sample)), spec)
    assert (found.value, found.flags) == (value, FLAG_DISCONTINUITY)


def test_what_a_topic_does_not_carry_any_more_is_left_out() -> None:
    with pytest.raises(Unplayable, match="schema_changed"):
        decode_sample(channel_of(H264_SPEC), message_of(b"{}"), NUMBER_SPEC)


@pytest.mark.parametrize("data", [b"", b"[1]", b'{"n":"x"}', b"\xff"])
def test_bytes_that_make_no_sense_are_left_out(data: bytes) -> None:
    for spec in (NUMBER_SPEC, H264_SPEC):
        with pytest.raises(Unplayable, match="damaged"):
            decode_sample(channel_of(spec), message_of(data), spec)
