"""What the hub remembers of one topic."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bridge.hub.writers import Writers
from bridge.model.sample import Sample
from bridge.model.topics import TopicSpec

if TYPE_CHECKING:
    from bridge.hub.subscription import Subscription

# The shown rate is a mean over about this long: steady for people, quick enough to see
# a camera stop.
RATE_WINDOW_US = 2_000_000


@dataclass(frozen=True, slots=True)
class TopicStatistics:
    """The counters of one topic. `hz` is the recent rate."""

    topic: str
    number: int
    spec: TopicSpec
    count: int
    bytes: int
    hz: float
    subscribers: int
    last_us: int | None


class KnownTopic:
    """One topic: its declaration, readers, writers, newest sample and counters.

    `number` names the topic on the wire for the life of the process.
    """

    __slots__ = (
        "_bytes",
        "_count",
        "_last_us",
        "_window_count",
        "_window_hz",
        "_window_start_us",
        "latest",
        "number",
        "spec",
        "subscriptions",
        "topic",
        "writers",
    )

    def __init__(self, topic: str, spec: TopicSpec, number: int) -> None:
        self.topic = topic
        self.spec = spec
        self.number = number
        self.latest: Sample | None = None
        self.subscriptions: tuple[Subscription, ...] = ()
        self.writers = Writers()
        self._count = 0
        self._bytes = 0
        self._last_us: int | None = None
        self._window_start_us = 0
        self._window_count = 0
        self._window_hz = 0.0

    def next_seq(self) -> int:
        """Return the number of the next sample; they rise by one from 1."""
        self._count += 1
        return self._count

    def remember(self, sample: Sample, now_us: int) -> None:
        """Keep `sample` as the newest and count it."""
        self.latest = sample
        self._bytes += sample.size_bytes
        self._last_us = now_us
        self._window_count += 1
        elapsed_us = now_us - self._window_start_us
        if elapsed_us >= RATE_WINDOW_US:
            is_first = self._window_start_us == 0
            self._window_hz = 0.0 if is_first else self._window_count * 1e6 / elapsed_us
            self._window_start_us, self._window_count = now_us, 0

    def _recent_hz(self, now_us: int) -> float:
        if self._last_us is None or now_us - self._last_us > RATE_WINDOW_US:
            return 0.0
        elapsed_us = now_us - self._window_start_us
        if self._window_hz == 0.0 and elapsed_us > 0:
            return self._window_count * 1e6 / elapsed_us
        return self._window_hz

    def statistics(self, now_us: int) -> TopicStatistics:
        """Return the counters at this moment."""
        return TopicStatistics(
            self.topic,
            self.number,
            self.spec,
            self._count,
            self._bytes,
            self._recent_hz(now_us),
            len(self.subscriptions),
            self._last_us,
        )
