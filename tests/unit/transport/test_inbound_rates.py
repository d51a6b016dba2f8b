"""How much one peer may send per second."""

import pytest

from bridge.transport.inbound_rates import PICTURE_BYTES, InboundRates, Verdict
from bridge.transport.session_context import SessionLimits

LIMITS = SessionLimits(pictures_per_s=10.0, messages_per_s=5.0)
PICTURE = b"\xff\xd8" + bytes(PICTURE_BYTES)


def test_two_seconds_worth_of_pictures_may_come_at_once_and_the_next_is_dropped() -> None:
    rates = InboundRates(LIMITS)
    verdicts = [rates.judge(PICTURE, 0) for _ in range(21)]
    assert verdicts == [Verdict.TAKE] * 20 + [Verdict.DROP]


def test_after_a_pause_pictures_are_taken_again() -> None:
    rates = InboundRates(LIMITS)
    for _ in range(21):
        rates.judge(PICTURE, 0)
    assert rates.judge(PICTURE, 100_000) is Verdict.TAKE


def test_a_flood_of_pictures_ends_the_session() -> None:
    rates = InboundRates(LIMITS)
    verdicts = [rates.judge(PICTURE, 0) for _ in range(61)]
    assert verdicts[59] is Verdict.DROP
    assert verdicts[60] is Verdict.END


@pytest.mark.parametrize("message", ["{}", b"\x96", bytes(PICTURE_BYTES - 1)])
def test_control_is_taken_or_ends_the_session_and_is_never_dropped(message: str | bytes) -> None:
    rates = InboundRates(LIMITS)
    verdicts = [rates.judge(message, 0) for _ in range(11)]
    assert verdicts == [Verdict.TAKE] * 10 + [Verdict.END]


def test_pictures_and_control_are_counted_apart() -> None:
    rates = InboundRates(LIMITS)
    for _ in range(20):
        rates.judge(PICTURE, 0)
    assert rates.judge("{}", 0) is Verdict.TAKE
