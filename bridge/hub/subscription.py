"""One reader's view of the hub.

Knows: samples, topics, delivery modes. Does not know: sockets, encodings, plugins.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import trio

from bridge.hub.drops import DropCounts
from bridge.hub.gop_mailbox import GopMailbox
from bridge.hub.mailboxes import (
    Bounds,
    Gap,
    KeyedMailbox,
    Mailbox,
    QueueMailbox,
    RingMailbox,
    SlotMailbox,
)
from bridge.hub.sync_mailbox import SyncMailbox
from bridge.model.clock import Clock
from bridge.model.delivery import (
    DEFAULT_EVENT_AGE_US,
    DEFAULT_MEDIA_AGE_US,
    DEFAULT_STREAM_AGE_US,
    Delivery,
    DropReason,
    Mode,
)
from bridge.model.pattern_overlap import overlap
from bridge.model.sample import FLAG_RETAINED, Sample
from bridge.model.topics import Media, TopicKind, TopicPattern, TopicSpec

log = logging.getLogger("gamebridge.hub")

Sink = Callable[[Sample], bool]

_DEFAULT_AGE_US = {
    TopicKind.MEDIA: DEFAULT_MEDIA_AGE_US,
    TopicKind.STREAM: DEFAULT_STREAM_AGE_US,
    TopicKind.EVENT: DEFAULT_EVENT_AGE_US,
    TopicKind.STATE: 0,
}


@dataclass(frozen=True, slots=True)
class SubscriptionStatistics:
    """The counters of a subscription at one moment: offered = delivered + dropped + waiting.

    `keyed` and `sync` count parts, which are more than the samples that were offered.
    """

    name: str
    patterns: tuple[str, ...]
    mode: Mode
    delivered: int
    waiting: int
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who subscribes to what, and how: all that a subscription is made of."""

    name: str
    patterns: tuple[TopicPattern, ...]
    delivery: Delivery
    kinds: frozenset[TopicKind] | None = None
    is_passive: bool = False

    def wants(self, spec: TopicSpec, topic: str) -> bool:
        """Tell whether samples of `topic` are for this reader."""
        if self.kinds is not None and spec.kind not in self.kinds:
            return False
        return any(pattern.matches(topic) for pattern in self.patterns)

    def wants_some(self, spec: TopicSpec, pattern: str) -> bool:
        """Tell whether samples of some topic of `pattern` would be for this reader."""
        if self.kinds is not None and spec.kind not in self.kinds:
            return False
        return any(overlap(wanted.text, pattern) is not None for wanted in self.patterns)


class Subscription:
    """Keeps samples, as the delivery mode says, until the reader asks.

    A reader that is slower than its topics loses samples, and loses nobody else's: the
    publisher never waits and other readers never notice. One task reads it, or a sink
    takes samples in the publisher's own call (`attach`).
    """

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        request_key_frame: Callable[[str], None],
        on_close: Callable[["Subscription"], None],
    ) -> None:
        self.reader = reader
        self._clock = clock
        self._on_close = on_close
        self._counts = DropCounts()
        self._delivered = 0
        self._box = _build_mailbox(reader, self._counts)
        self._gop = GopMailbox(self._counts, request_key_frame)
        self._arrived = trio.Event()
        self._sink: Sink | None = None
        self._wake: Callable[[], None] = self._announce
        self._bounds: dict[int, Bounds] = {}
        # Only whole samples that are due at once may pass by the mailbox.
        self._may_pass_by = reader.delivery.hz == 0 and reader.delivery.mode not in (
            Mode.KEYED,
            Mode.SYNC,
        )
        self.closed = False

    def attach(self, sink: Sink, wake: Callable[[], None]) -> None:
        """Let `sink` take samples in the publisher's call.

        It is called when nothing waits; True means taken, False means that the sample
        shall wait. `wake` is called when a sample begins to wait. Neither may block.
        """
        self._sink = sink
        self._wake = wake

    def offer(self, sample: Sample) -> None:
        """Take a sample from the hub. Never blocks and never fails."""
        box: Mailbox
        if sample.spec.media is Media.H264:
            admitted = self._gop.admit(sample)
            if admitted is None:
                return
            sample, box = admitted, self._gop
        else:
            box = self._box
        if self._sink is not None and self._may_pass_by and not len(box):
            try:
                is_taken = self._sink(sample)
            # A reader's fault must not become the publisher's.
            except Exception:
                log.exception("%s cannot take %s and gets no more", self.reader.name, sample.topic)
                self._sink, is_taken = _refuse, False
            if is_taken:
                self._delivered += 1
                return
        box.put(sample, self._bounds_of(sample.spec), self._clock.now_us())
        self._wake()

    def _announce(self) -> None:
        self._arrived.set()

    def _bounds_of(self, spec: TopicSpec) -> Bounds:
        bounds = self._bounds.get(id(spec))
        if bounds is None:
            delivery = self.reader.delivery
            age_us = delivery.max_age_us
            if age_us is None:
                age_us = spec.max_age_us or _DEFAULT_AGE_US[spec.kind]
            if delivery.mode is Mode.SYNC and age_us:
                age_us += delivery.timeout_us  # Waiting for the others is not staleness.
            bounds = Bounds(age_us, delivery.max_bytes, delivery.depth)
            self._bounds[id(spec)] = bounds
        return bounds

    def take_nowait(self) -> Sample | None:
        """Return the next sample that is due, or None. Values go before media."""
        now_us = self._clock.now_us()
        sample = self._box.take(now_us) or self._gop.take(now_us)
        if sample is not None:
            self._delivered += 1
        return sample

    def take_gaps(self) -> list[Gap]:
        """Return what an `all` reader has lost since the last call."""
        return self._box.take_gaps() if isinstance(self._box, QueueMailbox) else []

    def next_due_us(self) -> int | None:
        """Return when `take_nowait` is worth calling, or None while nothing waits."""
        due = [d for d in (self._box.next_due_us(), self._gop.next_due_us()) if d is not None]
        return min(due, default=None)

    async def receive(self) -> Sample:
        """Wait for a sample. Raises trio.EndOfChannel once the subscription is closed."""
        await trio.lowlevel.checkpoint()
        while True:
            sample = self.take_nowait()
            if sample is not None:
                return sample
            if self.closed:
                raise trio.EndOfChannel
            self._arrived = trio.Event()
            due_us = self.next_due_us()
            pause_s = float("inf") if due_us is None else (due_us - self._clock.now_us()) / 1e6
            with trio.move_on_after(max(0.0, pause_s)):
                await self._arrived.wait()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Sample:
        try:
            return await self.receive()
        except trio.EndOfChannel:
            raise StopAsyncIteration from None

    def count_drop(self, reason: DropReason, count: int = 1) -> None:
        """Count samples that were lost after they left the mailbox."""
        self._counts.add(reason, count)

    @property
    def drops(self) -> dict[str, int]:
        """Drops by reason so far."""
        return self._counts.as_dict()

    @property
    def waiting(self) -> int:
        """How many samples wait."""
        return len(self._box) + len(self._gop)

    def statistics(self) -> SubscriptionStatistics:
        """Return the counters at this moment."""
        patterns = tuple(pattern.text for pattern in self.reader.patterns)
        mode = self.reader.delivery.mode
        return SubscriptionStatistics(
            self.reader.name, patterns, mode, self._delivered, self.waiting, self.drops
        )

    def close(self) -> None:
        """Stop receiving; what waits is dropped and counted. Closing twice is harmless."""
        if self.closed:
            return
        self.closed = True
        self._counts.add(DropReason.CLOSED, self.waiting)
        self._box = _build_mailbox(self.reader, self._counts)
        self._gop = GopMailbox(self._counts, lambda _topic: None)
        self._on_close(self)
        self._arrived.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def retained(sample: Sample) -> Sample:
    """Return `sample` marked as the last known value, made once for all late readers."""
    return sample.memo.get("retained", lambda: _mark_retained(sample))


def _mark_retained(sample: Sample) -> Sample:
    flags = sample.flags | FLAG_RETAINED
    return Sample(
        sample.topic,
        sample.spec,
        sample.seq,
        sample.captured_us,
        sample.received_us,
        sample.value,
        sample.payload,
        flags,
        sample.device_us,
        sample.frame_seq,
        sample.hops,
    )


def _build_mailbox(reader: Reader, drops: DropCounts) -> Mailbox:
    delivery = reader.delivery
    interval_us = int(1_000_000 / delivery.hz) if delivery.hz else 0
    match delivery.mode:
        case Mode.LATEST:
            return SlotMailbox(drops, interval_us)
        case Mode.KEYED:
            return KeyedMailbox(drops, interval_us, delivery.key)
        case Mode.RING:
            return RingMailbox(drops, interval_us)
        case Mode.ALL:
            return QueueMailbox(drops, interval_us)
        case Mode.SYNC:
            return SyncMailbox(drops, reader.patterns, delivery.timeout_us)


def _refuse(_sample: Sample) -> bool:
    return False
