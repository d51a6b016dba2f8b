"""Whose hand a board is in: a person's, or that of a script while no person steers."""

from collections.abc import Mapping

from bridge.api import JsonScalar
from bridge_simulator.autopilot import Autopilot
from bridge_simulator.pad_position import PadPosition, steered

# A person who has not moved for so long has put the board down.
SILENCE_US = 20_000_000


class Hand:
    """Gives way to whoever steers, at once, and takes over again after a silence."""

    def __init__(self, autopilot: Autopilot | None) -> None:
        self._autopilot = autopilot
        self._position = PadPosition()
        self._steered_us: int | None = None

    def steer(self, args: Mapping[str, JsonScalar], now_us: int) -> None:
        """Do what a person wants; CallRefused when that is no input or out of its range."""
        # Whoever takes over begins with a board at rest: nothing that the script pressed stays.
        before = self._position if self._is_steered(now_us) else PadPosition()
        self._position = steered(before, args)
        self._steered_us = now_us

    def _is_steered(self, now_us: int) -> bool:
        if self._steered_us is None:
            return False
        # Without a script nobody else is there to take the board.
        return self._autopilot is None or now_us - self._steered_us < SILENCE_US

    def at(self, now_us: int) -> PadPosition:
        """Return what the hand does now."""
        if self._autopilot is None or self._is_steered(now_us):
            return self._position
        return self._autopilot.at(now_us)
