"""Pauses between attempts."""

from bridge_sources.pauses import LONGEST_PAUSE_S, Pauses


def test_pauses_double_up_to_a_limit_and_begin_anew() -> None:
    pauses = Pauses(lambda: 1.0)
    assert [pauses.take_s() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    pauses.reset()
    assert pauses.take_s() == 1


def test_pauses_differ_between_cameras() -> None:
    assert Pauses(lambda: 0.0).take_s() == 0.75
    assert 0 < Pauses().take_s() <= LONGEST_PAUSE_S
