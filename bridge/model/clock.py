"""What a clock is. Modules that must not read time take one of these."""

from typing import Protocol


class Clock(Protocol):
    """Microseconds since the bridge started, never stepping back."""

    def now_us(self) -> int:
        """Return the time now."""
        ...  # pragma: no cover
