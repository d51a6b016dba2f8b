"""The script gives way to a person, and takes over when the person has gone."""

from itertools import pairwise

from bridge_simulator.autopilot import Autopilot
from bridge_simulator.hand import SILENCE_US, Hand
from bridge_simulator.pad_position import PadPosition


def test_the_script_plays_the_same_for_the_same_seed_and_time() -> None:
    times_us = range(0, 60_000_000, 50_000)
    first = [Autopilot(3).at(time_us) for time_us in times_us]
    assert first == [Autopilot(3).at(time_us) for time_us in reversed(times_us)][::-1]
    assert first != [Autopilot(4).at(time_us) for time_us in times_us]


def test_the_script_presses_with_pauses_tilts_smoothly_and_pushes_to_the_stop() -> None:
    played = [Autopilot(3).at(time_us) for time_us in range(0, 60_000_000, 50_000)]
    for pressed in ([p.button_a for p in played], [p.button_b for p in played]):
        presses = sum(1 for a, b in pairwise(pressed) if b and not a)
        assert 5 <= presses <= 25
        assert sum(pressed) < len(pressed) / 3
    tilts = [p.tilt_x_rad for p in played]
    assert max(tilts) > 0.35
    assert max(abs(b - a) for a, b in pairwise(tilts)) < 0.06
    assert max(p.axis_x for p in played) == 1.0
    assert 0.0 in {p.axis_x for p in played}


def test_a_person_takes_over_at_once_from_a_board_at_rest() -> None:
    hand = Hand(Autopilot(1))
    hand.steer({"axis-x": 0.5}, 1_000_000)
    assert hand.at(1_000_000) == PadPosition(axis_x=0.5)
    hand.steer({"button-a": True}, 2_000_000)
    assert hand.at(2_000_000) == PadPosition(axis_x=0.5, button_a=True)


def test_the_script_is_back_after_a_silence_and_nothing_is_kept() -> None:
    hand, script = Hand(Autopilot(1)), Autopilot(1)
    hand.steer({"axis-x": 0.5}, 0)
    assert hand.at(SILENCE_US - 1) == PadPosition(axis_x=0.5)
    assert hand.at(SILENCE_US) == script.at(SILENCE_US)
    hand.steer({"button-a": True}, SILENCE_US + 5)
    assert hand.at(SILENCE_US + 5) == PadPosition(button_a=True)


def test_without_a_script_what_was_steered_stays() -> None:
    hand = Hand(None)
    assert hand.at(0) == PadPosition()
    hand.steer({"light": 80}, 0)
    assert hand.at(10 * SILENCE_US) == PadPosition(light_lx=80)
