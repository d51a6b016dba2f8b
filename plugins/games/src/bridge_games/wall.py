"""The calendar, to compare with what file systems say; nothing is timed by it."""

from datetime import UTC, datetime


def wall_s() -> float:
    """Return seconds since 1970."""
    return datetime.now(UTC).timestamp()
