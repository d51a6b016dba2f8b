"""Control messages that the bridge sends to a peer (docs/protocol.md).

Peers read them tolerantly: what a later minor version adds is ignored.
"""

import msgspec
from msgspec import Raw

from bridge.model.sample import Hop
from bridge.wire.constants import (
    IDLE_TIMEOUT_US,
    MAX_MESSAGE_BYTES,
    MAX_SUBSCRIPTIONS,
    MAX_TEXT_BYTES,
    PROTOCOL_VERSION,
)
from bridge.wire.fields import (
    CallId,
    Count,
    Handle,
    Integer,
    KindName,
    Level,
    Micros,
    Nonce,
    ProofText,
    Rate,
    Scalar,
    StageName,
)


class BridgeMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    """Any control message of the bridge."""


class Challenge(BridgeMessage, frozen=True, kw_only=True, tag="challenge"):
    """Prove who you are. §4.2."""

    nonce: Nonce
    method: str


class ServerName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which bridge this is; `boot` changes whenever its clock begins anew."""

    name: str
    version: str
    boot: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a peer may do."""

    max_message_bytes: Count = MAX_MESSAGE_BYTES
    max_text_bytes: Count = MAX_TEXT_BYTES
    max_subscriptions: Count = MAX_SUBSCRIPTIONS
    idle_timeout_us: Micros = IDLE_TIMEOUT_US


class Welcome(BridgeMessage, frozen=True, kw_only=True, tag="welcome"):
    """The peer is admitted. §4.3."""

    session: str
    id: str
    role: str
    server: ServerName
    now_us: Micros
    wall_us: Micros
    # Always written, although most welcomes say the same.
    protocol: str
    limits: Limits
    capabilities: tuple[str, ...] = ()
    proof: ProofText | None = None

    @property
    def is_compatible(self) -> bool:
        """True when the major version is ours."""
        return self.protocol.partition(".")[0] == PROTOCOL_VERSION.partition(".")[0]


class SyncReply(BridgeMessage, frozen=True, kw_only=True, tag="sync"):
    """The other half of a time exchange. §5."""

    t0: Micros
    t1: Micros
    t2: Micros


class ChannelGrant(msgspec.Struct, frozen=True, kw_only=True):
    """A channel that the peer may use now."""

    channel: Handle
    topic: str
    schema: str


class Advertised(BridgeMessage, frozen=True, kw_only=True, tag="advertised"):
    """Which channels were accepted. §6.1."""

    channels: tuple[ChannelGrant, ...]


class InterestChange(BridgeMessage, frozen=True, kw_only=True, tag="interest"):
    """How many read a topic of this publisher. §6.3."""

    topic: str
    subscribers: Count
    max_hz: Rate


class SlowDown(BridgeMessage, frozen=True, kw_only=True, tag="slow_down"):
    """Send less. §6.3."""

    fps: Rate | None = None
    quality: Count | None = None
    reason: str = ""


class TopicEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A topic that a subscription covers. §7.2."""

    topic: str
    number: Count
    kind: KindName
    schema: str
    urls: dict[str, str] = {}


class Subscribed(BridgeMessage, frozen=True, kw_only=True, tag="subscribed"):
    """A subscription stands. §7.2."""

    sub: Handle
    topics: tuple[TopicEntry, ...]


class TopicsAdded(BridgeMessage, frozen=True, kw_only=True, tag="topics"):
    """More topics that a subscription covers. §7.2."""

    sub: Handle
    topics: tuple[TopicEntry, ...]


class Drops(BridgeMessage, frozen=True, kw_only=True, tag="drops"):
    """Totals of what a subscription lost, by reason. §7.3."""

    sub: Handle
    dropped: dict[str, Count]


class GapNotice(BridgeMessage, frozen=True, kw_only=True, tag="gap"):
    """Which samples are missing in mode `all`. §7.3."""

    sub: Handle
    topic: str
    from_seq: Count
    to_seq: Count
    reason: str


class SampleOut(BridgeMessage, frozen=True, kw_only=True, tag="sample"):
    """A value as text. §8.3."""

    sub: Handle
    topic: str
    seq: Count
    captured_us: Micros
    received_us: Micros
    value: Raw
    flags: Count = 0
    device_us: Micros | None = None
    frame_seq: Count | None = None
    bundle: Count | None = None
    hops: tuple[Hop, ...] = ()


class DeviceCall(BridgeMessage, frozen=True, kw_only=True, tag="call"):
    """Do something. §9.2."""

    id: CallId
    method: str
    args: dict[str, Scalar]
    deadline_ms: Count


class CallAck(BridgeMessage, frozen=True, kw_only=True, tag="ack"):
    """What became of a call. §9.1."""

    id: CallId
    stage: StageName
    at_us: Micros
    code: str = ""
    text: str = ""
    value: Scalar = None


class Status(BridgeMessage, frozen=True, kw_only=True, tag="status"):
    """Something that the peer's people should know. §9.4."""

    level: Level
    code: str
    text: str
    hint: str = ""
    ref: str = ""


class Bye(BridgeMessage, frozen=True, kw_only=True, tag="bye"):
    """The bridge closes, and not because of the peer. §9.4."""

    code: Integer
    reason: str
    retry_after_ms: Count = 0


class IngestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a POST of one sample gets. §11.1."""

    seq: Count
    received_us: Micros
    sent_us: Micros
    now_us: Micros
    commands: tuple[DeviceCall, ...] = ()
    interest: tuple[InterestChange, ...] = ()


BridgeControl = (
    Challenge
    | Welcome
    | SyncReply
    | Advertised
    | InterestChange
    | SlowDown
    | Subscribed
    | TopicsAdded
    | Drops
    | GapNotice
    | SampleOut
    | DeviceCall
    | CallAck
    | Status
    | Bye
)


class ControlAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a POST of control messages gets. §11.1."""

    received_us: Micros
    sent_us: Micros
    now_us: Micros
    replies: tuple[Raw, ...] = ()  # Control messages of the bridge.
    commands: tuple[DeviceCall, ...] = ()
    interest: tuple[InterestChange, ...] = ()
