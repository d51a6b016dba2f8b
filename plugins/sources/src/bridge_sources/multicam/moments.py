"""Moments as multicam writes them: local time without a zone.

Knows: calendars. Does not know: where times come from.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from bridge.api import Clock


class LocalMoments:
    """Turns the bridge's microseconds into what a clock on the wall of this room said."""

    def __init__(self, clock: Clock, read_wall_s: Callable[[], float]) -> None:
        self._clock = clock
        self._read_wall_s = read_wall_s

    def at(self, at_us: int) -> str:
        """Return a moment of the bridge's clock as `2026-01-31T12:34:56.123456`."""
        ago_us = self._clock.now_us() - at_us
        return local_iso(self._read_wall_s() - ago_us / 1e6)

    def now(self) -> str:
        """Return the present moment."""
        return local_iso(self._read_wall_s())


def local_iso(wall_s: float) -> str:
    """Return seconds since 1970 as local time, in ISO 8601 without a zone."""
    return datetime.fromtimestamp(wall_s, UTC).astimezone().replace(tzinfo=None).isoformat()
