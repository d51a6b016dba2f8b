"""All sessions with peers of other systems.

Knows: which link is whose. Does not know: what is said on it.
"""

import logging
from collections.abc import Callable
from functools import partial

import trio

from bridge.plugin.admission import Admission, LinkOpening, Role
from bridge.transport.foreign_session import ForeignSession
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import LinkHandler, PendingLink
from bridge.transport.session_context import SessionContext
from bridge.transport.takeovers import TakeoverWatch
from bridge.wire.constants import CLOSE_GOING_AWAY, MAX_MESSAGE_BYTES, MAX_TEXT_BYTES
from bridge.wire.dialect import ForeignDialect

log = logging.getLogger("gamebridge.sessions")

# Devices of other systems send pictures before they have said who they are.
_LIMITS = MessageLimits(MAX_TEXT_BYTES, MAX_MESSAGE_BYTES)

ChooseDialect = Callable[[LinkOpening], ForeignDialect | None]


class ForeignSessions:
    """The open sessions of one bridge. `choose_dialect` asks the plugins."""

    def __init__(self, context: SessionContext, choose_dialect: ChooseDialect) -> None:
        self._context = context
        self._choose_dialect = choose_dialect
        self._sessions: dict[str, ForeignSession] = {}
        self._takeovers = TakeoverWatch()
        self._count = 0

    @property
    def sessions(self) -> tuple[ForeignSession, ...]:
        """The sessions that are open now."""
        return tuple(self._sessions.values())

    def choose(self, opening: LinkOpening) -> LinkHandler | None:
        """Return who serves a link, or None if no system knows it."""
        dialect = self._choose_dialect(opening)
        return None if dialect is None else partial(self.serve, dialect)

    async def serve(self, dialect: ForeignDialect, pending: PendingLink) -> None:
        """Run the session of one link, to its end."""
        self._count += 1
        name = f"f{self._count}"
        session = ForeignSession(self._context, pending, dialect, name, self._find_fault)
        link = await pending.accept(limits=_LIMITS, on_oversize=session.refuse_oversize)
        self._sessions[name] = session
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(session.keep_time)
                await session.run(link)
                nursery.cancel_scope.cancel()
        finally:
            del self._sessions[name]
            _log_end(session)

    def _find_fault(self, admission: Admission) -> str | None:
        """Return why a device must wait: another of the same name keeps taking its place."""
        if admission.role is not Role.DEVICE:
            return None
        now_us = self._context.clock.now_us()
        known = self._context.directory.state(admission.id)
        if known is not None and known.online and self._takeovers.note(admission.id, now_us):
            log.error("two devices are both called %s: one must wait", admission.id)
        wait_us = self._takeovers.wait_us(admission.id, now_us)
        if not wait_us:
            return None
        return f"two devices are both called {admission.id}: wait {wait_us // 1_000_000} s"

    def drain(self) -> None:
        """Tell every peer that the bridge is shutting down, and end its session."""
        for session in self.sessions:
            session.say_goodbye(CLOSE_GOING_AWAY, "shutting_down")


def _log_end(session: ForeignSession) -> None:
    reason = session.ending.reason if session.ending else "cancelled"
    who = session.peer.admission.id if session.peer else "a stranger"
    faults = ", ".join(f"{count} {code}" for code, count in sorted(session.faults.items()))
    log.info("%s left %s: %s%s", who, session.name, reason, f" ({faults})" if faults else "")
