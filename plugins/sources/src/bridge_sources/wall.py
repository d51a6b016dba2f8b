"""The calendar, as a label for systems that show it; nothing is timed by it."""

from datetime import UTC, datetime


def wall_s() -> float:
    """Return seconds since 1970."""
    return datetime.now(UTC).timestamp()
