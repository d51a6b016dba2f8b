"""What happens often is written seldom."""

import logging

import pytest

from bridge.testing.fakes import FakeClock
from bridge_auth.refusals import MAX_REMEMBERED, QUIET_US, RefusalLog


def test_same_line_is_written_once_a_minute_and_then_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FakeClock()
    refusals = RefusalLog(logging.getLogger("auth"), clock)
    for _ in range(500):
        refusals.note("192.168.1.7", "refused")
    clock.advance(QUIET_US)
    refusals.note("192.168.1.7", "refused")
    assert [record.getMessage() for record in caplog.records] == [
        "192.168.1.7: refused",
        "192.168.1.7: refused (499 times more since then)",
    ]


def test_other_lines_are_written_at_once(caplog: pytest.LogCaptureFixture) -> None:
    refusals = RefusalLog(logging.getLogger("auth"), FakeClock())
    refusals.note("192.168.1.7", "refused")
    refusals.note("192.168.1.8", "refused")
    refusals.note("192.168.1.7", "revoked")
    assert len(caplog.records) == 3


def test_memory_for_lines_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    refusals = RefusalLog(logging.getLogger("auth"), FakeClock())
    for number in range(MAX_REMEMBERED + 1):
        refusals.note(str(number), "refused")
    caplog.clear()
    refusals.note(str(MAX_REMEMBERED), "refused")
    assert not caplog.records
    refusals.note("0", "refused")
    assert len(caplog.records) == 1
