"""The conversation with a capture81 camera, without a wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import FaultFound
from bridge_sources.capture81 import (
    PROBE_TIMEOUT_US,
    REPLY_TIMEOUT_US,
    Capture81,
    CaptureEvent,
    LinkDead,
    NotPictured,
    Pictured,
    ProbeDue,
    SendDue,
)

JPEG = b"\xff\xd8" + b"p" * 200 + b"\xff\xd9"
SECOND_US = 1_000_000


def asked(at_us: int = 0) -> Capture81:
    """Return a conversation with an open question."""
    talk = Capture81()
    talk.want()
    assert talk.poll(at_us) == (SendDue("capture"),)
    return talk


def test_nothing_is_said_until_a_picture_is_wanted() -> None:
    talk = Capture81()
    assert talk.next_timer_us is None
    assert talk.poll(10**12) == ()


def test_a_wish_is_asked_once_and_its_picture_says_when() -> None:
    talk = asked(7)
    assert talk.poll(8) == ()
    assert talk.receive(JPEG, 9) == (Pictured(JPEG, 7),)
    assert talk.poll(10) == ()


def test_a_wish_during_a_question_is_served_by_its_picture() -> None:
    talk = asked()
    talk.want()
    talk.receive(JPEG, 1)
    assert talk.poll(2) == ()


def test_a_rate_asks_at_once_and_then_in_step() -> None:
    talk = Capture81(hz=2.0)
    assert talk.poll(5) == (SendDue("capture"),)
    talk.receive(JPEG, 100_000)
    assert talk.next_timer_us == 500_005
    assert talk.poll(500_004) == ()
    assert talk.poll(500_005) == (SendDue("capture"),)


def test_a_slow_camera_is_never_asked_twice_at_a_time() -> None:
    talk = Capture81(hz=10.0)
    talk.poll(0)
    assert talk.poll(3 * SECOND_US) == ()
    talk.receive(JPEG, 3 * SECOND_US)
    assert talk.poll(3 * SECOND_US) == (SendDue("capture"),)


def test_silence_is_a_failure_with_a_remedy() -> None:
    talk = asked()
    assert talk.poll(REPLY_TIMEOUT_US - 1) == ()
    failure, probe = talk.poll(REPLY_TIMEOUT_US)
    assert isinstance(failure, NotPictured)
    assert "no picture within 10 s" in failure.text
    assert "ribbon cable" in failure.text
    assert probe == ProbeDue()


def test_after_silence_nothing_is_asked_until_the_pong() -> None:
    talk = asked()
    talk.poll(REPLY_TIMEOUT_US)
    talk.want()
    assert talk.poll(REPLY_TIMEOUT_US + 1) == ()
    talk.note_pong()
    assert talk.poll(REPLY_TIMEOUT_US + 2) == (SendDue("capture"),)


def test_a_late_picture_is_taken_but_answers_no_later_question() -> None:
    talk = asked()
    talk.poll(REPLY_TIMEOUT_US)
    assert talk.receive(JPEG, REPLY_TIMEOUT_US + 1) == (Pictured(JPEG, None),)
    talk.note_pong()
    talk.want()
    assert talk.poll(REPLY_TIMEOUT_US + 2) == (SendDue("capture"),)


def test_a_pong_that_comes_too_late_does_not_free_the_next_question() -> None:
    talk = asked()
    talk.poll(REPLY_TIMEOUT_US)
    talk.receive(JPEG, REPLY_TIMEOUT_US + 1)
    talk.want()
    talk.poll(REPLY_TIMEOUT_US + 2)
    talk.note_pong()
    assert talk.is_asking


def test_a_camera_that_answers_no_ping_is_gone() -> None:
    talk = asked()
    talk.poll(REPLY_TIMEOUT_US)
    (dead,) = talk.poll(REPLY_TIMEOUT_US + PROBE_TIMEOUT_US)
    assert isinstance(dead, LinkDead)
    assert "15 s" in dead.text


def test_text_is_passed_over_and_the_question_stays_open() -> None:
    talk = asked()
    (fault,) = talk.receive("Connected\x1b[2J" + "x" * 500, 1)
    assert isinstance(fault, FaultFound)
    assert fault.code == "unexpected_text"
    assert "\x1b" not in fault.text
    assert len(fault.text) < 120
    assert talk.is_asking


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "0 bytes that are no JPEG"),
        (b"\xff\xd8\xff\xd9", "4 bytes that are no JPEG"),
        (b"GIF89a" + bytes(200), "no JPEG"),
        (JPEG[:-2] + bytes(200), "cut off"),
    ],
)
def test_an_answer_that_is_no_picture_fails_at_once(message: bytes, words: str) -> None:
    talk = asked()
    failure, fault = talk.receive(message, 1)
    assert isinstance(failure, NotPictured)
    assert words in failure.text
    assert isinstance(fault, FaultFound)
    assert not talk.is_asking


def test_unasked_rubbish_is_only_a_fault() -> None:
    (fault,) = Capture81().receive(b"rubbish", 0)
    assert isinstance(fault, FaultFound)


def test_padding_behind_the_end_of_a_picture_is_fine() -> None:
    padded = JPEG + bytes(97)
    assert asked().receive(padded, 1) == (Pictured(padded, 0),)


def test_a_200_kilobyte_picture_is_one_message_like_any_other() -> None:
    big = b"\xff\xd8" + bytes(200_000) + b"\xff\xd9"
    assert asked().receive(big, 1) == (Pictured(big, 0),)


STEPS = st.one_of(
    st.sampled_from(["want", "pong", "poll"]),
    st.text(max_size=20),
    st.binary(max_size=300),
    st.just(JPEG),
    st.integers(0, 20 * SECOND_US),
)


@given(st.lists(STEPS, max_size=60), st.sampled_from([0.0, 0.5, 30.0]))
def test_whatever_happens_at_most_one_question_is_open(
    steps: list[str | bytes | int], hz: float
) -> None:
    talk, now_us, is_open = Capture81(hz), 0, False
    for step in steps:
        events: list[CaptureEvent] = []
        if step == "want":
            talk.want()
        elif step == "pong":
            talk.note_pong()
        elif isinstance(step, int):
            now_us += step
        elif step != "poll":
            events += talk.receive(step, now_us)
        events += talk.poll(now_us)
        for event in events:
            if isinstance(event, SendDue):
                assert not is_open
                is_open = True
            elif isinstance(event, Pictured | NotPictured):
                is_open = False
        assert is_open == talk.is_asking
