"""What a virtual camera counts about itself."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

# Enough for a percentile, few enough to show what is so now.
_KEPT_SENDS = 128

LinkState = Literal["off", "connecting", "idle", "sending", "stalled"]


@dataclass(slots=True)
class CameraStatus:
    """Counters of one virtual device, over all its boots.

    A complaint is what the other side did that a real device would not stand.
    """

    id: str
    sends: str = "pictures"  # What `frames_sent` counts.
    link: LinkState = "off"
    frames_captured: int = 0
    frames_sent: int = 0
    bytes_sent: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    connects: int = 0
    reboots: int = 0
    clock_error_us: int = 0
    last_error: str = ""
    # What devices of foreign systems count besides: commands, acknowledgements, complaints.
    notes: Counter[str] = field(default_factory=Counter)
    complaints: Counter[str] = field(default_factory=Counter)
    send_us: deque[int] = field(default_factory=lambda: deque(maxlen=_KEPT_SENDS))

    def count_sent(self, size_bytes: int, took_us: int) -> None:
        """Count a picture that the link took."""
        self.frames_sent += 1
        self.bytes_sent += size_bytes
        self.send_us.append(took_us)

    def send_percentile_us(self, percent: float) -> int | None:
        """Return how long sending took for that part of the last pictures."""
        if not self.send_us:
            return None
        return round(float(np.percentile(np.asarray(self.send_us), percent)))

    def as_object(self) -> dict[str, object]:
        """Return the counters for JSON."""
        return {
            "id": self.id,
            "link": self.link,
            "frames_captured": self.frames_captured,
            "frames_sent": self.frames_sent,
            "bytes_sent": self.bytes_sent,
            "drops": dict(self.drops),
            "connects": self.connects,
            "reboots": self.reboots,
            "clock_error_us": self.clock_error_us,
            "last_error": self.last_error,
            **({"notes": dict(self.notes)} if self.notes else {}),
            **({"complaints": dict(self.complaints)} if self.complaints else {}),
        }
