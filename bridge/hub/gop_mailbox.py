"""Where H.264 waits: a decoder needs every access unit since the last key frame.

So nothing is dropped from the middle. When the reader is too slow, all that waits goes,
and what arrives before the next key frame as well; the source is asked for one.
"""

from collections import deque
from collections.abc import Callable

import msgspec

from bridge.hub.drops import DropCounts
from bridge.hub.mailboxes import Bounds
from bridge.model.delivery import DropReason
from bridge.model.sample import FLAG_DISCONTINUITY, Sample


class GopMailbox:
    """Access units of any number of topics, each decodable from its first one on."""

    def __init__(self, drops: DropCounts, request_key_frame: Callable[[str], None]) -> None:
        self._drops = drops
        self._request_key_frame = request_key_frame
        self._queue: deque[tuple[Sample, Bounds]] = deque()
        self._bytes = 0
        self._decodable: set[str] = set()  # Topics whose reader has a key frame.
        self._broken: set[str] = set()  # Topics that lost samples since they began.

    def __len__(self) -> int:
        return len(self._queue)

    def admit(self, sample: Sample) -> Sample | None:
        """Return `sample` as the reader should see it, or None if it cannot be decoded."""
        if sample.topic in self._decodable:
            return sample
        if not sample.is_key_frame:
            self._drops.add(DropReason.KEY_FRAME)
            self._request_key_frame(sample.topic)
            return None
        self._decodable.add(sample.topic)
        if sample.topic not in self._broken:
            return sample
        self._broken.discard(sample.topic)
        return sample.memo.get("after loss", lambda: _after_loss(sample))

    def put(self, sample: Sample, bounds: Bounds, now_us: int) -> None:
        """Take an admitted sample; the topic starts afresh when it no longer fits."""
        self._queue.append((sample, bounds))
        self._bytes += sample.size_bytes
        reason = self._excess(bounds, now_us)
        if reason is not None:
            self._start_afresh(reason, sample if sample.is_key_frame else None, bounds)

    def _excess(self, bounds: Bounds, now_us: int) -> DropReason | None:
        oldest, its_bounds = self._queue[0]
        if its_bounds.is_stale(oldest, now_us):
            return DropReason.AGE
        if self._bytes > bounds.max_bytes and len(self._queue) > 1:
            return DropReason.BYTES
        return DropReason.COUNT if len(self._queue) > bounds.depth else None

    def _start_afresh(self, reason: DropReason, keep: Sample | None, bounds: Bounds) -> None:
        """Drop all that waits but `keep`, a key frame that the reader can start with."""
        lost = [sample for sample, _ in self._queue if sample is not keep]
        self._queue.clear()
        self._bytes = 0
        self._drops.add(reason, len(lost))
        for topic in {sample.topic for sample in lost}:
            self._decodable.discard(topic)
            self._broken.add(topic)
            self._request_key_frame(topic)
        if keep is not None:
            self._queue.append((self.admit(keep) or keep, bounds))
            self._bytes = keep.size_bytes

    def take(self, now_us: int) -> Sample | None:
        """Return the oldest access unit; a stale one makes its topic start afresh."""
        if self._queue and self._queue[0][1].is_stale(self._queue[0][0], now_us):
            newest, bounds = self._queue[-1]
            is_start = newest.is_key_frame and not bounds.is_stale(newest, now_us)
            self._start_afresh(DropReason.AGE, newest if is_start else None, bounds)
        if not self._queue:
            return None
        sample, _ = self._queue.popleft()
        self._bytes -= sample.size_bytes
        return sample

    def next_due_us(self) -> int | None:
        """Return 0 when anything waits."""
        return 0 if self._queue else None


def _after_loss(sample: Sample) -> Sample:
    flags = sample.flags | FLAG_DISCONTINUITY
    return msgspec.structs.replace(sample, flags=flags, memo=type(sample.memo)())
