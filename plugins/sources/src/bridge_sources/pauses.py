"""How long to wait before a camera is asked again."""

from collections.abc import Callable
from secrets import SystemRandom

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0


class Pauses:
    """Doubling pauses, shortened at random so that many cameras do not come together."""

    def __init__(self, random: Callable[[], float] | None = None) -> None:
        self._random = random or SystemRandom().random
        self._next_s = FIRST_PAUSE_S

    def reset(self) -> None:
        """Begin anew with the shortest pause."""
        self._next_s = FIRST_PAUSE_S

    def take_s(self) -> float:
        """Return the next pause in seconds."""
        pause_s = self._next_s
        self._next_s = min(LONGEST_PAUSE_S, 2 * pause_s)
        return pause_s * (0.75 + 0.25 * self._random())
