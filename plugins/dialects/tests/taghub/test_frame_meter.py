import math

from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.taghub.frame_meter import KEPT, FrameMeter, VideoNumbers, recommend

SECOND_US = 1_000_000


def meter_of(*times_us: int, size: int = 5000, processing_us: int = 2000) -> FrameMeter:
    meter = FrameMeter()
    for at_us in times_us:
        meter.note(at_us, size, processing_us)
    return meter


def test_nothing_is_claimed_before_there_are_pictures() -> None:
    for meter in (meter_of(), meter_of(5)):
        numbers = meter.numbers(SECOND_US)
        assert numbers.recommendation == "WAITING_FOR_DATA"
        assert numbers.fps == numbers.avg_fps == numbers.efficiency == 0


def test_even_pictures_have_their_rate_and_no_jitter() -> None:
    times = [n * 2 * SECOND_US for n in range(30)]
    numbers = meter_of(*times).numbers(times[-1])
    assert numbers.total == 30
    assert len(numbers.intervals_s) == KEPT
    assert math.isclose(numbers.fps, 0.5)
    assert math.isclose(numbers.target_s, 2.0)
    assert numbers.jitter_s == 0
    assert numbers.efficiency == 100
    assert math.isclose(numbers.avg_processing_ms, 2.0)
    assert numbers.dropped == 0
    assert numbers.recommendation.startswith("OPTIMAL")


def test_missing_pictures_are_counted_and_lower_the_efficiency() -> None:
    times = [n * SECOND_US for n in range(20) if n not in (10, 11, 15)]
    numbers = meter_of(*times).numbers(times[-1])
    assert numbers.dropped == 3
    assert 80 < numbers.efficiency < 90
    assert numbers.jitter_s > 0.4


def test_interval_that_a_camera_was_told_is_the_target() -> None:
    meter = meter_of(*(n * 2 * SECOND_US for n in range(10)))
    meter.told_interval_us = SECOND_US
    numbers = meter.numbers(18 * SECOND_US)
    assert numbers.target_s == 1.0
    assert math.isclose(numbers.efficiency, 50)
    assert numbers.recommendation.startswith("POOR")


def test_silent_camera_has_no_rate() -> None:
    numbers = meter_of(*(n * SECOND_US for n in range(10))).numbers(30 * SECOND_US)
    assert numbers.fps == 0
    assert numbers.recommendation.startswith("SILENT")


def test_advice_depends_on_the_numbers() -> None:
    def advice(intervals: tuple[float, ...], target_s: float, processing: float = 1.0) -> str:
        numbers = VideoNumbers(intervals, (1,), (processing,), 9, 0, 1.0, target_s)
        return recommend(numbers).partition(" ")[0]

    assert advice((1.0, 1.0), 1.0) == "OPTIMAL"
    assert advice((1.1, 1.1), 1.0) == "GOOD"
    assert advice((2.0, 2.0), 1.0, 80.0) == "SLOW"
    assert advice((0.2, 3.0), 1.0) == "UNSTABLE"
    assert advice((2.0, 2.0), 1.0) == "POOR"


@given(st.lists(st.integers(0, 5 * SECOND_US), min_size=2, max_size=60))
def test_numbers_stay_within_their_bounds(pauses_us: list[int]) -> None:
    times = [sum(pauses_us[: n + 1]) for n in range(len(pauses_us))]
    numbers = meter_of(*times).numbers(times[-1])
    assert 0 <= numbers.efficiency <= 100
    assert numbers.jitter_s >= 0
    assert numbers.fps >= 0
    assert numbers.dropped >= 0
    assert numbers.recommendation
