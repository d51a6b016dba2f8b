"""A sample as a subscriber gets it."""

from dataclasses import dataclass, field

from bridge.model.sample import FLAG_KEY_FRAME, FLAG_RETAINED, Hop
from bridge.model.topics import TopicKind
from bridge.wire.values import Value


@dataclass(frozen=True, slots=True)
class ReceivedSample:
    """One value or payload. All times are on the bridge's clock but `device_us`.

    `value` is None for media, `payload` empty for values. `schema` is `name@major`.
    `bundle` is equal for the samples of one picture in mode `sync`.
    """

    topic: str
    kind: TopicKind
    schema: str
    seq: int
    captured_us: int
    received_us: int
    arrived_us: int
    flags: int = 0
    value: Value | None = None
    payload: bytes = field(default=b"", repr=False)
    frame_seq: int | None = None
    device_us: int | None = None
    bundle: int | None = None
    hops: tuple[Hop, ...] = ()
    sub: int = 0

    @property
    def age_us(self) -> int:
        """How old the fact was when it arrived here."""
        return max(0, self.arrived_us - self.captured_us)

    @property
    def is_key_frame(self) -> bool:
        """True when a decoder may start here."""
        return bool(self.flags & FLAG_KEY_FRAME)

    @property
    def is_retained(self) -> bool:
        """True for the last known value, given because the subscription is new."""
        return bool(self.flags & FLAG_RETAINED)
