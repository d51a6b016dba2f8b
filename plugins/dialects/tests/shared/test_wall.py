"""The calendar is written as programs of old wrote it."""

from datetime import datetime

from bridge_dialects.shared.wall import iso_text, local_time, wall_s


def test_moments_are_local_and_without_a_zone() -> None:
    text = iso_text(1_767_096_000.123456)
    assert datetime.fromisoformat(text).tzinfo is None
    assert text.endswith(".123456")
    assert local_time(1_767_096_000.0).tzinfo is not None


def test_the_calendar_is_past_the_day_this_was_written() -> None:
    assert wall_s() > 1_700_000_000
