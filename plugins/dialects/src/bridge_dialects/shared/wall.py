"""The calendar, as a label: systems of old write it into their messages.

Nothing here is measured by it; what waits or ages goes by the bridge's own clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime

WallClock = Callable[[], float]


def wall_s() -> float:
    """Return seconds since 1970."""
    return datetime.now(UTC).timestamp()


def iso_text(at_s: float) -> str:
    """Return a moment as Python programs of old write it: local time, without a zone."""
    return local_time(at_s).replace(tzinfo=None).isoformat()


def local_time(at_s: float) -> datetime:
    """Return a moment in this machine's time zone."""
    return datetime.fromtimestamp(at_s, UTC).astimezone()
