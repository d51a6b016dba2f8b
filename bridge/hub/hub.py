"""Publish, subscribe, latest, interest: the one place where samples meet readers."""

from collections.abc import Callable, Iterable

import msgspec

from bridge.hub.interest import Interest
from bridge.hub.known_topic import KnownTopic, TopicStatistics
from bridge.hub.subscription import Reader, Subscription, retained
from bridge.model.clock import Clock
from bridge.model.delivery import LATEST, Delivery
from bridge.model.sample import FLAG_KEY_FRAME, FLAG_LATE, Hop, Sample
from bridge.model.topics import Media, TopicKind, TopicSpec, parse_pattern, parse_topic

FindSpec = Callable[[str], TopicSpec | None]
# A device cannot make the bridge remember more names than this.
MAX_TOPICS = 4096


class Hub:
    """The router. `find_spec` says what a topic was declared to be, whether known yet or not."""

    def __init__(self, clock: Clock, find_spec: FindSpec) -> None:
        self.clock = clock
        self.find_spec = find_spec
        self._topics: dict[str, KnownTopic] = {}
        self._subscriptions: list[Subscription] = []
        self._interests: dict[str, Interest] = {}
        self._closed_drops: dict[str, int] = {}  # Of subscriptions that are gone.
        self._key_frame_sources: dict[str, Callable[[], None]] = {}
        self._topic_watchers: list[Callable[[KnownTopic], None]] = []

    def publish(  # noqa: PLR0913 - one sample has this many times and marks.
        self,
        topic: str,
        value: msgspec.Struct | None = None,
        *,
        payload: bytes = b"",
        captured_us: int | None = None,
        received_us: int | None = None,
        device_us: int | None = None,
        frame_seq: int | None = None,
        flags: int = 0,
        hops: tuple[Hop, ...] = (),
    ) -> Sample:
        """Hand a value or media payload to everyone who wants it; return the sample.

        Never waits and never fails because of a reader. `captured_us` after now is taken
        as now. ValueError if the topic is not declared, TypeError if it carries another
        type.
        """
        known = self._topics.get(topic) or self.announce(topic)
        _check_type(known.spec, topic, value, payload)
        now_us = self.clock.now_us()
        received_us = now_us if received_us is None else received_us
        captured_us = received_us if captured_us is None else min(captured_us, now_us)
        seq = known.next_seq()
        if known.spec.media is Media.JPEG:
            flags |= FLAG_KEY_FRAME
            frame_seq = seq if frame_seq is None else frame_seq
        if 0 < known.spec.max_age_us < now_us - captured_us:
            flags |= FLAG_LATE
        sample = Sample(
            topic,
            known.spec,
            seq,
            captured_us,
            received_us,
            value,
            payload,
            flags,
            device_us,
            frame_seq,
            hops,
        )
        known.remember(sample, now_us)
        for subscription in known.subscriptions:
            subscription.offer(sample)
        return sample

    def subscribe(
        self,
        patterns: Iterable[str],
        delivery: Delivery = LATEST,
        *,
        name: str,
        kinds: frozenset[TopicKind] | None = None,
        is_passive: bool = False,
    ) -> Subscription:
        """Begin to receive; `kinds` restricts it to topics of those kinds.

        A passive reader takes what flows anyway: nobody captures, encodes or detects
        anything for its sake.

        Topics that retain their value are offered at once. A topic that several of the
        patterns match is received once. ValueError for a malformed pattern.
        """
        reader = Reader(
            name, tuple(parse_pattern(text) for text in patterns), delivery, kinds, is_passive
        )
        if not reader.patterns:
            raise ValueError(f"subscription {name!r}: no topics")
        subscription = Subscription(reader, self.clock, self.request_key_frame, self._forget)
        self._subscriptions.append(subscription)
        for known in tuple(self._topics.values()):
            if reader.wants(known.spec, known.topic):
                known.subscriptions = (*known.subscriptions, subscription)
                self._offer_first(known, subscription)
        self._update_interests()
        return subscription

    def _offer_first(self, known: KnownTopic, subscription: Subscription) -> None:
        if known.spec.is_retained and known.latest is not None:
            subscription.offer(retained(known.latest))
        elif known.spec.media is Media.H264 and not subscription.reader.is_passive:
            self.request_key_frame(known.topic)

    def _forget(self, subscription: Subscription) -> None:
        for reason, count in subscription.drops.items():
            self._closed_drops[reason] = self._closed_drops.get(reason, 0) + count
        self._subscriptions.remove(subscription)
        for known in self._topics.values():
            known.subscriptions = tuple(s for s in known.subscriptions if s is not subscription)
        self._update_interests()

    def announce(self, topic: str) -> KnownTopic:
        """Make a topic known before its first sample; known ones stay as they are."""
        known = self._topics.get(topic)
        if known is not None:
            return known
        spec = self.find_spec(parse_topic(topic))
        if spec is None:
            raise ValueError(f"topic {topic!r} is not declared by the core or any plugin")
        if len(self._topics) >= MAX_TOPICS:
            raise ValueError(f"topic {topic!r}: there are {MAX_TOPICS} topics already")
        known = KnownTopic(topic, spec, len(self._topics) + 1)
        known.subscriptions = tuple(s for s in self._subscriptions if s.reader.wants(spec, topic))
        self._topics[topic] = known
        for watcher in tuple(self._topic_watchers):
            watcher(known)
        return known

    def watch_topics(self, watcher: Callable[[KnownTopic], None]) -> Callable[[], None]:
        """Call `watcher` for every known topic and each new one; return a stop function.

        A new topic is shown before its first sample is offered to anyone.
        """
        for known in tuple(self._topics.values()):
            watcher(known)
        self._topic_watchers.append(watcher)
        return lambda: self._topic_watchers.remove(watcher)

    def known(self, topic: str) -> KnownTopic | None:
        """Return what is known of a topic, or None."""
        return self._topics.get(topic)

    def latest(self, topic: str) -> Sample | None:
        """Return the newest sample of a topic, or None."""
        known = self._topics.get(topic)
        return known.latest if known else None

    def topics(self) -> list[TopicStatistics]:
        """Return the counters of all known topics, by name."""
        now_us = self.clock.now_us()
        return [self._topics[name].statistics(now_us) for name in sorted(self._topics)]

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return the open subscriptions, oldest first."""
        return tuple(self._subscriptions)

    def drops(self) -> dict[str, int]:
        """Return all drops of all readers since the start, by reason."""
        totals = dict(self._closed_drops)
        for subscription in self._subscriptions:
            for reason, count in subscription.drops.items():
                totals[reason] = totals.get(reason, 0) + count
        return totals

    def interest(self, topic: str) -> Interest:
        """Return the live interest in a topic, or in any topic of a pattern.

        Neither needs to be known yet. ValueError for a malformed one.
        """
        interest = self._interests.get(topic)
        if interest is None:
            interest = self._interests[topic] = Interest(parse_pattern(topic).text)
            self._update_interest(interest)
        return interest

    def _update_interests(self) -> None:
        for interest in tuple(self._interests.values()):
            self._update_interest(interest)

    def _update_interest(self, interest: Interest) -> None:
        spec = self.find_spec(interest.topic)
        if spec is None:
            return
        rates = [
            s.reader.delivery.hz
            for s in self._subscriptions
            if s.reader.wants_some(spec, interest.topic) and not s.reader.is_passive
        ]
        # One reader without a limit makes the topic unlimited.
        max_hz = 0.0 if 0.0 in rates else max(rates, default=0.0)
        interest.update(len(rates), max_hz)

    def request_key_frame(self, topic: str) -> None:
        """Ask the source of a media topic to make its next sample a key frame."""
        source = self._key_frame_sources.get(topic)
        if source is not None:
            source()

    def set_key_frame_source(self, topic: str, source: Callable[[], None] | None) -> None:
        """Say who makes key frames for a topic; None takes it back."""
        if source is None:
            self._key_frame_sources.pop(topic, None)
        else:
            self._key_frame_sources[topic] = source


def _check_type(spec: TopicSpec, topic: str, value: msgspec.Struct | None, payload: bytes) -> None:
    if spec.schema is None:
        if value is not None or not payload:
            raise TypeError(f"topic {topic!r} carries {spec.media} payloads, not values")
    elif not isinstance(value, spec.schema):
        found = type(value).__name__
        raise TypeError(f"topic {topic!r} carries {spec.schema.__name__}, not {found}")
