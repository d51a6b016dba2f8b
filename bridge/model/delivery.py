"""How samples wait for a reader, and what happens when they wait too long."""

import enum
from dataclasses import dataclass

# Bounds of one subscription, when the topic and the subscriber say nothing else:
# media older than this is not worth a viewer's time (design: age first).
DEFAULT_MEDIA_AGE_US = 250_000
DEFAULT_STREAM_AGE_US = 100_000
DEFAULT_EVENT_AGE_US = 10_000_000
# 2 MiB is 80 VGA pictures: more than any age bound leaves, less than a phone has.
DEFAULT_MAX_BYTES = 2 * 1024 * 1024
DEFAULT_DEPTH = 256


class Mode(enum.StrEnum):
    """Which samples a subscription may lose."""

    LATEST = "latest"  # One slot per topic; the newest wins.
    KEYED = "keyed"  # One slot per topic and key; tag 5 never overwrites tag 6.
    RING = "ring"  # The newest `depth` of each topic.
    ALL = "all"  # Every one, up to the bounds; then a gap is reported.
    SYNC = "sync"  # The samples of one picture together.


class DropReason(enum.StrEnum):
    """Why a sample was discarded by policy."""

    REPLACED = "replaced"  # A newer one of the same topic or key took its slot.
    AGE = "age"
    BYTES = "bytes"
    COUNT = "count"
    RATE = "rate"  # The subscriber asked for fewer per second.
    KEY_FRAME = "key_frame"  # A decoder could not use it before the next key frame.
    INCOMPLETE = "incomplete"  # Its picture's bundle timed out.
    REFUSED = "refused"  # A gate or stage would not take it.
    CLOSED = "closed"  # Still waiting when the reader left.


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a subscriber asks for. Bounded by age first, then bytes, then count.

    `max_age_us` None means the topic's own bound. `hz` 0 means no limit. `key` overrides
    the topic's key field. `timeout_us` is how long a `sync` bundle waits for its parts.
    """

    mode: Mode = Mode.LATEST
    hz: float = 0.0
    max_age_us: int | None = None
    max_bytes: int = DEFAULT_MAX_BYTES
    depth: int = DEFAULT_DEPTH
    key: str | None = None
    timeout_us: int = 200_000

    def __post_init__(self) -> None:
        if self.hz < 0 or self.max_bytes <= 0 or not 0 < self.depth <= 4096:
            raise ValueError(
                f"delivery hz={self.hz}, max_bytes={self.max_bytes}, depth={self.depth}: "
                "expected hz ≥ 0, max_bytes > 0 and depth from 1 to 4096"
            )


LATEST = Delivery()
