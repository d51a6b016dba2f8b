"""Limits and the one tolerated fault of what a client sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.transport.inbound_frames import InboundFrames, MessageLimits

MASK = b"\x01\x02\x03\x04"
PING = b"\x89\x80" + MASK


def frame(first: int, payload: bytes, *, length_form: int | None = None) -> bytes:
    size = len(payload)
    form = length_form or (1 if size < 126 else 2 if size < 65536 else 8)
    length = {1: bytes((0x80 | size,))} if form == 1 else {}
    length |= {2: b"\xfe" + size.to_bytes(2)} if form == 2 else {}
    length |= {8: b"\xff" + size.to_bytes(8)} if form == 8 else {}
    return bytes((first,)) + length[form] + MASK + payload


def follow(limit: int = 1000) -> tuple[InboundFrames, list[int]]:
    exceeded: list[int] = []
    return InboundFrames(MessageLimits(limit // 2, limit), exceeded.append), exceeded


def test_frames_within_the_limits_pass_untouched() -> None:
    frames, exceeded = follow()
    data = frame(0x82, b"a" * 1000) + PING + frame(0x81, b"b" * 500)
    assert frames.receive(data) == data
    assert not exceeded


@pytest.mark.parametrize(("first", "size"), [(0x82, 1001), (0x81, 501)])
def test_a_message_above_its_limit_is_discarded_and_told_once(first: int, size: int) -> None:
    frames, exceeded = follow()
    after = frame(0x82, b"ok")
    assert frames.receive(frame(first, b"a" * size) + after) == after
    assert exceeded == [1000 if first == 0x82 else 500]


def test_fragments_count_together_and_pings_between_them_pass() -> None:
    frames, exceeded = follow()
    opening = frame(0x02, b"a" * 600)
    rest = PING + frame(0x00, b"a" * 600) + frame(0x80, b"a" * 600) + frame(0x82, b"ok")
    assert frames.receive(opening + rest) == opening + PING + frame(0x82, b"ok")
    assert exceeded == [1000]


def test_a_declared_length_is_enough_to_refuse() -> None:
    frames, exceeded = follow()
    assert frames.receive(b"\x82\xff" + (2**40).to_bytes(8)) == b""
    assert exceeded == [1000]


def test_a_changed_limit_holds_for_the_next_message() -> None:
    frames, exceeded = follow()
    frames.limits = MessageLimits(10, 10)
    assert frames.receive(frame(0x82, b"a" * 11)) == b""
    assert exceeded == [10]


def test_the_miswritten_length_of_an_arduino_library_is_put_right() -> None:
    frames, _ = follow(100_000)
    payload = b"\xff\xd8" + b"a" * 65533
    assert frames.receive(frame(0x82, payload, length_form=8)) == frame(0x82, payload)


def test_other_miswritten_lengths_are_left_to_the_websocket_layer() -> None:
    frames, _ = follow()
    wrong = frame(0x82, b"a" * 300, length_form=8)
    assert frames.receive(wrong) == wrong


def test_a_fragment_that_continues_nothing_is_left_to_the_websocket_layer() -> None:
    frames, exceeded = follow()
    stray = frame(0x80, b"a" * 2000)
    assert frames.receive(stray) == stray
    assert not exceeded


def test_under_provisional_limits_one_message_passes_at_a_time() -> None:
    exceeded: list[int] = []
    frames = InboundFrames(MessageLimits(100, 100, is_provisional=True), exceeded.append)
    hello, picture = frame(0x81, b"hello"), frame(0x82, b"a" * 500)
    assert frames.receive(PING + hello + picture[:50]) == PING + hello
    assert frames.is_waiting
    assert frames.receive(picture[50:]) == b""
    frames.limits = MessageLimits(1000, 1000)
    frames.proceed()
    assert frames.receive(b"") == picture
    assert not exceeded


MESSAGES = st.lists(
    st.builds(frame, st.sampled_from([0x81, 0x82, 0x89]), st.binary(max_size=80)), max_size=6
)


@given(MESSAGES, st.lists(st.integers(1, 30), max_size=40))
def test_the_cuts_make_no_difference(messages: list[bytes], sizes: list[int]) -> None:
    data = b"".join(messages)
    whole, _ = follow(100)
    cut, _ = follow(100)
    expected = whole.receive(data)
    got = b""
    for size in [*sizes, len(data)]:
        got += cut.receive(data[:size])
        data = data[size:]
    assert got == expected
