"""One conversation on one WebSocket, whatever is spoken: reader, writer, upkeep, end.

Knows: the order of things on a link. Does not know: what messages mean, who the peer is.

Theory of operation. The reader takes a message and lets the session do what it means, all
without waiting, so that a device is never held up. The writer is LinkStream's: it sends
control messages, then samples. Upkeep ticks once a second. Whoever finds a reason to end
the session notes it with `end`; the reader and upkeep stop, the peer's things are closed,
and only then is what is left to say written, and the Close.
"""

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass

import trio

from bridge.model.clock import Clock
from bridge.transport.links import CLOSE_HANDSHAKE_S, Link, LinkClosed
from bridge.transport.liveness import Liveness
from bridge.transport.outbox import Outbox
from bridge.transport.session_context import SessionLimits
from bridge.wire.constants import CLOSE_GOING_AWAY, CLOSE_LIVENESS
from bridge.wire.dialect import Message

TICK_S = 1.0
# A device that is replaced is cut off this soon, so that the newer link has its place.
REPLACED_CLOSE_S = 0.1
CLOSE_SLOW_CONSUMER = 1013


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a session ends, and how long the goodbye may take."""

    code: int
    reason: str
    within_s: float = CLOSE_HANDSHAKE_S


class LinkSession(ABC):
    """One peer on one link."""

    def __init__(self, clock: Clock, limits: SessionLimits, liveness: Liveness) -> None:
        self.ending: Ending | None = None
        self._clock = clock
        self._limits = limits
        self._liveness = liveness
        self._living = trio.CancelScope()
        self._link: Link | None = None
        self._outbox: Outbox | None = None

    @abstractmethod
    def _hear(self, message: Message) -> None:
        """Do what a message of the peer means."""

    @abstractmethod
    def _tick(self, now_us: int) -> None:
        """Look after everything that nobody calls for; once a second."""

    @abstractmethod
    def _sample_frame(self) -> bytes | None:
        """Return the next samples as whole frames, or None when none is due."""

    @abstractmethod
    def _sample_due_us(self) -> int | None:
        """Return when `_sample_frame` is worth calling again, or None if nothing waits."""

    @abstractmethod
    def _depart(self, reason: str) -> None:
        """Close what the peer has open in the bridge."""

    @abstractmethod
    async def _greet(self) -> None:
        """Say what comes before the peer's first word."""

    async def run(self, link: Link) -> None:
        """Talk to the peer until either side ends it; the link is closed afterwards."""
        self._link = link
        self._outbox = Outbox(link.stream, self._limits, self._refuse_slow_reader)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._write, link)
            try:
                with self._living:
                    await self._live(link)
            finally:
                reason = self.ending.reason if self.ending else link.stream.fault
                self._depart(reason or "the link ended")
            await self._part(link, self._outbox)

    async def _live(self, link: Link) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._keep_up, link)
            try:
                await self._greet()
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
            now_us = self._clock.now_us()
            self._tick(now_us)
            if self._liveness.is_over(link.stream.bytes_in, now_us):
                self.end(CLOSE_LIVENESS, "nothing was heard in time")
            elif self._liveness.is_ping_due(now_us) and self._outbox is not None:
                self._outbox.ping()

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

    def _tell(self, message: Message) -> None:
        if self._outbox is not None:
            self._outbox.say(message)

    def _refuse_slow_reader(self) -> None:
        self.end(CLOSE_SLOW_CONSUMER, "slow_consumer")

    def _next_frame(self) -> bytes | None:
        if self.ending is not None or self._outbox is None:
            return None
        frame = self._outbox.take()
        return self._sample_frame() if frame is None else frame

    def _next_pause_s(self) -> float | None:
        due_us = self._sample_due_us()
        if due_us is None or self.ending is not None:
            return None
        # Never quite zero, so that a mailbox that is wrong about it cannot spin.
        return max(0.001, (due_us - self._clock.now_us()) / 1e6)
