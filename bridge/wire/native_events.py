"""Events that only native protocol v1 has; the rest are those of every dialect."""

from dataclasses import dataclass, field
from typing import Literal, TypeVar

import msgspec

from bridge.model.delivery import Delivery
from bridge.model.values import DeviceClock
from bridge.wire.constants import Encoding
from bridge.wire.dialect import Event, Times
from bridge.wire.peer_messages import ChannelOffer
from bridge.wire.shape import value_fault
from bridge.wire.values import decode_value

S = TypeVar("S", bound=msgspec.Struct)

SampleKind = Literal["value", "jpeg", "h264"]


@dataclass(frozen=True, slots=True)
class SampleArrived:
    """A sample on a topic that the peer may write. `lost` counts those missing before it.

    For a value, `data` is its bytes in `encoding`; for media, the payload itself.
    """

    topic: str
    kind: SampleKind
    data: bytes = field(repr=False)
    encoding: Encoding
    seq: int
    times: Times
    lost: int = 0

    def value_as(self, schema: type[S]) -> S:
        """Return the value; RemoteProtocolError `bad_value` if the schema refuses it."""
        if self.kind != "value":
            raise value_fault(f"{self.topic}: a {self.kind} payload on a topic of values")
        return decode_value(self.data, self.encoding, schema)


@dataclass(frozen=True, slots=True)
class ClockReported:
    """What a device believes of its clock."""

    clock: DeviceClock


@dataclass(frozen=True, slots=True)
class AdvertiseRequested:
    """The peer wants to publish; answer with `Advertised` and a `Status` per refusal.

    Topic names are valid and, for a device, its own.
    """

    offers: tuple[ChannelOffer, ...]


@dataclass(frozen=True, slots=True)
class ChannelsWithdrawn:
    """The peer will not publish these any more."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubscribeRequested:
    """The peer wants to read; answer with `Subscribed`, or a `Status` that refuses."""

    sub: int
    patterns: tuple[str, ...]
    delivery: Delivery
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnsubscribeRequested:
    """The peer has read enough."""

    sub: int


@dataclass(frozen=True, slots=True)
class KeyFrameRequested:
    """A decoder of the peer's needs a key frame."""

    topic: str


NativeEvent = (
    Event
    | SampleArrived
    | ClockReported
    | AdvertiseRequested
    | ChannelsWithdrawn
    | SubscribeRequested
    | UnsubscribeRequested
    | KeyFrameRequested
)
