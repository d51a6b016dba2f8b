"""What waits for the disk: bounded, and clear about what it had to leave out.

Knows: samples and their sizes. Does not know: files, threads, the hub.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.api import DropReason, Media, Sample

# What a value counts as: an upper bound of what it holds in memory, not of its JSON.
VALUE_BYTES = 1024
# A source needs a moment to make a key frame; asking more often makes it no faster.
KEY_FRAME_PAUSE_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples of one topic that are missing from a recording, both ends included."""

    topic: str
    reason: DropReason
    count: int
    from_seq: int
    to_seq: int
    from_us: int
    to_us: int


Entry = Sample | Gap


@dataclass(slots=True)
class _Hole:
    """A gap that is still open."""

    reason: DropReason
    first: Sample
    last: Sample
    count: int = 1
    asked_us: int | None = None

    def close(self) -> Gap:
        return Gap(
            self.first.topic,
            self.reason,
            self.count,
            self.first.seq,
            self.last.seq,
            self.first.captured_us,
            self.last.captured_us,
        )


@dataclass(slots=True)
class Backlog:
    """Samples on their way to a file.

    When the disk falls behind by `max_bytes` or `max_age_us`, pictures are left out until
    there is room again (H.264 until the next key frame, which `request_key_frame` asks
    for). Values go on until twice the bytes: poses are small, and the reason why most
    people record. Every sample is written, or counted and part of a gap.
    """

    max_bytes: int
    max_age_us: int
    request_key_frame: Callable[[str], None]
    dropped: dict[DropReason, int] = field(default_factory=dict)
    _entries: list[Entry] = field(default_factory=list)
    _holes: dict[str, _Hole] = field(default_factory=dict)
    _waiting_bytes: int = 0
    _oldest_us: int | None = None
    _in_flight_bytes: int = 0
    _in_flight_us: int | None = None

    def offer(self, sample: Sample, now_us: int) -> DropReason | None:
        """Take a sample, or leave it out and say why. Never waits and never fails."""
        size = sample.size_bytes or VALUE_BYTES
        hole = self._holes.get(sample.topic)
        reason = self._excess(sample, size, now_us)
        if reason is None and hole is not None and not self._may_resume(sample, hole, now_us):
            reason = DropReason.KEY_FRAME
        if reason is not None:
            self._leave_out(sample, hole, reason)
            return reason
        if hole is not None:
            self._entries.append(self._holes.pop(sample.topic).close())
        self._entries.append(sample)
        self._waiting_bytes += size
        if self._oldest_us is None:
            self._oldest_us = now_us
        return None

    def _excess(self, sample: Sample, size: int, now_us: int) -> DropReason | None:
        bytes_after = self._waiting_bytes + self._in_flight_bytes + size
        if sample.spec.media is None:
            return DropReason.BYTES if bytes_after > 2 * self.max_bytes else None
        if bytes_after > self.max_bytes:
            return DropReason.BYTES
        oldest_us = self._in_flight_us if self._in_flight_us is not None else self._oldest_us
        is_late = oldest_us is not None and now_us - oldest_us > self.max_age_us
        return DropReason.AGE if is_late else None

    def _may_resume(self, sample: Sample, hole: _Hole, now_us: int) -> bool:
        if sample.spec.media is not Media.H264 or sample.is_key_frame:
            return True
        if hole.asked_us is None or now_us - hole.asked_us >= KEY_FRAME_PAUSE_US:
            hole.asked_us = now_us
            self.request_key_frame(sample.topic)
        return False

    def _leave_out(self, sample: Sample, hole: _Hole | None, reason: DropReason) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1
        if hole is None:
            self._holes[sample.topic] = _Hole(reason, sample, sample)
        else:
            hole.last = sample
            hole.count += 1

    def take(self) -> list[Entry]:
        """Return what waits; it counts as waiting until `written` is called."""
        taken, self._entries = self._entries, []
        self._in_flight_bytes, self._waiting_bytes = self._waiting_bytes, 0
        self._in_flight_us, self._oldest_us = self._oldest_us, None
        return taken

    def written(self) -> None:
        """Say that what was taken is in the file."""
        self._in_flight_bytes, self._in_flight_us = 0, None

    def close(self) -> list[Entry]:
        """Return what waits and the gaps that are still open; the backlog is empty then."""
        taken = self.take()
        self.written()
        taken.extend(hole.close() for hole in self._holes.values())
        self._holes.clear()
        return taken

    def give_up(self, entries: list[Entry]) -> None:
        """Count entries that could not be written after all."""
        lost = sum(isinstance(entry, Sample) for entry in entries)
        if lost:
            self.dropped[DropReason.CLOSED] = self.dropped.get(DropReason.CLOSED, 0) + lost
