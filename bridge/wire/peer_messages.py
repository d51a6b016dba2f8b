"""Control messages that a peer sends to the bridge (docs/protocol.md)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw

from bridge.model.delivery import DEFAULT_DEPTH, DEFAULT_MAX_BYTES
from bridge.model.sample import Hop
from bridge.model.values import DeviceFeature
from bridge.wire.constants import (
    MAX_ARGUMENTS,
    MAX_CHANNELS,
    MAX_FEATURES,
    MAX_HOPS,
    MAX_PATTERNS,
    RoleName,
)
from bridge.wire.fields import (
    CallId,
    Count,
    DisplayName,
    Handle,
    Id,
    Integer,
    KeyText,
    LongText,
    Micros,
    ModeName,
    Nonce,
    ProofText,
    Rate,
    Scalar,
    ShortText,
    TopicText,
)


class PeerMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    """Any control message of a peer."""


class Hello(PeerMessage, frozen=True, kw_only=True, tag="hello"):
    """The first message: who the peer is. §4.1."""

    role: RoleName
    id: Id | None = None
    name: DisplayName | None = None
    nonce: Nonce | None = None
    key: KeyText | None = None
    sdk: ShortText = ""
    boot: ShortText = ""
    features: Annotated[tuple[DeviceFeature, ...], Meta(max_length=MAX_FEATURES)] = ()


class Proof(PeerMessage, frozen=True, kw_only=True, tag="proof"):
    """The answer to a challenge. §4.2."""

    proof: ProofText


class ClockEstimate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a peer believes of its clock. §5."""

    state: Literal["unsynced", "coarse", "locked", "holdover"]
    offset_us: Integer = 0
    error_us: Count = 0
    drift_ppm: float = 0.0
    samples: Count = 0


class Sync(PeerMessage, frozen=True, kw_only=True, tag="sync"):
    """Half of a time exchange, perhaps with the estimate so far. §5."""

    t0: Micros
    clock: ClockEstimate | None = None


class ClockReport(PeerMessage, frozen=True, kw_only=True, tag="clock"):
    """The estimate without an exchange. §5."""

    clock: ClockEstimate


class ChannelOffer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One channel that a peer wants to publish on. §6.1."""

    channel: Handle
    topic: TopicText
    schema: ShortText | None = None


class Advertise(PeerMessage, frozen=True, kw_only=True, tag="advertise"):
    """What the peer will publish. §6.1."""

    channels: Annotated[tuple[ChannelOffer, ...], Meta(min_length=1, max_length=MAX_CHANNELS)]


class Unadvertise(PeerMessage, frozen=True, kw_only=True, tag="unadvertise"):
    """What it will no longer publish. §6.1."""

    channels: Annotated[tuple[Handle, ...], Meta(min_length=1, max_length=MAX_CHANNELS)]


class Subscribe(PeerMessage, frozen=True, kw_only=True, tag="subscribe"):
    """Begin or replace a subscription. §7.1."""

    sub: Handle
    topics: Annotated[tuple[TopicText, ...], Meta(min_length=1, max_length=MAX_PATTERNS)]
    mode: ModeName = "latest"
    hz: Rate = 0.0
    max_age_ms: Annotated[int, Meta(ge=1, le=3_600_000)] | None = None
    max_bytes: Annotated[int, Meta(ge=1, le=64 * 1024 * 1024)] = DEFAULT_MAX_BYTES
    depth: Annotated[int, Meta(ge=1, le=4096)] = DEFAULT_DEPTH
    key: ShortText | None = None
    timeout_ms: Annotated[int, Meta(ge=1, le=10_000)] = 200
    fields: Annotated[tuple[ShortText, ...], Meta(max_length=64)] = ()


class Unsubscribe(PeerMessage, frozen=True, kw_only=True, tag="unsubscribe"):
    """End a subscription. §7.1."""

    sub: Handle


class KeyFrameWish(PeerMessage, frozen=True, kw_only=True, tag="key_frame"):
    """Ask an encoder for a key frame. §7.1."""

    topic: TopicText


class SampleText(PeerMessage, frozen=True, kw_only=True, tag="sample"):
    """A value as text, by channel or by topic. §8.3."""

    value: Raw
    channel: Handle | None = None
    topic: TopicText | None = None
    seq: Count = 0
    captured_us: Micros | None = None
    device_us: Micros | None = None
    frame_seq: Count | None = None
    flags: Count = 0
    hops: Annotated[tuple[Hop, ...], Meta(max_length=MAX_HOPS)] = ()


class CallRequest(PeerMessage, frozen=True, kw_only=True, tag="call"):
    """Ask a device to do something. §9.1."""

    id: CallId
    target: ShortText
    method: Annotated[str, Meta(min_length=1, max_length=64)]
    args: Annotated[dict[ShortText, Scalar], Meta(max_length=MAX_ARGUMENTS)] = {}
    deadline_ms: Annotated[int, Meta(ge=1, le=60_000)] = 5000
    dedupe: ShortText | None = None


class DeviceAck(PeerMessage, frozen=True, kw_only=True, tag="ack"):
    """What a device made of a call. §9.2."""

    id: CallId
    stage: Literal["applied", "rejected"]
    code: ShortText = ""
    text: LongText = ""
    value: Scalar = None


PeerControl = (
    Hello
    | Proof
    | Sync
    | ClockReport
    | Advertise
    | Unadvertise
    | Subscribe
    | Unsubscribe
    | KeyFrameWish
    | SampleText
    | CallRequest
    | DeviceAck
)
