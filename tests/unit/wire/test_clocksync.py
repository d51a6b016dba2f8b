"""The offset of two clocks: never further off than it says."""

from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.wire.clocksync import HOLDOVER_US, MAX_DRIFT_PPM, ClockOffset, ClockState

TRACES = Path(__file__).parents[2] / "vectors" / "clocksync"


class Trace(msgspec.Struct):
    """One vector of tests/vectors/clocksync."""

    name: str
    exchanges: list[tuple[int, int, int, int]]
    at_us: int
    true_offset_us: int
    tolerance_us: int
    offset_us: int
    error_us: int
    drift_ppm: float
    samples: int
    state: str
    epoch: int
    steps: int


@pytest.mark.parametrize(
    "trace",
    [msgspec.json.decode(path.read_bytes(), type=Trace) for path in sorted(TRACES.glob("*.json"))],
    ids=lambda trace: trace.name,
)
def test_each_trace_gives_the_estimate_of_its_vector(trace: Trace) -> None:
    clock = ClockOffset()
    for exchange in trace.exchanges:
        clock.observe(*exchange)
    estimate = clock.estimate(trace.at_us)
    assert abs(estimate.offset_us - trace.offset_us) <= 1
    assert abs(estimate.error_us - trace.error_us) <= 1
    assert estimate.drift_ppm == pytest.approx(trace.drift_ppm, abs=0.01)
    assert (estimate.exchanges, estimate.state) == (trace.samples, trace.state)
    assert (clock.epoch, clock.steps) == (trace.epoch, trace.steps)
    assert abs(estimate.offset_us - trace.true_offset_us) <= trace.tolerance_us


_DELAYS = st.integers(0, 200_000)
_EXCHANGES = st.lists(
    st.tuples(st.integers(1, 40_000_000), _DELAYS, st.integers(0, 5000), _DELAYS),
    min_size=1,
    max_size=60,
)


@given(_EXCHANGES, st.floats(-MAX_DRIFT_PPM, MAX_DRIFT_PPM), st.integers(0, 100_000_000))
def test_the_truth_never_leaves_the_error(
    exchanges: list[tuple[int, int, int, int]], drift_ppm: float, later_us: int
) -> None:
    clock = ClockOffset()
    own_us = 0.0

    def bridge_time(at_us: float) -> float:
        return at_us * (1 + drift_ppm / 1e6) + 5e9

    for pause, there, working, back in exchanges:
        own_us += pause
        t3 = round(own_us + there + working + back)
        t2 = round(bridge_time(own_us + there + working))
        assert clock.observe(round(own_us), round(bridge_time(own_us + there)), t2, t3)
        own_us = t3
    at_us = round(own_us) + later_us
    estimate = clock.estimate(at_us)
    # Two units of rounding on each of the four times.
    assert abs(estimate.offset_us - (bridge_time(at_us) - at_us)) <= estimate.error_us + 4
    assert clock.steps == 0


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_thirty_ppm_are_tracked_through_the_jitter_of_http(seed: int) -> None:
    random = Random(seed)
    clock = ClockOffset()
    own_us = 0.0
    for count in range(900):
        there, back = random.uniform(2500, 30_000), random.uniform(2500, 30_000)
        t1 = round((own_us + there) * 1.00003 + 5e9)
        t3 = round(own_us + there + back)
        clock.observe(round(own_us), t1, t1, t3)
        if count > 300:
            assert abs(clock.estimate(t3).offset_us - (t3 * 0.00003 + 5e9)) < 2000
        own_us += 100_000


def _steady(clock: ClockOffset, count: int, offset_us: int, start_us: int = 0) -> int:
    """Make exchanges of 4 ms round trip; return the time of the last."""
    at_us = start_us
    for number in range(count):
        t0 = start_us + number * 50_000
        at_us = t0 + 4000
        clock.observe(t0, t0 + 2000 + offset_us, t0 + 2000 + offset_us, at_us)
    return at_us


def test_states_follow_from_count_error_and_silence() -> None:
    clock = ClockOffset()
    assert clock.estimate(0).state is ClockState.UNSYNCED
    at_us = _steady(clock, 4, 100)
    assert clock.estimate(at_us).state is ClockState.COARSE
    at_us = _steady(clock, 5, 100)
    assert clock.estimate(at_us).state is ClockState.LOCKED
    assert clock.estimate(at_us + HOLDOVER_US + 1).state is ClockState.HOLDOVER


def test_long_round_trips_stay_coarse() -> None:
    clock = ClockOffset()
    for number in range(8):
        t0 = number * 1_000_000
        clock.observe(t0, t0 + 60_000, t0 + 60_000, t0 + 120_000)
    assert clock.estimate(8_000_000).state is ClockState.COARSE


@pytest.mark.parametrize(
    "exchange", [(10, 0, 0, 5), (0, 10, 5, 20), (0, 0, 30, 20), (0, 0, 0, 2_000_001)]
)
def test_impossible_exchanges_are_discarded(exchange: tuple[int, int, int, int]) -> None:
    clock = ClockOffset()
    assert not clock.observe(*exchange)
    assert clock.estimate(0).state is ClockState.UNSYNCED


def test_a_step_discards_what_was_known_before() -> None:
    clock = ClockOffset()
    at_us = _steady(clock, 6, 1_000_000)
    _steady(clock, 1, 1_300_000, at_us + 1000)
    assert (clock.steps, clock.epoch, clock.estimate(at_us).exchanges) == (1, 1, 1)


def test_a_small_disagreement_is_settled_for_the_newer() -> None:
    clock = ClockOffset()
    at_us = _steady(clock, 6, 1_000_000)
    at_us = _steady(clock, 6, 1_050_000, at_us + 5_000_000)
    assert clock.steps == 0
    assert abs(clock.estimate(at_us).offset_us - 1_050_000) <= 2000


def test_our_own_clock_going_back_is_a_step() -> None:
    clock = ClockOffset()
    _steady(clock, 6, 1_000_000, 10_000_000)
    _steady(clock, 1, 9_000_000, 1_000_000)
    assert clock.steps == 1


def test_a_new_bridge_begins_a_new_epoch() -> None:
    clock = ClockOffset()
    clock.begin("b1")
    at_us = _steady(clock, 5, 100)
    clock.begin("b1")
    assert clock.estimate(at_us).exchanges == 5
    clock.begin("b2")
    assert clock.estimate(at_us).state is ClockState.UNSYNCED


def test_times_before_the_bridge_began_are_its_beginning() -> None:
    clock = ClockOffset()
    _steady(clock, 5, -50_000, 100_000)
    assert clock.bridge_from_own(10) == 0


def test_the_report_says_what_the_estimate_says() -> None:
    clock = ClockOffset()
    at_us = _steady(clock, 5, 100)
    report = clock.wire_report(at_us)
    assert (report.state, report.offset_us, report.samples) == ("locked", 100, 5)


def test_a_clock_worse_than_any_crystal_has_no_drift_but_still_an_offset() -> None:
    clock = ClockOffset()
    at_us = 0
    for number in range(12):
        t0 = number * 30_000_000
        t1 = round(t0 * 1.0005) + 500
        at_us = t0 + 1000
        clock.observe(t0, t1, t1, at_us)
    estimate = clock.estimate(at_us)
    assert estimate.drift_ppm == 0.0
    assert abs(estimate.offset_us - at_us * 0.0005) < 2000


def test_converted_times_follow_the_estimate_closely() -> None:
    clock = ClockOffset()
    at_us = _steady(clock, 5, 1_000_000)
    for later_us in (0, 50_000, 90_000, 200_000):
        own_us = at_us + later_us
        exact = own_us + clock.estimate(own_us).offset_us
        assert abs(clock.bridge_from_own(own_us) - exact) <= 10
    _steady(clock, 1, 9_000_000, at_us + 1000)
    assert clock.bridge_from_own(at_us + 5000) == at_us + 9_005_000
