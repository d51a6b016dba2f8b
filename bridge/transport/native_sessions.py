"""All sessions of native protocol v1, from the handshake on.

Knows: which link is whose. Does not know: what is said on it.
"""

import logging
import random

from bridge.plugin.admission import Admission, LinkOpening, Role
from bridge.transport.links import ChooseLink, LinkHandler, PendingLink
from bridge.transport.native_session import NativeSession
from bridge.transport.session_admission import STRANGER_LIMITS
from bridge.transport.session_context import SessionContext
from bridge.transport.takeovers import TakeoverWatch
from bridge.wire.bridge_messages import Status
from bridge.wire.codec import encode_control
from bridge.wire.constants import (
    CLOSE_DRAINING,
    CLOSE_RATE,
    CLOSE_VERSION,
    SUBPROTOCOLS,
    WEBSOCKET_PATH,
    Encoding,
    choose_encoding,
    subprotocol_of,
)

log = logging.getLogger("gamebridge.sessions")

# Peers come back at different times, so that a restart is not met by all of them at once.
RETRY_MS = (500, 5000)


class NativeSessions:
    """The open sessions of one bridge."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._sessions: dict[str, NativeSession] = {}
        self._takeovers = TakeoverWatch()
        self._count = 0

    @property
    def sessions(self) -> tuple[NativeSession, ...]:
        """The sessions that are open now."""
        return tuple(self._sessions.values())

    async def serve(self, pending: PendingLink) -> None:
        """Run the session of one link, to its end."""
        offered = pending.opening.subprotocols
        encoding = choose_encoding(offered)
        if encoding is None:
            await _refuse_version(pending)
            return
        subprotocol = subprotocol_of(encoding) if offered else None
        self._count += 1
        await self._run(pending, encoding, subprotocol, f"s{self._count}")

    async def _run(
        self, pending: PendingLink, encoding: Encoding, subprotocol: str | None, name: str
    ) -> None:
        session = NativeSession(self._context, pending, encoding, name, self._find_fault)
        link = await pending.accept(
            limits=STRANGER_LIMITS,
            on_oversize=session.refuse_oversize,
            subprotocol=subprotocol,
        )
        self._sessions[name] = session
        try:
            await session.run(link)
        finally:
            del self._sessions[name]
            self._log_end(session)

    def _log_end(self, session: NativeSession) -> None:
        reason = session.ending.reason if session.ending else "cancelled"
        who = session.peer.admission.id if session.peer else "a stranger"
        log.info("%s left %s: %s", who, session.name, reason)

    def _find_fault(self, admission: Admission) -> str | None:
        """Return why a device must wait: it, or a copy of it, keeps taking its own place."""
        if admission.role is not Role.DEVICE:
            return None
        now_us = self._context.clock.now_us()
        rivals = [
            session
            for session in self._sessions.values()
            if session.peer is not None
            and session.ending is None
            and session.peer.device is not None
            and session.peer.admission.id == admission.id
        ]
        if rivals and self._takeovers.note(admission.id, now_us):
            log.error(
                "two devices use the key of %s: both must wait; give one its own", admission.id
            )
            for session in rivals:
                session.say_goodbye(CLOSE_RATE, "two devices use one key", 60_000)
        wait_us = self._takeovers.wait_us(admission.id, now_us)
        if not wait_us:
            return None
        return f"two devices use the key of {admission.id}: wait {wait_us // 1_000_000} s"

    def drain(self) -> None:
        """Tell every peer that the bridge is shutting down, and end its session."""
        for session in self.sessions:
            pause_ms = random.randint(*RETRY_MS)  # noqa: S311 - spreads load, guards nothing.
            session.say_goodbye(CLOSE_DRAINING, "shutting_down", pause_ms)


async def _refuse_version(pending: PendingLink) -> None:
    link = await pending.accept(limits=STRANGER_LIMITS, on_oversize=lambda _limit: None)
    offered = ", ".join(pending.opening.subprotocols)[:200]
    text = f"none of the subprotocols {offered} is known"
    hint = f"offer {' or '.join(SUBPROTOCOLS)}, or none for JSON"
    status = Status(level="error", code="version", text=text, hint=hint)
    await link.send(encode_control(status))
    await link.close(CLOSE_VERSION, "version")


def native_first(sessions: NativeSessions, choose: ChooseLink) -> ChooseLink:
    """Return a chooser that keeps the native protocol's path and asks `choose` for others."""

    def choose_link(opening: LinkOpening) -> LinkHandler | None:
        return sessions.serve if opening.path == WEBSOCKET_PATH else choose(opening)

    return choose_link
