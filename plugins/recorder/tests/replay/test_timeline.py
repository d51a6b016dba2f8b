"""Positions in a file against the bridge's clock."""

from hypothesis import given
from hypothesis import strategies as st

from bridge_recorder.replay.timeline import MAX_SPEED, MIN_SPEED, Timeline

START_NS = 1_800_000_000_000_000_000
speeds = st.floats(MIN_SPEED, MAX_SPEED)
offsets_ns = st.integers(0, 10**12)


def test_at_speed_one_a_sample_is_due_as_late_as_it_came() -> None:
    timeline = Timeline(START_NS, 500)
    assert timeline.due_us(START_NS + 1_000_000) == 1500
    assert timeline.wait_us(START_NS + 1_000_000, 700) == 800
    assert timeline.position_ns(1500) == START_NS + 1_000_000


@given(speeds, offsets_ns)
def test_what_is_due_is_reached_when_it_was_waited_for(speed: float, offset_ns: int) -> None:
    timeline, now_us, waits = Timeline(START_NS, 0, speed), 0, 0
    while wait_us := timeline.wait_us(START_NS + offset_ns, now_us):
        now_us, waits = now_us + wait_us, waits + 1
    assert waits <= 3
    assert abs(timeline.due_us(START_NS + offset_ns) - now_us) <= 1


@given(speeds, offsets_ns, st.integers(0, 10**9), st.integers(0, 10**9))
def test_nothing_is_captured_after_it_is_due_or_older_than_it_was(
    speed: float, offset_ns: int, age_ns: int, step_ns: int
) -> None:
    timeline = Timeline(START_NS, 10**9, speed)
    due_ns = START_NS + offset_ns
    captured_us = timeline.captured_us(due_ns - age_ns, due_ns)
    age_us = timeline.due_us(due_ns) - captured_us
    assert 0 <= age_us <= age_ns / 1000 + 1
    if speed == 1.0:
        assert abs(age_us - age_ns / 1000) <= 1
    later_us = timeline.captured_us(due_ns - age_ns + step_ns, due_ns + step_ns)
    assert later_us >= captured_us - 1


def test_a_sample_from_the_future_is_captured_when_it_is_due() -> None:
    timeline = Timeline(START_NS, 0)
    assert timeline.captured_us(START_NS + 5_000_000, START_NS + 1_000_000) == 1000


def test_a_paused_timeline_stands_and_goes_on_where_it_stood() -> None:
    timeline = Timeline(START_NS, 0)
    timeline.change(1000, speed=None, paused=True)
    assert timeline.position_ns(9000) == START_NS + 1_000_000
    assert timeline.wait_us(START_NS + 2_000_000, 9000) is None
    assert timeline.wait_us(START_NS + 1_000_000, 9000) == 0
    timeline.change(9000, speed=2.0, paused=False)
    assert timeline.position_ns(9500) == START_NS + 2_000_000


def test_what_is_held_back_is_later_by_as_much() -> None:
    timeline = Timeline(START_NS, 0)
    timeline.hold_back(700)
    assert timeline.due_us(START_NS) == 700
