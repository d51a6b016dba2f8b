"""A scripted hand: smooth tilts, a stick that wanders, buttons with pauses in between.

A pure function of seed and time, so that it does the same every time.
"""

import numpy as np

from bridge_simulator.motion import SwayMaker
from bridge_simulator.pad_position import PadPosition

_TILT_RAD = 0.42
_US_PER_S = 1_000_000
# In each cell of this length a button is pressed once at most.
_CELL_S = 2.4
_PRESS_CHANCE = 0.6
_SHORTEST_S, _LONGEST_S = 0.12, 0.7
# A stick rests in the middle until it is pushed this far.
_DEAD_ZONE = 0.15


class Autopilot:
    """Plays with a board while nobody else does."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        make = SwayMaker(seed)
        self._tilt_x = make.sway(0.0, _TILT_RAD, 7.0)
        self._tilt_y = make.sway(0.0, _TILT_RAD, 9.0)
        self._turn = make.sway(0.0, 0.25, 23.0)
        self._axis_x = make.sway(0.0, 1.05, 6.0)
        self._axis_y = make.sway(0.0, 1.05, 8.0)
        self._light = make.sway(320.0, 140.0, 30.0)

    def at(self, time_us: int) -> PadPosition:
        """Return what the hand does at a time."""
        return PadPosition(
            self._is_pressed(0, time_us),
            self._is_pressed(1, time_us),
            _stick(self._axis_x.at(time_us)),
            _stick(self._axis_y.at(time_us)),
            self._tilt_x.at(time_us),
            self._tilt_y.at(time_us),
            self._turn.at(time_us),
            # A sensor of light has steps, too.
            round(self._light.at(time_us) / 5) * 5.0,
        )

    def _is_pressed(self, button: int, time_us: int) -> bool:
        cell, into_us = divmod(time_us, round(_CELL_S * _US_PER_S))
        dice = np.random.default_rng((self._seed, button, cell, 3))
        luck, start, length = dice.random(3)
        length_s = _SHORTEST_S + (_LONGEST_S - _SHORTEST_S) * length
        start_s = (_CELL_S - length_s) * start
        return bool(luck < _PRESS_CHANCE and 0 <= into_us / _US_PER_S - start_s < length_s)


def _stick(push: float) -> float:
    """Return a push with a dead zone in the middle and an end stop, -1 to 1."""
    beyond = max(0.0, abs(push) - _DEAD_ZONE) / (1.0 - _DEAD_ZONE)
    return min(1.0, beyond) * (1.0 if push > 0 else -1.0)
