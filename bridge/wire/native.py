"""The bridge's side of native protocol v1, for one WebSocket session.

Theory of operation. The machine has five states:

    HELLO --hello--> CLAIM --admit--> READY --refuse, goodbye, fault--> CLOSED
      |                ^
      +-hello, nonce-> PROOF --proof--+

In HELLO and PROOF the peer is a stranger: small messages, few of them, and a deadline.
CLAIM lasts while the host decides; the host does so before it passes on the next
message, so that a board may send its first picture right after its hello.
`receive` never raises for what a peer sent. A fault that ends the session gives a status
to send and `Closed`; any other gives a status, if the peer was not told just now, and
`FaultFound`. What the host sends goes through `send`, because what is legal for the peer
depends on it (a channel exists once the bridge said so).
"""

import enum

from bridge.model.commands import Call
from bridge.model.errors import LocalProtocolError, RemoteProtocolError
from bridge.wire.bridge_messages import (
    Advertised,
    BridgeMessage,
    Bye,
    CallAck,
    Challenge,
    Status,
    Subscribed,
    SyncReply,
)
from bridge.wire.codec import decode_peer_text, encode_control
from bridge.wire.constants import (
    HANDSHAKE_TIMEOUT_US,
    MAX_EARLY_BYTES,
    MAX_EARLY_MESSAGES,
    MAX_MESSAGE_BYTES,
    MAX_TEXT_BYTES,
    close_code_of,
)
from bridge.wire.device_calls import device_call_from
from bridge.wire.dialect import (
    Admitted,
    Closed,
    FaultFound,
    FrameArrived,
    Message,
    ReplyDue,
)
from bridge.wire.header import JPEG_START
from bridge.wire.native_events import NativeEvent
from bridge.wire.native_hello import check_hello, claim_from, welcome_from
from bridge.wire.native_ledger import NativeLedger, refusal
from bridge.wire.native_requests import (
    clock_events,
    events_of_request,
    events_of_samples,
    reply,
    sample_refusal,
)
from bridge.wire.native_samples import sample_from_binary
from bridge.wire.peer_messages import Hello, Proof, Sync
from bridge.wire.proof import METHOD
from bridge.wire.shape import check_size

_COUNTED = frozenset({"unknown_op", "bad_field"})
_FATAL = frozenset({"bad_message", "too_big"})


class State(enum.Enum):
    """Where a session is."""

    HELLO = "hello"  # The peer has not said who it is.
    PROOF = "proof"  # It was asked to prove it.
    CLAIM = "claim"  # The host is deciding.
    READY = "ready"
    CLOSED = "closed"  # Nothing more is said or heard.


class NativeProtocol:
    """One session, hello to goodbye. Satisfies `bridge.wire.dialect.Dialect`.

    `nonce` is 32 random hexadecimal digits; `opened_us` is when the link was accepted.
    """

    name = "gamebridge.v1"

    def __init__(self, nonce: str, opened_us: int) -> None:
        self._nonce = nonce
        self._ledger = NativeLedger()
        self._state = State.HELLO
        self._deadline_us: int | None = opened_us + HANDSHAKE_TIMEOUT_US
        self._early_messages = 0
        self._hello: Hello | None = None

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state

    @property
    def next_timer_us(self) -> int | None:
        """When the peer's time to introduce itself is over."""
        return self._deadline_us

    def receive(self, message: Message, now_us: int) -> list[NativeEvent]:
        """Return what a message of the peer means; nothing once the session is closed."""
        try:
            match self._state:
                case State.CLOSED:
                    return []
                case State.READY:
                    return self._receive_ready(message, now_us)
                case _:
                    return self._receive_early(message, now_us)
        except RemoteProtocolError as error:
            return self._fault_events(error, now_us)

    def check_timers(self, now_us: int) -> list[NativeEvent]:
        """Return the end of the session when the peer did not introduce itself in time."""
        if self._deadline_us is None or now_us < self._deadline_us:
            return []
        awaited = "proof" if self._state is State.PROOF else "hello"
        return self._close_events("unauthenticated", f"no {awaited} within 5 s")

    def admit(self, admitted: Admitted) -> list[Message]:
        """Return the welcome; the peer may do everything that its role may from now on."""
        if self._state is not State.CLAIM:
            raise LocalProtocolError(f"admit in state {self._state.value}: nobody asked")
        self._state = State.READY
        self._ledger.peer_id, self._ledger.role = admitted.id, admitted.role
        return [encode_control(welcome_from(admitted))]

    def refuse(self, code: str, text: str) -> list[Message]:
        """Return the last words to a peer that is turned away; close with `close_code_of`."""
        self._end()
        return [encode_control(Status(level="error", code=code, text=text))]

    def send(self, message: BridgeMessage) -> str:
        """Return the text of any other message to an admitted peer.

        `Advertised`, `Subscribed` and `CallAck` change what the peer may do next.
        """
        if self._state is not State.READY:
            raise LocalProtocolError(f"send in state {self._state.value}: nobody is admitted")
        match message:
            case Advertised():
                self._ledger.note_advertised(message)
            case Subscribed():
                self._ledger.note_subscribed(message)
            case CallAck():
                self._ledger.note_ack(message)
        return encode_control(message)

    def send_call(self, call: Call) -> list[Message]:
        """Return a command to the device; ValueError if it is longer than a board can read."""
        return [self.send(device_call_from(call))]

    def send_goodbye(self, code: int, reason: str, retry_after_ms: int = 0) -> list[Message]:
        """Return what precedes a close for which the peer is not to blame."""
        if self._state is State.CLOSED:
            return []
        self._end()
        return [encode_control(Bye(code=code, reason=reason, retry_after_ms=retry_after_ms))]

    def refuse_sample(
        self, error: RemoteProtocolError, topic: str, now_us: int
    ) -> list[NativeEvent]:
        """Return what to do about a sample that the host could not publish (`bad_value`)."""
        return sample_refusal(error, self._ledger, now_us, f"topic:{topic}")

    def _end(self) -> None:
        self._state = State.CLOSED
        self._deadline_us = None

    def _close_events(self, code: str, text: str) -> list[NativeEvent]:
        messages = self.refuse(code, text)
        return [
            *(ReplyDue(message) for message in messages),
            FaultFound(code, text),
            Closed(close_code_of(code), code),
        ]

    def _fault_events(self, error: RemoteProtocolError, now_us: int) -> list[NativeEvent]:
        is_early = self._state is not State.READY
        is_one_too_many = error.code in _COUNTED and self._ledger.count_content_fault()
        if is_early or is_one_too_many or error.code in _FATAL:
            return self._close_events(error.code, str(error))
        return sample_refusal(error, self._ledger, now_us)

    def _receive_early(self, message: Message, now_us: int) -> list[NativeEvent]:
        self._early_messages += 1
        if self._early_messages > MAX_EARLY_MESSAGES:
            raise refusal("unauthenticated", f"more than {MAX_EARLY_MESSAGES} messages too early")
        if isinstance(message, bytes):
            check_size(len(message), MAX_EARLY_BYTES, "message before welcome")
            raise refusal("unauthenticated", "a binary message before the welcome")
        parsed = decode_peer_text(message, MAX_EARLY_BYTES)
        match parsed:
            case Sync():
                return [_sync_reply(parsed, now_us)]
            case Hello():
                return self._receive_hello(parsed, now_us)
            case Proof():
                return self._receive_proof(parsed)
        raise refusal("unauthenticated", "only hello, proof and sync may precede the welcome")

    def _receive_hello(self, hello: Hello, now_us: int) -> list[NativeEvent]:
        if self._state is not State.HELLO:
            raise refusal("out_of_turn", "hello: the peer has said hello already")
        check_hello(hello)
        self._hello = hello
        if hello.nonce is None:
            return self._claim_events(hello, None)
        self._state = State.PROOF
        self._deadline_us = now_us + HANDSHAKE_TIMEOUT_US
        return [reply(Challenge(nonce=self._nonce, method=METHOD))]

    def _receive_proof(self, message: Proof) -> list[NativeEvent]:
        if self._state is not State.PROOF or self._hello is None:
            raise refusal("out_of_turn", "proof: there was no challenge")
        return self._claim_events(self._hello, bytes.fromhex(message.proof))

    def _claim_events(self, hello: Hello, proof: bytes | None) -> list[NativeEvent]:
        self._state = State.CLAIM
        self._deadline_us = None
        return [claim_from(hello, proof, self._nonce)]

    def _receive_ready(self, message: Message, now_us: int) -> list[NativeEvent]:
        if isinstance(message, bytes):
            return self._receive_binary(message)
        parsed = decode_peer_text(message, MAX_TEXT_BYTES)
        if isinstance(parsed, tuple):
            return events_of_samples(parsed, self._ledger, now_us)
        if isinstance(parsed, Sync):
            return [_sync_reply(parsed, now_us), *clock_events(parsed.clock, self._ledger)]
        return events_of_request(parsed, self._ledger, now_us)

    def _receive_binary(self, message: bytes) -> list[NativeEvent]:
        if message[:2] == JPEG_START and self._ledger.role == "device":
            check_size(len(message), MAX_MESSAGE_BYTES, "picture")
            return [FrameArrived(message)]
        return [sample_from_binary(message, self._ledger)]


def _sync_reply(sync: Sync, now_us: int) -> ReplyDue:
    # The host sends a reply before it does anything else, so that one time stands for both.
    return reply(SyncReply(t0=sync.t0, t1=now_us, t2=now_us))
