"""What an admitted peer reads: subscriptions, what is told about them, and the next bytes.

Knows: grants, feeds and their order. Does not know: the link, the protocol's states.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain

from bridge.hub.known_topic import KnownTopic
from bridge.model.delivery import Mode
from bridge.model.errors import RemoteProtocolError
from bridge.model.topics import TopicKind, TopicPattern, TopicSpec, parse_pattern
from bridge.plugin.admission import Admission, Verb
from bridge.transport.feed import Feed
from bridge.transport.readable import readable_patterns
from bridge.transport.session_context import SessionContext
from bridge.transport.text_batches import TextBatches
from bridge.wire.bridge_messages import (
    BridgeMessage,
    Drops,
    GapNotice,
    Subscribed,
    TopicEntry,
    TopicsAdded,
)
from bridge.wire.constants import CLOSE_RATE, Encoding
from bridge.wire.fields import KindName
from bridge.wire.native_events import SubscribeRequested
from bridge.wire.samples import Lane

_KIND_NAMES: dict[TopicKind, KindName] = {
    TopicKind.STATE: "state",
    TopicKind.STREAM: "stream",
    TopicKind.EVENT: "event",
    TopicKind.MEDIA: "media",
}
# What goes first when the link is slow: happenings, then facts, then pictures.
_LANES = (
    frozenset({TopicKind.EVENT}),
    frozenset({TopicKind.STATE, TopicKind.STREAM}),
    frozenset({TopicKind.MEDIA}),
)
_FACTS, _PICTURES = 1, 2
OVERFLOW_WINDOW_US = 60_000_000
MAX_OVERFLOWS = 3


@dataclass(slots=True)
class _Reading:
    """One `sub` of the peer: the patterns that it may read, and its feeds."""

    sub: int
    patterns: tuple[TopicPattern, ...]
    feeds: tuple[tuple[int, Feed], ...]
    told_drops: dict[str, int] = field(default_factory=dict)
    overflows_us: deque[int] = field(default_factory=deque)

    def covers(self, topic: str) -> bool:
        return any(pattern.matches(topic) for pattern in self.patterns)


class SubscriberSide:
    """The reading half of a session.

    `say` sends control messages, `send_now` a frame if nothing else waits, `wake` tells
    the writer to ask `next_frame`.
    """

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        encoding: Encoding,
        say: Callable[[BridgeMessage], object],
        send_now: Callable[[bytes], bool],
        wake: Callable[[], None],
    ) -> None:
        self._context = context
        self._admission = admission
        self._encoding: Encoding = encoding
        self._say = say
        self._send_now = send_now
        self._wake = wake
        self._readings: dict[int, _Reading] = {}
        self._feeds: tuple[deque[Feed], ...] = (deque(), deque(), deque())
        self._batches = TextBatches()
        self._stop_watching = context.hub.watch_topics(self._topic_appeared)

    def subscribe(self, wish: SubscribeRequested) -> None:
        """Begin or replace a subscription; RemoteProtocolError leaves everything as it was."""
        patterns = readable_patterns(self._context, self._admission, wish.patterns)
        if not patterns:
            text = f"nothing of {', '.join(wish.patterns)} may be read by {self._admission.id}"
            raise RemoteProtocolError("forbidden", text)
        feeds = self._open_feeds(wish, patterns)
        self.unsubscribe(wish.sub)
        reading = _Reading(wish.sub, tuple(parse_pattern(text) for text in patterns), feeds)
        self._readings[wish.sub] = reading
        entries = (
            self._entry(known.topic, known.number, known.spec)
            for known in self._context.hub.topics()
            if reading.covers(known.topic)
        )
        self._say(Subscribed(sub=wish.sub, topics=tuple(entries)))
        for lane, feed in feeds:
            self._feeds[lane].append(feed)
            feed.attach(self._send_now, self._wake)

    def _may_read(self, pattern: str) -> bool:
        return self._context.authorize(self._admission, Verb.SUBSCRIBE, pattern)

    def _open_feeds(
        self, wish: SubscribeRequested, patterns: list[str]
    ) -> tuple[tuple[int, Feed], ...]:
        is_sync = wish.delivery.mode is Mode.SYNC
        lane = Lane(self._encoding, wish.sub, wish.fields, is_sync)
        kinds = dict(enumerate(_LANES))
        if is_sync:
            # The samples of one picture wait for each other in one mailbox.
            kinds = {_FACTS: frozenset(TopicKind)}
        if self._encoding == "json":
            kinds = {at: wanted - {TopicKind.MEDIA} for at, wanted in kinds.items()}
            kinds.pop(_PICTURES, None)
        hub = self._context.hub
        name = f"{self._admission.id} sub {wish.sub}"
        return tuple(
            (at, Feed(hub, hub.subscribe(patterns, wish.delivery, name=name, kinds=wanted), lane))
            for at, wanted in kinds.items()
        )

    def unsubscribe(self, sub: int) -> None:
        """End a subscription; one that does not exist is none."""
        reading = self._readings.pop(sub, None)
        for lane, feed in reading.feeds if reading else ():
            feed.subscription.close()
            if feed in self._feeds[lane]:
                self._feeds[lane].remove(feed)

    def request_key_frame(self, topic: str) -> None:
        """Pass on a decoder's wish, for a topic that the peer reads."""
        if any(reading.covers(topic) for reading in self._readings.values()):
            self._context.hub.request_key_frame(topic)

    def next_frame(self) -> bytes | None:
        """Return the next frame of samples: events, then facts, then pictures; or None."""
        if self._encoding == "json":
            return self._batches.next_frame(chain(*self._feeds), self._context.clock.now_us())
        for feeds in self._feeds:
            for _ in range(len(feeds)):
                feeds.rotate(-1)
                frame = feeds[-1].next_frame()
                if frame is not None:
                    return frame
        return None

    def next_due_us(self) -> int | None:
        """Return when `next_frame` is worth calling again, or None if nothing waits."""
        due = [feed.subscription.next_due_us() for feed in chain(*self._feeds)]
        first_us = min((at_us for at_us in due if at_us is not None), default=None)
        if first_us is None or self._encoding != "json":
            return first_us
        return max(first_us, self._batches.next_us)

    def check(self) -> RemoteProtocolError | None:
        """Tell drops and gaps, to be called once a second; return why the session must end."""
        for reading in self._readings.values():
            if not any(self._may_read(pattern.text) for pattern in reading.patterns):
                return RemoteProtocolError("forbidden", "the right to read was taken back")
            self._tell_drops(reading)
            fault = self._tell_gaps(reading)
            if fault is not None:
                return fault
        return None

    def _tell_drops(self, reading: _Reading) -> None:
        dropped: dict[str, int] = {}
        for _, feed in reading.feeds:
            for reason, count in feed.subscription.drops.items():
                dropped[reason] = dropped.get(reason, 0) + count
        if dropped != reading.told_drops:
            reading.told_drops = dropped
            self._say(Drops(sub=reading.sub, dropped=dropped))

    def _tell_gaps(self, reading: _Reading) -> RemoteProtocolError | None:
        now_us = self._context.clock.now_us()
        for _, feed in reading.feeds:
            gaps = feed.subscription.take_gaps()
            if gaps:
                reading.overflows_us.append(now_us)
            for gap in gaps:
                self._say(
                    GapNotice(
                        sub=reading.sub,
                        topic=gap.topic,
                        from_seq=gap.from_seq,
                        to_seq=gap.to_seq,
                        reason=str(gap.reason),
                    )
                )
        while reading.overflows_us and now_us - reading.overflows_us[0] > OVERFLOW_WINDOW_US:
            reading.overflows_us.popleft()
        if len(reading.overflows_us) < MAX_OVERFLOWS:
            return None
        text = f"sub {reading.sub} reads too slowly for mode 'all'"
        return RemoteProtocolError("rate", text, CLOSE_RATE)

    def _topic_appeared(self, known: KnownTopic) -> None:
        for reading in self._readings.values():
            if reading.covers(known.topic):
                entry = self._entry(known.topic, known.number, known.spec)
                self._say(TopicsAdded(sub=reading.sub, topics=(entry,)))

    def _entry(self, topic: str, number: int, spec: TopicSpec) -> TopicEntry:
        urls = self._context.urls_of(topic) if spec.media is not None else {}
        kind = _KIND_NAMES[spec.kind]
        return TopicEntry(topic=topic, number=number, kind=kind, schema=spec.schema_id, urls=urls)

    def close(self) -> None:
        """End all subscriptions."""
        self._stop_watching()
        for sub in tuple(self._readings):
            self.unsubscribe(sub)
