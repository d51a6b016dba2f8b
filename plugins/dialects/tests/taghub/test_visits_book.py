import pytest

from bridge.api import DeviceState
from bridge_dialects.taghub.visits_book import MAX_SESSIONS, VisitsBook, duration_text
from plugins.dialects.tests.taghub.conftest import WALL_S

SECOND_US = 1_000_000


def state(online: bool, epoch: int = 1, dialect: str = "taghub") -> DeviceState:
    return DeviceState("taghub-1", "Camera", online, 0, "ws", dialect=dialect, epoch=epoch)


def book() -> VisitsBook:
    return VisitsBook(0, lambda: WALL_S)


def test_session_is_told_once_it_is_over() -> None:
    visits = book()
    visits.note(state(True), 5 * SECOND_US)
    assert visits.uptime_us(8 * SECOND_US) == 3 * SECOND_US
    assert visits.history()["sessions"] == []
    visits.note(state(False), 189 * SECOND_US)
    assert visits.uptime_us(200 * SECOND_US) is None
    history = visits.history()
    assert history["total_sessions"] == 1
    sessions = history["sessions"]
    assert isinstance(sessions, list)
    (session,) = sessions
    assert session["duration_seconds"] == 184
    assert session["duration_formatted"] == "3m 4s"
    assert session["status"] == "disconnected"
    assert session["connect_timestamp"] == WALL_S
    assert session["disconnect_timestamp"] == WALL_S + 184
    assert len(session["connect_time"]) == len("2026-01-31 12:00:00")


def test_device_that_comes_back_at_once_has_two_sessions() -> None:
    visits = book()
    visits.note(state(True), 0)
    visits.note(state(True, epoch=2), SECOND_US)
    visits.note(state(True, epoch=2), 2 * SECOND_US)
    assert visits.history()["total_sessions"] == 1
    assert visits.uptime_us(3 * SECOND_US) == 2 * SECOND_US


def test_devices_of_other_systems_are_none_of_its_business() -> None:
    visits = book()
    visits.note(state(True, dialect="s3cam"), 0)
    assert visits.uptime_us(SECOND_US) is None


def test_the_last_twenty_are_kept() -> None:
    visits = book()
    for epoch in range(30):
        visits.note(state(True, epoch), epoch)
        visits.note(state(False, epoch), epoch)
    history = visits.history()
    assert history["total_sessions"] == 30
    assert isinstance(history["sessions"], list)
    assert len(history["sessions"]) == MAX_SESSIONS


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (184, "3m 4s"), (3723, "1h 2m 3s"), (90_000, "1d 1h 0m 0s")],
)
def test_duration_is_written_without_zeros_in_front(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text
