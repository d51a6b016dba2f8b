"""The calendar, for what outlives the bridge's own clock: when a key was made, when it ends."""

from datetime import UTC, datetime


def wall_s() -> int:
    """Return seconds since 1970."""
    return int(datetime.now(UTC).timestamp())


def text_from_wall(seconds: int) -> str:
    """Return a moment as people of this machine's time zone write it, or "never" for 0."""
    if not seconds:
        return "never"
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
