"""How often something may happen.

Knows: microseconds that it is given. Does not know: clocks, what is being counted.
"""


class TokenBucket:
    """Lets `per_second` events pass on average, and `burst` of them at once."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_us = per_second / 1_000_000
        self._burst = burst
        self._tokens = burst
        self._at_us: int | None = None

    def admits(self, now_us: int) -> bool:
        """Take a token and return True, or return False when there is none."""
        if self._at_us is not None:
            self._tokens += (now_us - self._at_us) * self._per_us
            self._tokens = min(self._tokens, self._burst)
        self._at_us = now_us
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
