"""Paths are smooth, bounded and repeatable."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Quaternion, Vector3
from bridge_simulator.motion import Sway, SwayMaker, rotation_from_vector

TIMES_US = st.integers(0, 10**12)


@given(TIMES_US, st.integers(0, 99))
def test_sway_stays_within_its_amplitude(time_us: int, seed: int) -> None:
    sway = SwayMaker(seed).sway(1.0, 0.5, 10.0)
    assert 0.5 <= sway.at(time_us) <= 1.5


def test_sway_comes_round_after_its_period() -> None:
    sway = Sway(0.0, 1.0, 2.0, 0.3)
    assert abs(sway.at(500_000) - sway.at(2_500_000)) < 1e-9


def test_same_seed_gives_the_same_sways() -> None:
    one, two = SwayMaker(4), SwayMaker(4)
    assert [one.sway(0, 1, 5) for _ in range(3)] == [two.sway(0, 1, 5) for _ in range(3)]


def test_no_turn_is_the_identity() -> None:
    assert rotation_from_vector(Vector3(0.0, 0.0, 0.0)) == Quaternion(1.0, 0.0, 0.0, 0.0)
