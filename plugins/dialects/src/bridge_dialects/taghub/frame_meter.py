"""How evenly a camera's pictures come, computed from the pictures themselves.

Knows: times, sizes. Does not know: topics, routes, JPEG.

- interval: from one picture to the next, of the last 20;
- fps: of the last 10 pictures; 0 when the camera has fallen silent;
- target: what the camera was told to keep, else the median interval;
- jitter: the standard deviation of the intervals;
- efficiency: how near the actual rate comes to the target, 0 to 100;
- dropped: pictures that the target promised and that did not come;
- processing: from the moment a picture was received to the moment it was published.
"""

import statistics
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

KEPT = 20
FPS_PICTURES = 10
SILENT_US = 10_000_000
SILENT_INTERVALS = 3
WAITING = "WAITING_FOR_DATA"


@dataclass(frozen=True, slots=True)
class VideoNumbers:
    """What is known of a camera's pictures. Times in seconds, processing in milliseconds."""

    intervals_s: tuple[float, ...] = ()
    sizes: tuple[int, ...] = ()
    processing_ms: tuple[float, ...] = ()
    total: int = 0
    dropped: int = 0
    fps: float = 0.0
    target_s: float = 0.0

    @property
    def avg_interval_s(self) -> float:
        """The mean interval, or 0 before there are two pictures."""
        return statistics.fmean(self.intervals_s) if self.intervals_s else 0.0

    @property
    def jitter_s(self) -> float:
        """How much the intervals scatter."""
        return statistics.pstdev(self.intervals_s) if self.intervals_s else 0.0

    @property
    def avg_fps(self) -> float:
        """The mean rate."""
        return rate_of(self.avg_interval_s)

    @property
    def efficiency(self) -> float:
        """How near the rate comes to the target."""
        if not self.avg_interval_s:
            return 0.0
        return min(100.0, 100 * self.target_s / self.avg_interval_s)

    @property
    def avg_processing_ms(self) -> float:
        """The bridge's own share of a picture's age."""
        return statistics.fmean(self.processing_ms) if self.processing_ms else 0.0

    @property
    def recommendation(self) -> str:
        """What to do about it, one word first."""
        if not self.intervals_s:
            return WAITING
        return recommend(self)


def rate_of(interval_s: float) -> float:
    """Return the rate that belongs to an interval; 0 for none."""
    return 1 / interval_s if interval_s > 0 else 0.0


def recommend(numbers: VideoNumbers) -> str:
    """Return what the numbers suggest."""
    unsteady = numbers.jitter_s > 0.5 * numbers.target_s
    if not numbers.fps:
        return "SILENT - No picture for a while: check the camera's power and Wi-Fi"
    if numbers.efficiency > 95 and not unsteady:
        return "OPTIMAL - Pictures come as evenly as they should"
    if numbers.efficiency > 85 and not unsteady:
        return "GOOD - Slightly below the target rate"
    if numbers.avg_processing_ms > 50:
        return "SLOW - The bridge is busy: close viewers or switch off what you do not need"
    if unsteady:
        return "UNSTABLE - Intervals vary much: improve the Wi-Fi, or ask for fewer pictures"
    return "POOR - The camera does not keep its rate: ask for fewer or smaller pictures"


class FrameMeter:
    """The last pictures of one camera."""

    def __init__(self) -> None:
        self._at_us: deque[int] = deque(maxlen=KEPT + 1)
        self._sizes: deque[int] = deque(maxlen=KEPT)
        self._processing_ms: deque[float] = deque(maxlen=KEPT)
        self._total = 0
        self._dropped = 0
        self.told_interval_us = 0  # What the camera was told to keep; 0 for nothing.

    def note(self, received_us: int, size_bytes: int, processing_us: int) -> None:
        """Take note of a picture."""
        if self._at_us:
            self._dropped += self._missing(received_us - self._at_us[-1])
        self._at_us.append(received_us)
        self._sizes.append(size_bytes)
        self._processing_ms.append(processing_us / 1000)
        self._total += 1

    def _missing(self, interval_us: int) -> int:
        """Return how many pictures should have come in an interval and did not."""
        target_us = self._target_us()
        if target_us <= 0 or len(self._at_us) < 3:
            return 0
        # A camera that was away was not dropping pictures.
        return 0 if interval_us > SILENT_US else max(0, round(interval_us / target_us) - 1)

    def _target_us(self) -> float:
        if self.told_interval_us:
            return self.told_interval_us
        intervals = [late - early for early, late in pairwise(self._at_us)]
        return statistics.median(intervals) if intervals else 0.0

    def numbers(self, now_us: int) -> VideoNumbers:
        """Return what is known at the moment."""
        times = tuple(self._at_us)
        return VideoNumbers(
            intervals_s=tuple((late - early) / 1e6 for early, late in pairwise(times)),
            sizes=tuple(self._sizes),
            processing_ms=tuple(self._processing_ms),
            total=self._total,
            dropped=self._dropped,
            fps=self._fps(now_us),
            target_s=self._target_us() / 1e6,
        )

    def _fps(self, now_us: int) -> float:
        recent = list(self._at_us)[-FPS_PICTURES:]
        if len(recent) < 2 or recent[-1] <= recent[0]:
            return 0.0
        patience_us = max(SILENT_US, SILENT_INTERVALS * self._target_us())
        if now_us - recent[-1] > patience_us:
            return 0.0
        return (len(recent) - 1) * 1e6 / (recent[-1] - recent[0])
