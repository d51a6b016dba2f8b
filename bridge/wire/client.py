"""A peer's side of native protocol v1, for one WebSocket session.

Theory of operation. The peer speaks first (`begin`), proves its key when it has one, and
is READY with the welcome. From then on control messages of the bridge come out as they
are, samples come out with the name of their topic, and time exchanges feed `clock`.
Whatever a later bridge adds is passed over; only what is no message at all, or a bridge
that cannot prove that it knows our key, ends the session.
"""

import enum
import hmac

from bridge.model.errors import LocalProtocolError, RemoteProtocolError
from bridge.model.topics import TopicKind
from bridge.wire.bridge_messages import (
    Advertised,
    BridgeControl,
    Bye,
    CallAck,
    Challenge,
    DeviceCall,
    Drops,
    GapNotice,
    InterestChange,
    SampleOut,
    SlowDown,
    Status,
    Subscribed,
    SyncReply,
    TopicEntry,
    TopicsAdded,
    Welcome,
)
from bridge.wire.clocksync import ClockOffset
from bridge.wire.codec import decode_bridge_text, encode_control
from bridge.wire.constants import CLOSE_BAD_MESSAGE, CLOSE_UNAUTHENTICATED, CLOSE_VERSION
from bridge.wire.dialect import Closed, FaultFound, Message, ReplyDue
from bridge.wire.header import KIND_VALUE, decode_sample_message
from bridge.wire.peer_messages import ClockEstimate, Hello, PeerMessage, Proof, Sync
from bridge.wire.proof import METHOD, Verifier, prove, websocket_auth_message
from bridge.wire.received import ReceivedSample
from bridge.wire.values import decode_plain

# Replies that come later than this many further questions are not waited for.
_MAX_OPEN_SYNCS = 8
_FATAL = frozenset({"bad_message", "too_big", "unauthorized", "out_of_turn", "version"})

ClientEvent = (
    Advertised
    | Bye
    | CallAck
    | Closed
    | DeviceCall
    | Drops
    | FaultFound
    | GapNotice
    | InterestChange
    | ReceivedSample
    | ReplyDue
    | SlowDown
    | Status
    | Subscribed
    | SyncReply
    | TopicsAdded
    | Welcome
)


class ClientState(enum.Enum):
    """Where a peer's session is."""

    NEW = "new"  # Nothing was said.
    HELLO = "hello"  # We said hello and wait for a challenge or the welcome.
    PROOF = "proof"  # We proved our key and wait for the welcome.
    READY = "ready"
    CLOSED = "closed"


class ClientProtocol:
    """One session of a device, a game or a viewer.

    With a `key`, `hello` has a nonce and an id; without one it has neither key nor nonce,
    or a bare key. `clock` outlives the session if the caller keeps it for the next one.
    """

    def __init__(self, hello: Hello, key: str | None, clock: ClockOffset) -> None:
        if (key is None) != (hello.nonce is None) or (key and hello.id is None):
            raise LocalProtocolError("a key needs a hello with nonce and id, and the reverse")
        self._hello = hello
        self._key = key
        self._auth_message = b""
        self._topics: dict[int, TopicEntry] = {}
        self._kinds: dict[str, TopicEntry] = {}
        self._open_syncs: dict[int, None] = {}
        self.clock = clock
        self.state = ClientState.NEW

    def begin(self) -> str:
        """Return the first message."""
        if self.state is not ClientState.NEW:
            raise LocalProtocolError(f"begin in state {self.state.value}")
        self.state = ClientState.HELLO
        return encode_control(self._hello)

    def send(self, message: PeerMessage) -> str:
        """Return the text of a control message; only `Sync` may precede the welcome."""
        if self.state is not ClientState.READY and not isinstance(message, Sync):
            raise LocalProtocolError(f"send in state {self.state.value}: not admitted")
        return encode_control(message)

    def send_sync(self, now_us: int) -> str:
        """Return a question for the time; `now_us` is our own clock at this moment.

        A device adds what it believes so far.
        """
        self._open_syncs[now_us] = None
        while len(self._open_syncs) > _MAX_OPEN_SYNCS:
            del self._open_syncs[next(iter(self._open_syncs))]
        return encode_control(Sync(t0=now_us, clock=self.clock_report(now_us)))

    def clock_report(self, now_us: int) -> ClockEstimate | None:
        """Return what a device knows of its clock; None for others and before it does."""
        report = self.clock.wire_report(now_us)
        is_device = self._hello.role == "device" and self.state is ClientState.READY
        return report if is_device and report.samples else None

    def receive(self, message: Message, now_us: int) -> list[ClientEvent]:
        """Return what a message of the bridge means; `now_us` is our own clock."""
        if self.state is ClientState.CLOSED:
            return []
        try:
            if isinstance(message, bytes):
                return [self._receive_binary(message, now_us)]
            parsed = decode_bridge_text(message)
            if isinstance(parsed, tuple):
                return [self._sample_or_fault(item, now_us) for item in parsed]
            return self._receive_control(parsed, now_us)
        except RemoteProtocolError as error:
            return self._fault_events(error)

    def _fault_events(self, error: RemoteProtocolError) -> list[ClientEvent]:
        fault = FaultFound(error.code, str(error))
        if error.code not in _FATAL:
            return [fault]
        self.state = ClientState.CLOSED
        return [fault, Closed(error.close_code, str(error))]

    def _sample_or_fault(self, message: SampleOut, now_us: int) -> ClientEvent:
        try:
            return self._sample_from(message, now_us)
        except RemoteProtocolError as error:
            return FaultFound(error.code, str(error))

    def _receive_control(self, message: BridgeControl, now_us: int) -> list[ClientEvent]:
        match message:
            case Challenge():
                return [self._answer(message)]
            case Welcome():
                return [self._enter(message)]
            case SyncReply():
                return self._exchange(message, now_us)
            case SampleOut():
                return [self._sample_or_fault(message, now_us)]
            case Subscribed() | TopicsAdded():
                for entry in message.topics:
                    self._topics[entry.number] = self._kinds[entry.topic] = entry
        return [message]

    def _answer(self, challenge: Challenge) -> ReplyDue:
        hello = self._hello
        if self.state is not ClientState.HELLO or self._key is None:
            raise _fatal("out_of_turn", "a challenge that nobody asked for", CLOSE_BAD_MESSAGE)
        if challenge.method != METHOD:
            raise _fatal("unauthorized", f"unknown method {challenge.method[:40]!r}")
        self._auth_message = websocket_auth_message(
            hello.role, hello.id or "", hello.nonce or "", challenge.nonce
        )
        self.state = ClientState.PROOF
        proof = prove(self._key, self._auth_message)
        return ReplyDue(encode_control(Proof(proof=proof.hex())))

    def _enter(self, welcome: Welcome) -> Welcome:
        if self.state not in (ClientState.HELLO, ClientState.PROOF):
            raise _fatal("out_of_turn", "a second welcome", CLOSE_BAD_MESSAGE)
        if not welcome.is_compatible:
            text = f"the bridge speaks protocol {welcome.protocol[:20]!r}"
            raise _fatal("version", text, CLOSE_VERSION)
        if self._key is not None and not self._is_genuine(welcome):
            raise _fatal("unauthorized", "the bridge cannot prove that it knows this key")
        self.state = ClientState.READY
        self.clock.begin(welcome.server.boot)
        return welcome

    def _is_genuine(self, welcome: Welcome) -> bool:
        if self.state is not ClientState.PROOF or self._key is None or welcome.proof is None:
            return False
        expected = Verifier.from_key(self._key).server_proof(self._auth_message)
        return hmac.compare_digest(expected.hex(), welcome.proof)

    def _exchange(self, message: SyncReply, now_us: int) -> list[ClientEvent]:
        if message.t0 not in self._open_syncs:
            return [FaultFound("unknown_sync", f"an answer to t0 = {message.t0}")]
        del self._open_syncs[message.t0]
        self.clock.observe(message.t0, message.t1, message.t2, now_us)
        return [message]

    def _receive_binary(self, message: bytes, now_us: int) -> ClientEvent:
        header, payload = decode_sample_message(message)
        entry = self._topics.get(header.number or 0)
        if entry is None:
            return FaultFound("unknown_topic", f"a sample of topic number {header.number}")
        is_value = header.kind == KIND_VALUE
        return ReceivedSample(
            topic=entry.topic,
            kind=TopicKind(entry.kind),
            schema=entry.schema,
            seq=header.seq,
            captured_us=header.captured_us,
            received_us=header.received_us or 0,
            arrived_us=self.clock.bridge_from_own(now_us),
            flags=header.flags,
            value=decode_plain(payload, "msgpack") if is_value else None,
            payload=b"" if is_value else payload,
            frame_seq=header.frame_seq,
            device_us=header.device_us,
            bundle=header.bundle,
            hops=header.hops,
            sub=header.subscription,
        )

    def _sample_from(self, message: SampleOut, now_us: int) -> ClientEvent:
        entry = self._kinds.get(message.topic)
        if entry is None:
            return FaultFound("unknown_topic", f"a sample of {message.topic[:80]!r}")
        return ReceivedSample(
            topic=message.topic,
            kind=TopicKind(entry.kind),
            schema=entry.schema,
            seq=message.seq,
            captured_us=message.captured_us,
            received_us=message.received_us,
            arrived_us=self.clock.bridge_from_own(now_us),
            flags=message.flags,
            value=decode_plain(bytes(message.value), "json"),
            frame_seq=message.frame_seq,
            device_us=message.device_us,
            bundle=message.bundle,
            hops=message.hops,
            sub=message.sub,
        )


def _fatal(code: str, text: str, close_code: int = CLOSE_UNAUTHENTICATED) -> RemoteProtocolError:
    return RemoteProtocolError(code, text, close_code)
