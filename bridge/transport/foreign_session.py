"""One conversation in the words of another system, from the handshake to the end.

Knows: what an event of a dialect asks for. Does not know: any one dialect, what peers may
do (ForeignPeer does it), the order of things on a link (LinkSession has it).
"""

import logging
import math
from collections import Counter
from collections.abc import Callable

import trio

from bridge.model.commands import Ack, Call
from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.plugin.admission import Admission
from bridge.transport.device_side import DeviceSide
from bridge.transport.foreign_peer import ForeignPeer
from bridge.transport.inbound_rates import BURST_S
from bridge.transport.link_session import REPLACED_CLOSE_S, LinkSession
from bridge.transport.links import CLOSE_HANDSHAKE_S, PendingLink
from bridge.transport.liveness import Liveness
from bridge.transport.session_admission import decide, welcome
from bridge.transport.session_context import SessionContext
from bridge.transport.token_bucket import TokenBucket
from bridge.wire.constants import CLOSE_GOING_AWAY, CLOSE_MESSAGE_TOO_BIG, close_code_of
from bridge.wire.dialect import (
    ClaimMade,
    Closed,
    Event,
    FaultFound,
    ForeignDialect,
    Message,
    ReplyDue,
)

log = logging.getLogger("gamebridge.sessions")

# The standard code for "not welcome": what peers of other systems may know.
CLOSE_POLICY = 1008
# Told who wants to come in, returns why it may not now, or None.
VetArrival = Callable[[Admission], str | None]


class ForeignSession(LinkSession):
    """One peer of another system on one link."""

    def __init__(
        self,
        context: SessionContext,
        pending: PendingLink,
        dialect: ForeignDialect,
        name: str,
        vet_arrival: VetArrival,
    ) -> None:
        manners = dialect.manners
        now_us = context.clock.now_us()
        liveness = Liveness(now_us, manners.idle_timeout_us, pings=manners.pings)
        super().__init__(context.clock, context.limits, liveness)
        self.name = name
        self.dialect = dialect
        self.faults: Counter[str] = Counter()
        self.peer: ForeignPeer | None = None
        self._context = context
        self._pending = pending
        self._vet_arrival = vet_arrival
        self._messages = TokenBucket(manners.messages_per_s, manners.messages_per_s * BURST_S)
        self._timer_moved = trio.Event()

    def refuse_oversize(self, limit_bytes: int) -> None:
        """End the session over a message that is longer than allowed."""
        self.end(CLOSE_MESSAGE_TOO_BIG, f"a message is longer than {limit_bytes} bytes")

    async def keep_time(self) -> None:
        """Ask the dialect what is due whenever one of its timers is over, until cancelled."""
        while True:
            self._timer_moved = trio.Event()
            due_us = self.dialect.next_timer_us
            pause_s = math.inf if due_us is None else (due_us - self._clock.now_us()) / 1e6
            # Never quite zero, so that a timer that stays behind cannot spin.
            with trio.move_on_after(max(0.001, pause_s)):
                await self._timer_moved.wait()
                continue
            now_us = self._clock.now_us()
            for event in self.dialect.check_timers(now_us):
                self._obey(event, now_us)

    async def _greet(self) -> None:
        await trio.sleep(self.dialect.manners.first_word_us / 1e6)
        now_us = self._clock.now_us()
        for event in self.dialect.begin(now_us):
            self._obey(event, now_us)
        self._timer_moved.set()

    def _hear(self, message: Message) -> None:
        now_us = self._clock.now_us()
        if not self._messages.admits(now_us):
            self._refuse("rate", "too many messages per second", CLOSE_POLICY)
            return
        try:
            events = self.dialect.receive(message, now_us)
        except RemoteProtocolError as error:
            self._refuse(error.code, str(error), error.close_code)
            return
        for event in events:
            self._obey(event, now_us)
        self._timer_moved.set()

    def _tick(self, now_us: int) -> None:
        if self.peer is not None and self.peer.has_lost_its_rights():
            self._refuse("forbidden", "the right to be here was taken back", CLOSE_POLICY)

    def _sample_frame(self) -> bytes | None:
        if self.peer is None:
            return None
        frame = self.peer.reader.next_frame(self._clock.now_us())
        self._timer_moved.set()
        return frame

    def _sample_due_us(self) -> int | None:
        return self.peer.reader.next_due_us() if self.peer is not None else None

    def _depart(self, reason: str) -> None:
        if self.peer is not None:
            self.peer.close(reason)
        self.dialect.close(self._clock.now_us())

    def say_goodbye(
        self, code: int, reason: str, retry_after_ms: int = 0, within_s: float = CLOSE_HANDSHAKE_S
    ) -> None:
        """End the session for a reason that is not the peer's fault."""
        if self.ending is None:
            for message in self.dialect.send_goodbye(code, reason, retry_after_ms):
                self._tell(message)
            self.end(code, reason, within_s)

    def _give_way(self) -> None:
        self.say_goodbye(CLOSE_GOING_AWAY, "replaced", within_s=REPLACED_CLOSE_S)

    def _refuse(self, code: str, text: str, close_code: int | None = None) -> None:
        if self.ending is None:
            for message in self.dialect.refuse(code, text):
                self._tell(message)
            self.end(close_code_of(code) if close_code is None else close_code, code)

    def _obey(self, event: Event, now_us: int) -> None:
        if self.ending is not None:
            return
        match event:
            case ReplyDue(message):
                self._tell(message)
            case ClaimMade():
                self._decide(event)
            case FaultFound(code, text):
                self._count_fault(code, text)
            case Closed(code, reason):
                self.end(code, reason)
            case _ if self.peer is not None:
                try:
                    self.peer.obey(event, now_us)
                except RemoteProtocolError as error:
                    self._count_fault(error.code, str(error))

    def _count_fault(self, code: str, text: str) -> None:
        self.faults[code] += 1
        log.debug("%s: %s: %s", self.name, code, text)

    def _decide(self, claim: ClaimMade) -> None:
        """Let the peer in, or refuse it; once in, it is who it is."""
        if self.peer is not None:
            self._count_fault("claimed_twice", claim.id)
            return
        try:
            admission = decide(self._context, self._pending, claim, self.name, self.dialect.name)
        except AdmissionRefused as error:
            self._turn_away(error.reason)
            return
        fault = self._vet_arrival(admission)
        if fault is not None:
            self._refuse("rate", fault, CLOSE_POLICY)
            return
        self._let_in(claim, admission)

    def _turn_away(self, reason: str) -> None:
        address = self._pending.opening.address
        self._count_fault("unauthorized", reason)
        if not self.dialect.manners.stays_when_refused:
            log.info("%s on %s was refused: %s", address, self.name, reason)
            self._refuse("unauthorized", reason, CLOSE_POLICY)
            return
        if self.faults["unauthorized"] == 1:
            log.info("%s on %s was refused: %s", address, self.name, reason)
        for message in self.dialect.refuse("unauthorized", reason):
            self._tell(message)

    def _let_in(self, claim: ClaimMade, admission: Admission) -> None:
        for message in self.dialect.admit(welcome(self._context, admission, self.name)):
            self._tell(message)
        address = self._pending.opening.address
        log.info(
            "%s %s joined from %s as %s, speaking %s",
            admission.role,
            admission.id,
            address,
            self.name,
            self.dialect.name,
        )
        self.peer = ForeignPeer(
            self._context, admission, self.dialect, wake=self.wake, on_ack=self._answer
        )
        device = DeviceSide(self._context, admission, self._send_call, self._give_way)
        self.peer.join(claim, address, device)

    def _answer(self, ack: Ack) -> None:
        for message in self.dialect.send_ack(ack):
            self._tell(message)

    def _send_call(self, call: Call) -> bool:
        if self.ending is not None:
            return False
        try:
            messages = self.dialect.send_call(call)
        except ValueError as error:
            log.info("%s takes no such command: %s", self.name, error)
            return False
        for message in messages:
            self._tell(message)
        self._timer_moved.set()
        return True
