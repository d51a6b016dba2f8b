"""One session of native protocol v1 on one WebSocket, from hello to goodbye.

Knows: what an event of the protocol asks for. Does not know: rules of the protocol
(bridge.wire has them), what peers may do (AdmittedPeer does it), the order of things on a
link (LinkSession has it).
"""

import logging
import secrets
from collections import Counter
from collections.abc import Callable

from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.plugin.admission import Admission
from bridge.transport.admitted_peer import AdmittedPeer
from bridge.transport.inbound_rates import InboundRates, Verdict
from bridge.transport.link_session import REPLACED_CLOSE_S, LinkSession
from bridge.transport.links import CLOSE_HANDSHAKE_S, PendingLink
from bridge.transport.liveness import Liveness
from bridge.transport.session_admission import decide, limits_for, welcome
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import BridgeMessage, SlowDown, Status
from bridge.wire.constants import (
    CLOSE_MESSAGE_TOO_BIG,
    CLOSE_REPLACED,
    CLOSE_UNAUTHENTICATED,
    MAX_MESSAGE_BYTES,
    Encoding,
    close_code_of,
)
from bridge.wire.dialect import ClaimMade, Closed, FaultFound, Message, ReplyDue
from bridge.wire.native import NativeProtocol, State
from bridge.wire.native_events import NativeEvent, SampleArrived

log = logging.getLogger("gamebridge.sessions")

_TELL_AGAIN_US = 1_000_000

# Told who wants to come in, returns why it may not now, or None.
VetArrival = Callable[[Admission], str | None]


class NativeSession(LinkSession):
    """One peer on one link. Satisfies `bridge.transport.admitted_peer.Voice`."""

    def __init__(
        self,
        context: SessionContext,
        pending: PendingLink,
        encoding: Encoding,
        name: str,
        vet_arrival: VetArrival,
    ) -> None:
        now_us = context.clock.now_us()
        super().__init__(context.clock, context.limits, Liveness(now_us))
        self.name = name
        self.faults: Counter[str] = Counter()
        self.peer: AdmittedPeer | None = None
        self._context = context
        self._pending = pending
        self._encoding: Encoding = encoding
        self._vet_arrival = vet_arrival
        self._protocol = NativeProtocol(secrets.token_hex(16), now_us)
        self._rates = InboundRates(context.limits)
        self._told_rate_us = -_TELL_AGAIN_US

    def refuse_oversize(self, limit_bytes: int) -> None:
        """End the session over a message that is longer than allowed."""
        if limit_bytes >= MAX_MESSAGE_BYTES:
            self.end(CLOSE_MESSAGE_TOO_BIG, "too_big")
        else:
            self._refuse("too_big", f"a message is longer than {limit_bytes} bytes")

    async def _greet(self) -> None:
        """Nothing: the peer speaks first."""

    def _tick(self, now_us: int) -> None:
        for event in self._protocol.check_timers(now_us):
            self._obey(event, now_us)
        fault = self.peer.check() if self.peer is not None else None
        if fault is not None:
            self._refuse(fault.code, str(fault))

    def _depart(self, reason: str) -> None:
        if self.peer is not None:
            self.peer.close(reason)

    def _sample_frame(self) -> bytes | None:
        return self.peer.subscriber.next_frame() if self.peer is not None else None

    def _sample_due_us(self) -> int | None:
        return self.peer.subscriber.next_due_us() if self.peer is not None else None

    def say(self, message: BridgeMessage) -> bool:
        """Send a control message; False when it will not arrive, because the link ends."""
        if self.ending is not None or self._protocol.state is not State.READY:
            return False
        self._tell(self._protocol.send(message))
        return True

    def say_goodbye(
        self,
        code: int,
        reason: str,
        retry_after_ms: int = 0,
        within_s: float = CLOSE_HANDSHAKE_S,
    ) -> None:
        """End the session for a reason that is not the peer's fault."""
        if self.ending is None:
            for message in self._protocol.send_goodbye(code, reason, retry_after_ms):
                self._tell(message)
            self.end(code, reason, within_s)

    def _give_way(self) -> None:
        self.say_goodbye(CLOSE_REPLACED, "replaced", within_s=REPLACED_CLOSE_S)

    def _refuse(self, code: str, text: str, close_code: int | None = None) -> None:
        if self.ending is None:
            for message in self._protocol.refuse(code, text):
                self._tell(message)
            self.end(close_code_of(code) if close_code is None else close_code, code)

    def _hear(self, message: Message) -> None:
        now_us = self._context.clock.now_us()
        match self._rates.judge(message, now_us):
            case Verdict.TAKE:
                for event in self._protocol.receive(message, now_us):
                    self._obey(event, now_us)
            case Verdict.DROP:
                self._warn_of_rate(now_us)
            case Verdict.END:
                self._refuse("rate", "too many messages per second")

    def _warn_of_rate(self, now_us: int) -> None:
        self.faults["rate"] += 1
        if self.peer is None or now_us - self._told_rate_us < _TELL_AGAIN_US:
            return
        self._told_rate_us = now_us
        most = self._context.limits.pictures_per_s
        text = f"more than {most:g} pictures per second; {self.faults['rate']} were dropped so far"
        self.say(Status(level="warning", code="rate", text=text, hint="send fewer"))
        self.say(SlowDown(fps=most, reason="rate"))

    def _obey(self, event: NativeEvent, now_us: int) -> None:
        match event:
            case ReplyDue():
                self._tell(event.message)
            case ClaimMade():
                self._decide(event)
            case FaultFound():
                self.faults[event.code] += 1
                log.debug("%s: %s: %s", self.name, event.code, event.text)
            case Closed():
                self.end(event.code, event.reason)
            case _ if self.peer is not None and self.ending is None:
                self._obey_peer(self.peer, event, now_us)

    def _obey_peer(self, peer: AdmittedPeer, event: NativeEvent, now_us: int) -> None:
        try:
            peer.obey(event, now_us)
        except RemoteProtocolError as error:
            camera = f"device/{peer.admission.id}/camera/jpeg"
            topic = event.topic if isinstance(event, SampleArrived) else camera
            for consequence in self._protocol.refuse_sample(error, topic, now_us):
                self._obey(consequence, now_us)

    def _decide(self, claim: ClaimMade) -> None:
        """Let the peer in, or refuse it."""
        try:
            admission = decide(self._context, self._pending, claim, self.name)
        except AdmissionRefused as error:
            self._refuse("unauthorized", error.reason, CLOSE_UNAUTHENTICATED)
            return
        fault = self._vet_arrival(admission)
        if fault is not None:
            self._refuse("rate", fault)
            return
        for message in self._protocol.admit(welcome(self._context, admission, self.name)):
            self._tell(message)
        if self._link is not None:
            self._link.limits = limits_for(admission.role)
        address = self._pending.opening.address
        log.info("%s %s joined from %s as %s", admission.role, admission.id, address, self.name)
        self.peer = AdmittedPeer(self._context, admission, self._encoding, self, self._give_way)
        self.peer.join(claim, address)
