"""One fact on a topic, with its times."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

import msgspec

from bridge.model.topics import TopicSpec

T = TypeVar("T")

FLAG_KEY_FRAME = 1  # A decoder may start here.
FLAG_DISCONTINUITY = 2  # Samples before this one are missing.
FLAG_RETAINED = 4  # The last known value, sent because the subscriber is new.
FLAG_LATE = 8  # Older than the topic's max_age_us when it was published.
FLAG_PREDICTED = 16  # Extrapolated, not observed.


class Memo:
    """Work that the readers of one sample share: done by the first, seen by all.

    An encoded message or a decoded picture is made at most once, whichever thread asks
    first; the others wait for it.
    """

    __slots__ = ("_lock", "_results")

    def __init__(self) -> None:
        self._lock = Lock()
        self._results: dict[Hashable, object] = {}

    def peek(self, key: Hashable) -> object | None:
        """Return what has been made under `key`, or None. Never waits."""
        return self._results.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returns, calling it only if nobody has.

        An exception of `make` reaches its caller and is not kept.
        """
        found = self._results.get(key)
        if found is None:
            with self._lock:
                found = self._results.get(key)
                if found is None:
                    found = self._results[key] = make()
        return cast("T", found)


class Hop(msgspec.Struct, frozen=True, array_like=True):
    """When a sample passed one place on its way, on the bridge's clock."""

    name: str
    at_us: int


class Sample(msgspec.Struct, frozen=True, eq=False):
    """One value or payload on a topic. Shared by every reader, so never changed.

    `captured_us` (when the world was so) and `received_us` (when the bridge learned of
    it) are on the bridge's monotonic clock; `device_us` is the device's own, uncorrected.
    Exactly one of `value` (an instance of the topic's schema) and `payload` (media bytes)
    is set. `frame_seq` names the picture that a derived sample was made from.
    """

    topic: str
    spec: TopicSpec
    seq: int
    captured_us: int
    received_us: int
    value: msgspec.Struct | None = None
    payload: bytes = b""
    flags: int = 0
    device_us: int | None = None
    frame_seq: int | None = None
    hops: tuple[Hop, ...] = ()
    memo: Memo = msgspec.field(default_factory=Memo)

    @property
    def is_key_frame(self) -> bool:
        """True when a decoder may start at this sample (every JPEG, or an IDR)."""
        return bool(self.flags & FLAG_KEY_FRAME)

    @property
    def size_bytes(self) -> int:
        """Payload bytes; 0 for a value, whose size depends on its encoding."""
        return len(self.payload)

    def value_as(self, schema: type[T]) -> T:
        """Return the value, known to be a `schema`; TypeError if it is not."""
        if not isinstance(self.value, schema):
            found = type(self.value).__name__
            raise TypeError(f"sample of {self.topic!r} holds {found}, not {schema.__name__}")
        return self.value
