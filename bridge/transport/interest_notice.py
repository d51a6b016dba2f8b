"""Telling a publisher who wants what it offers: more at once, less after a while.

Knows: the hub's interest and the hysteresis of the protocol. Does not know: links, clocks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.hub.hub import Hub
from bridge.hub.interest import Interest
from bridge.wire.bridge_messages import InterestChange
from bridge.wire.constants import INTEREST_HYSTERESIS_US

Demand = tuple[int, float]  # Subscribers and the highest rate that one of them wants.


@dataclass(slots=True)
class _Watched:
    interest: Interest
    stop: Callable[[], None]
    told: Demand
    since_us: int | None = None  # When the demand fell below what was told.


class InterestNotice:
    """The demand for the topics of one publisher, told by `tell`."""

    def __init__(
        self, hub: Hub, now_us: Callable[[], int], tell: Callable[[InterestChange], None]
    ) -> None:
        self._hub = hub
        self._now_us = now_us
        self._tell = tell
        self._watched: dict[str, _Watched] = {}

    def watch(self, topic: str) -> None:
        """Tell the demand for a topic now and whenever it changes."""
        if topic in self._watched:
            return
        interest = self._hub.interest(topic)
        stop = interest.watch(lambda _interest: self._look(topic))
        self._watched[topic] = _Watched(interest, stop, _demand(interest))
        self._tell_now(self._watched[topic])

    def forget(self, topic: str) -> None:
        """Say nothing more about a topic."""
        watched = self._watched.pop(topic, None)
        if watched is not None:
            watched.stop()

    def close(self) -> None:
        """Say nothing more."""
        for topic in tuple(self._watched):
            self.forget(topic)

    def check(self) -> None:
        """Tell what has been lower for long enough; to be called about once a second."""
        for topic in tuple(self._watched):
            self._look(topic)

    def _look(self, topic: str) -> None:
        watched = self._watched[topic]
        demand = _demand(watched.interest)
        if demand == watched.told:
            watched.since_us = None
            return
        if not _is_lower(demand, watched.told):
            self._tell_now(watched)
            return
        if watched.since_us is None:
            watched.since_us = self._now_us()
        elif self._now_us() - watched.since_us >= INTEREST_HYSTERESIS_US:
            self._tell_now(watched)

    def _tell_now(self, watched: _Watched) -> None:
        watched.told = _demand(watched.interest)
        watched.since_us = None
        count, max_hz = watched.told
        name = watched.interest.topic
        self._tell(InterestChange(topic=name, subscribers=count, max_hz=max_hz))


def _demand(interest: Interest) -> Demand:
    return interest.count, interest.max_hz


def _is_lower(demand: Demand, told: Demand) -> bool:
    """Tell whether `demand` asks for less. A rate of 0 has no limit, so it is the highest."""
    (count, hz), (told_count, told_hz) = demand, told
    if (count == 0) != (told_count == 0):
        return count == 0
    rate, told_rate = hz or float("inf"), told_hz or float("inf")
    return rate < told_rate if rate != told_rate else count < told_count
