"""The calendar, as a label: recordings are named and placed by it, never timed."""

from datetime import UTC, datetime


def wall_us() -> int:
    """Return microseconds since 1970."""
    return int(datetime.now(UTC).timestamp() * 1e6)


def text_from_wall(wall_us: int) -> str:
    """Return a moment as people of this machine's time zone write it."""
    moment = datetime.fromtimestamp(wall_us / 1e6, UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S") if wall_us else "-"
