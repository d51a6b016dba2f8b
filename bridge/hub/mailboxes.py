"""Where samples wait for one reader: a slot per topic, a slot per key, a ring, a queue.

Each mailbox is bounded by age first, then bytes, then count, and counts what it drops.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from bridge.hub.drops import DropCounts
from bridge.model.delivery import DropReason
from bridge.model.sample import Sample


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples of one topic that an `all` reader will not get."""

    topic: str
    from_seq: int
    to_seq: int
    reason: DropReason


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much may wait. `max_age_us` 0 means for ever."""

    max_age_us: int
    max_bytes: int
    depth: int

    def is_stale(self, sample: Sample, now_us: int) -> bool:
        """Tell whether `sample` has waited past its worth."""
        return 0 < self.max_age_us < now_us - sample.received_us


class Mailbox(Protocol):
    """What waits for one reader."""

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Take a sample. Never blocks and never fails; something else may be dropped."""
        ...  # pragma: no cover

    def take(self, now_us: int) -> Sample | None:
        """Return the next sample that is due and still fresh, or None."""
        ...  # pragma: no cover

    def next_due_us(self) -> int | None:
        """Return when `take` is worth calling, or None if nothing waits."""
        ...  # pragma: no cover

    def __len__(self) -> int: ...


class SlotMailbox:
    """The newest sample of each topic (or of each key): modes `latest` and `keyed`."""

    def __init__(self, drops: DropCounts, interval_us: int) -> None:
        self._drops = drops
        self._interval_us = interval_us
        self._slots: OrderedDict[Hashable, tuple[Sample, Bounds]] = OrderedDict()
        self._due_us: dict[Hashable, int] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Keep `sample` as the newest of its topic."""
        self.put_under(sample.topic, sample, bounds)

    def put_under(self, key: Hashable, sample: Sample, bounds: Bounds) -> None:
        """Keep `sample` as the newest under `key`."""
        if key in self._slots:
            self._drops.add(DropReason.REPLACED)
        elif len(self._slots) >= bounds.depth:
            self._slots.popitem(last=False)
            self._drops.add(DropReason.COUNT)
        self._slots[key] = (sample, bounds)

    def take(self, now_us: int) -> Sample | None:
        """Return the sample that has waited longest among those that are due."""
        for key in list(self._slots):
            if self._due_us.get(key, 0) > now_us:
                continue
            sample, bounds = self._slots.pop(key)
            if bounds.is_stale(sample, now_us):
                self._drops.add(DropReason.AGE)
                continue
            if self._interval_us:
                self._pace(key, now_us)
            return sample
        return None

    def _pace(self, key: Hashable, now_us: int) -> None:
        # Due times follow one another, so that a late turn does not lower the rate;
        # after a pause they start from now, so that it is not made up for in a burst.
        due = self._due_us.get(key, 0) + self._interval_us
        self._due_us[key] = due if due > now_us else now_us + self._interval_us

    def next_due_us(self) -> int | None:
        """Return when the first waiting sample may go."""
        if not self._slots:
            return None
        return min(self._due_us.get(key, 0) for key in self._slots)


class KeyedMailbox(SlotMailbox):
    """A slot per topic and key. A value with a list of keyed items is taken apart."""

    def __init__(self, drops: DropCounts, interval_us: int, key: str | None) -> None:
        super().__init__(drops, interval_us)
        self._key = key

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Keep each keyed part of `sample` as the newest of its key."""
        field = self._key or sample.spec.key_field
        for key, part in split_by_key(sample, field):
            self.put_under((sample.topic, key), part, bounds)


def split_by_key(sample: Sample, field: str | None) -> tuple[tuple[Hashable, Sample], ...]:
    """Return `sample` as (key, sample) pairs, the same objects for every reader.

    A value that has `field` is one pair. A value whose first tuple field holds items
    with `field` gives one pair per item, and one with key None when there is no item.
    """
    value = sample.value
    if field is None or value is None:
        return ((None, sample),)
    return sample.memo.get(("split", field), lambda: _split(sample, value, field))


def _split(
    sample: Sample, value: msgspec.Struct, field: str
) -> tuple[tuple[Hashable, Sample], ...]:
    if field in value.__struct_fields__:
        return ((getattr(value, field), sample),)
    for name in value.__struct_fields__:
        items = getattr(value, name)
        if not isinstance(items, tuple):
            continue
        keyed = [item for item in items if isinstance(item, msgspec.Struct)]
        if items and (len(keyed) != len(items) or field not in keyed[0].__struct_fields__):
            continue
        return tuple(
            (getattr(item, field), _with_items(sample, value, name, (item,))) for item in keyed
        ) or ((None, sample),)
    return ((None, sample),)


def _with_items(
    sample: Sample, value: msgspec.Struct, name: str, items: tuple[msgspec.Struct, ...]
) -> Sample:
    part = msgspec.structs.replace(value, **{name: items})
    return msgspec.structs.replace(sample, value=part, memo=type(sample.memo)())


class RingMailbox:
    """The newest `depth` samples of each topic; topics take turns."""

    def __init__(self, drops: DropCounts, interval_us: int) -> None:
        self._drops = drops
        self._gate = RateGate(interval_us)
        self._queues: OrderedDict[str, deque[tuple[Sample, Bounds]]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Append to the topic's ring; the oldest leaves a full one."""
        if not self._gate.admits(sample.topic, now_us):
            self._drops.add(DropReason.RATE)
            return
        # Depth is counted per topic. One shared ring would let a fast camera push every
        # sample of a slow one out before it is read.
        queue = self._queues.setdefault(sample.topic, deque())
        while len(queue) >= bounds.depth:
            queue.popleft()
            self._drops.add(DropReason.COUNT)
        queue.append((sample, bounds))

    def take(self, now_us: int) -> Sample | None:
        """Return the oldest fresh sample of the topic whose turn it is."""
        while self._queues:
            topic, queue = self._queues.popitem(last=False)
            sample, bounds = queue.popleft()
            if queue:
                self._queues[topic] = queue  # Back of the line.
            if not bounds.is_stale(sample, now_us):
                return sample
            self._drops.add(DropReason.AGE)
        return None

    def next_due_us(self) -> int | None:
        """Return 0 when anything waits."""
        return 0 if self._queues else None


class QueueMailbox:
    """Every sample in order, up to the bounds; what is lost is reported as a gap."""

    def __init__(self, drops: DropCounts, interval_us: int) -> None:
        self._drops = drops
        self._gate = RateGate(interval_us)
        self._queue: deque[tuple[Sample, Bounds]] = deque()
        self._bytes = 0
        self._gaps: dict[str, Gap] = {}

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Append; the oldest leave until age, bytes and count are within the bounds."""
        if not self._gate.admits(sample.topic, now_us):
            self._drops.add(DropReason.RATE)
            return
        self._queue.append((sample, bounds))
        self._bytes += sample.size_bytes
        while self._queue and (reason := self._excess(bounds, now_us)):
            self._lose(reason)

    def _excess(self, bounds: Bounds, now_us: int) -> DropReason | None:
        oldest, its_bounds = self._queue[0]
        if its_bounds.is_stale(oldest, now_us):
            return DropReason.AGE
        if self._bytes > bounds.max_bytes and len(self._queue) > 1:
            return DropReason.BYTES
        return DropReason.COUNT if len(self._queue) > bounds.depth else None

    def _lose(self, reason: DropReason) -> None:
        sample, _ = self._queue.popleft()
        self._bytes -= sample.size_bytes
        self._drops.add(reason)
        known = self._gaps.get(sample.topic)
        first = known.from_seq if known else sample.seq
        self._gaps[sample.topic] = Gap(sample.topic, first, sample.seq, reason)

    def take(self, now_us: int) -> Sample | None:
        """Return the oldest sample that is still fresh."""
        while self._queue:
            sample, bounds = self._queue[0]
            if bounds.is_stale(sample, now_us):
                self._lose(DropReason.AGE)
                continue
            self._queue.popleft()
            self._bytes -= sample.size_bytes
            return sample
        return None

    def take_gaps(self) -> list[Gap]:
        """Return the gaps since the last call."""
        gaps = list(self._gaps.values())
        self._gaps.clear()
        return gaps

    def next_due_us(self) -> int | None:
        """Return 0 when anything waits."""
        return 0 if self._queue else None


class RateGate:
    """Lets one sample of each topic pass per interval; the others are too many."""

    def __init__(self, interval_us: int) -> None:
        self._interval_us = interval_us
        self._due_us: dict[str, int] = {}

    def admits(self, topic: str, now_us: int) -> bool:
        """Tell whether a sample of `topic` may pass now, and remember that it did."""
        if not self._interval_us:
            return True
        due = self._due_us.get(topic, 0)
        if now_us < due:
            return False
        self._due_us[topic] = max(due + self._interval_us, now_us + self._interval_us // 2)
        return True
