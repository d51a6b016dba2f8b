"""Where the samples of one picture wait for each other: mode `sync`."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bridge.hub.drops import DropCounts
from bridge.hub.mailboxes import Bounds
from bridge.model.delivery import DropReason
from bridge.model.sample import Sample
from bridge.model.topics import TopicPattern

# More open pictures than this means that a part is not coming; the oldest goes.
MAX_OPEN_BUNDLES = 16

BundleKey = tuple[tuple[str, ...], int]


@dataclass(slots=True)
class _Bundle:
    first_us: int
    parts: dict[int, tuple[Sample, Bounds]] = field(default_factory=dict)


class SyncMailbox:
    """Hands out, for each picture, one sample of every pattern, one after the other.

    A picture is named by what the patterns' `*` stand for and by its frame number. It
    leaves when it is complete, or with the parts that came when `timeout_us` is over.
    """

    def __init__(
        self, drops: DropCounts, patterns: tuple[TopicPattern, ...], timeout_us: int
    ) -> None:
        self._drops = drops
        self._patterns = patterns
        self._timeout_us = timeout_us
        self._open: OrderedDict[BundleKey, _Bundle] = OrderedDict()
        self._ready: deque[tuple[Sample, Bounds]] = deque()

    def __len__(self) -> int:
        return len(self._ready) + sum(len(b.parts) for b in self._open.values())

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Take one part; the picture becomes ready with its last one."""
        number = sample.frame_seq if sample.frame_seq is not None else sample.seq
        for index, pattern in enumerate(self._patterns):
            wildcards = pattern.wildcards(sample.topic)
            if wildcards is not None:
                self._add_part((wildcards, number), index, (sample, bounds), now_us)
                return

    def _add_part(
        self, key: BundleKey, index: int, part: tuple[Sample, Bounds], now_us: int
    ) -> None:
        bundle = self._open.setdefault(key, _Bundle(now_us))
        if index in bundle.parts:
            self._drops.add(DropReason.REPLACED)
        bundle.parts[index] = part
        if len(bundle.parts) == len(self._patterns):
            self._release(key)
        elif len(self._open) > MAX_OPEN_BUNDLES:
            _, oldest = self._open.popitem(last=False)
            self._drops.add(DropReason.INCOMPLETE, len(oldest.parts))

    def _release(self, key: BundleKey) -> None:
        bundle = self._open.pop(key)
        self._ready.extend(bundle.parts[index] for index in sorted(bundle.parts))
        limit = max(part[1].depth for part in bundle.parts.values())
        while len(self._ready) > max(limit, len(bundle.parts)):
            self._ready.popleft()
            self._drops.add(DropReason.COUNT)

    def take(self, now_us: int) -> Sample | None:
        """Return the next part of a picture that is complete or has waited long enough."""
        for key, bundle in list(self._open.items()):
            if now_us - bundle.first_us < self._timeout_us:
                break
            self._release(key)
        while self._ready:
            sample, bounds = self._ready.popleft()
            if not bounds.is_stale(sample, now_us):
                return sample
            self._drops.add(DropReason.AGE)
        return None

    def next_due_us(self) -> int | None:
        """Return when the next picture is ready or times out."""
        if self._ready:
            return 0
        if not self._open:
            return None
        return next(iter(self._open.values())).first_us + self._timeout_us
