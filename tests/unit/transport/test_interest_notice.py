"""Telling a publisher who wants what it offers."""

from contextlib import ExitStack

import pytest

from bridge.model.delivery import Delivery
from bridge.testing.fakes import FakeClock, build_hub
from bridge.transport.interest_notice import InterestNotice
from bridge.wire.constants import INTEREST_HYSTERESIS_US

TOPIC = "device/cam-1/camera/jpeg"


class Told:
    """A publisher that writes down what it is told, as (subscribers, max_hz)."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.hub = build_hub(self.clock)
        self.changes: list[tuple[int, float]] = []
        self.notice = InterestNotice(
            self.hub,
            self.clock.now_us,
            lambda change: self.changes.append((change.subscribers, change.max_hz)),
        )

    def wait(self, us: int) -> None:
        self.clock.advance(us)
        self.notice.check()


@pytest.fixture
def told() -> Told:
    found = Told()
    found.notice.watch(TOPIC)
    return found


def test_the_demand_is_told_at_once_when_a_topic_is_offered(told: Told) -> None:
    assert told.changes == [(0, 0.0)]


def test_more_demand_is_told_at_once(told: Told) -> None:
    with (
        told.hub.subscribe([TOPIC], Delivery(hz=5), name="a"),
        told.hub.subscribe([TOPIC], Delivery(hz=30), name="b"),
    ):
        assert told.changes[1:] == [(1, 5), (2, 30)]


def test_less_demand_is_told_after_a_while(told: Told) -> None:
    with told.hub.subscribe([TOPIC], name="a"):
        pass
    told.wait(INTEREST_HYSTERESIS_US - 1)
    assert told.changes[-1] == (1, 0.0)
    told.wait(1)
    assert told.changes[-1] == (0, 0.0)


def test_a_viewer_who_comes_back_in_time_is_no_change(told: Told) -> None:
    with told.hub.subscribe([TOPIC], name="a"):
        pass
    told.wait(INTEREST_HYSTERESIS_US // 2)
    with told.hub.subscribe([TOPIC], name="a"):
        told.wait(INTEREST_HYSTERESIS_US)
        assert told.changes == [(0, 0.0), (1, 0.0)]


def test_no_limit_is_more_than_any_limit(told: Told) -> None:
    with ExitStack() as readers:
        readers.enter_context(told.hub.subscribe([TOPIC], Delivery(hz=60), name="a"))
        readers.enter_context(told.hub.subscribe([TOPIC], name="b"))
        assert told.changes[-1] == (2, 0.0)


def test_nothing_is_told_after_the_end(told: Told) -> None:
    told.notice.close()
    with told.hub.subscribe([TOPIC], name="a"):
        told.notice.check()
    assert told.changes == [(0, 0.0)]


def test_a_topic_is_watched_once(told: Told) -> None:
    told.notice.watch(TOPIC)
    assert told.changes == [(0, 0.0)]
