"""How much somebody may say: so much at once, and so much per second after that.

Knows: times it is given. Does not know: what is said.
"""

_SECOND_US = 1_000_000


class Allowance:
    """Fills up by `per_s`, to at most `burst`."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = burst
        self._at_us = 0

    def admits(self, now_us: int) -> bool:
        """Tell whether one more is allowed now, and count it if so."""
        gained = (now_us - self._at_us) * self._per_s / _SECOND_US
        self._left = min(self._burst, self._left + max(0.0, gained))
        self._at_us = now_us
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def due_us(self) -> int:
        """Return when the next one is allowed, reckoned from the last question."""
        missing = max(0.0, 1 - self._left)
        return self._at_us + round(missing * _SECOND_US / self._per_s) + 1
