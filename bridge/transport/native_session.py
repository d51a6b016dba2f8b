"""One session of native protocol v1 on one WebSocket, from hello to goodbye.

Knows: the order of things on a link. Does not know: rules of the protocol (bridge.wire has
them), what peers may do (AdmittedPeer does it).

Theory of operation. The reader takes a message, asks the protocol what it means and does
that, all without waiting, so that a device is never held up. The writer is LinkStream's:
it sends control messages, then samples. Upkeep ticks once a second. Whoever finds a
reason to end the session notes it with `end`; the reader and upkeep stop, the peer's
things are closed, and only then is what is left to say written, and the Close.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import trio

from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.plugin.admission import Admission
from bridge.transport.admitted_peer import AdmittedPeer
from bridge.transport.inbound_rates import InboundRates, Verdict
from bridge.transport.links import CLOSE_HANDSHAKE_S, Link, LinkClosed, PendingLink
from bridge.transport.liveness import Liveness
from bridge.transport.outbox import Outbox
from bridge.transport.session_admission import decide, limits_for, welcome
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import BridgeMessage, SlowDown, Status
from bridge.wire.constants import (
    CLOSE_GOING_AWAY,
    CLOSE_LIVENESS,
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

TICK_S = 1.0
# A device that is replaced is cut off this soon, so that the newer link has its place.
REPLACED_CLOSE_S = 0.1
CLOSE_SLOW_CONSUMER = 1013
_TELL_AGAIN_US = 1_000_000

# Told who wants to come in, returns why it may not now, or None.
VetArrival = Callable[[Admission], str | None]


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a session ends, and how long the goodbye may take."""

    code: int
    reason: str
    within_s: float = CLOSE_HANDSHAKE_S


class NativeSession:
    """One peer on one link. Satisfies `bridge.transport.admitted_peer.Voice`."""

    def __init__(
        self,
        context: SessionContext,
        pending: PendingLink,
        encoding: Encoding,
        name: str,
        vet_arrival: VetArrival,
    ) -> None:
        self.name = name
        self.faults: Counter[str] = Counter()
        self.peer: AdmittedPeer | None = None
        self.ending: Ending | None = None
        self._context = context
        self._pending = pending
        self._encoding: Encoding = encoding
        self._vet_arrival = vet_arrival
        now_us = context.clock.now_us()
        self._protocol = NativeProtocol(secrets.token_hex(16), now_us)
        self._rates = InboundRates(context.limits)
        self._liveness = Liveness(now_us)
        self._living = trio.CancelScope()
        self._link: Link | None = None
        self._outbox: Outbox | None = None
        self._told_rate_us = -_TELL_AGAIN_US

    def refuse_oversize(self, limit_bytes: int) -> None:
        """End the session over a message that is longer than allowed."""
        if limit_bytes >= MAX_MESSAGE_BYTES:
            self.end(CLOSE_MESSAGE_TOO_BIG, "too_big")
        else:
            self._refuse("too_big", f"a message is longer than {limit_bytes} bytes")

    async def run(self, link: Link) -> None:
        """Talk to the peer until either side ends it; the link is closed afterwards."""
        self._link = link
        self._outbox = Outbox(link.stream, self._context.limits, self._refuse_slow_reader)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._write, link)
            try:
                with self._living:
                    await self._live(link)
            finally:
                self._leave(link)
            await self._part(link, self._outbox)

    async def _live(self, link: Link) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._keep_up, link)
            try:
                while True:
                    self._hear(await link.receive())
            except LinkClosed as closed:
                reason = closed.reason
                code = reason.code if reason is not None else CLOSE_GOING_AWAY
                self.end(code, link.stream.fault or f"the peer closed with {code}")
            nursery.cancel_scope.cancel()

    async def _write(self, link: Link) -> None:
        await link.stream.run_writer(self._next_frame, self._next_pause_s)
        if link.stream.fault:
            # Otherwise a Close has left, and the reader knows why.
            self.end(CLOSE_GOING_AWAY, link.stream.fault)

    async def _keep_up(self, link: Link) -> None:
        while True:
            await trio.sleep(TICK_S)
            now_us = self._context.clock.now_us()
            for event in self._protocol.check_timers(now_us):
                self._obey(event, now_us)
            if self._liveness.is_over(link.stream.bytes_in, now_us):
                self.end(CLOSE_LIVENESS, "nothing was heard in time")
            elif self._liveness.is_ping_due(now_us) and self._outbox is not None:
                self._outbox.ping()
            fault = self.peer.check() if self.peer is not None else None
            if fault is not None:
                self._refuse(fault.code, str(fault))

    def _leave(self, link: Link) -> None:
        if self.peer is not None:
            reason = self.ending.reason if self.ending else link.stream.fault
            self.peer.close(reason or "the link ended")

    async def _part(self, link: Link, outbox: Outbox) -> None:
        """Write the last words and close, within the time that the ending allows."""
        ending = self.ending or Ending(CLOSE_GOING_AWAY, "")
        with trio.move_on_after(ending.within_s, shield=True):
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                await outbox.flush()
        await link.close(ending.code, ending.reason, ending.within_s)

    def end(self, code: int, reason: str, within_s: float = CLOSE_HANDSHAKE_S) -> None:
        """End the session; the first reason given is the one that counts."""
        if self.ending is None:
            self.ending = Ending(code, reason, within_s)
            self._living.cancel()

    def say(self, message: BridgeMessage) -> bool:
        """Send a control message; False when it will not arrive, because the link ends."""
        if self.ending is not None or self._protocol.state is not State.READY:
            return False
        self._tell(self._protocol.send(message))
        return True

    def send_now(self, frame: bytes) -> bool:
        """Send a frame of samples, unless something waits."""
        outbox, link = self._outbox, self._link
        if outbox is None or link is None or not outbox.is_empty or self.ending is not None:
            return False
        return link.stream.send_now(frame)

    def wake(self) -> None:
        """Tell the writer that samples wait."""
        if self._link is not None:
            self._link.stream.wake()

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

    def _refuse_slow_reader(self) -> None:
        self.end(CLOSE_SLOW_CONSUMER, "slow_consumer")

    def _refuse(self, code: str, text: str, close_code: int | None = None) -> None:
        if self.ending is None:
            for message in self._protocol.refuse(code, text):
                self._tell(message)
            self.end(close_code_of(code) if close_code is None else close_code, code)

    def _next_frame(self) -> bytes | None:
        if self.ending is not None or self._outbox is None:
            return None
        frame = self._outbox.take()
        if frame is None and self.peer is not None:
            frame = self.peer.subscriber.next_frame()
        return frame

    def _next_pause_s(self) -> float | None:
        due_us = self.peer.subscriber.next_due_us() if self.peer is not None else None
        if due_us is None or self.ending is not None:
            return None
        # Never quite zero, so that a mailbox that is wrong about it cannot spin.
        return max(0.001, (due_us - self._context.clock.now_us()) / 1e6)

    def _tell(self, message: Message) -> None:
        if self._outbox is not None:
            self._outbox.say(message)

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
