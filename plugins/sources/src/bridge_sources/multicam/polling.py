"""Socket.IO sessions that polls carry: until they move to a WebSocket, or for good.

Knows: which sessions there are, and their timers. Does not know: HTTP, what is shown.
"""

import secrets
from collections import Counter

import trio

from bridge.api import Clock, Hub
from bridge_sources.multicam.packets import read_payload, write_event
from bridge_sources.multicam.polled_session import PolledSession
from bridge_sources.multicam.session import SocketIoSession
from bridge_sources.multicam.socketio_link import Handover
from bridge_sources.multicam.viewing import StreamIndex, Viewing

MAX_SESSIONS = 64
MAX_SESSIONS_PER_ADDRESS = 16
_IDLE_LOOK_S = 3600.0


class NoRoom(Exception):
    """There are as many sessions as may be. The text says whose limit it is."""


class Polling:
    """All sessions that polls carry. A Service: it looks after their timers."""

    name = "multicam polls"

    def __init__(self, streams: StreamIndex, hub: Hub, clock: Clock) -> None:
        self._streams = streams
        self._hub = hub
        self._clock = clock
        self._sessions: dict[str, PolledSession] = {}
        self._added = trio.Event()

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self, address: str) -> PolledSession:
        """Open a session, whose handshake waits for nobody: it is returned by the caller.

        NoRoom says that there are too many.
        """
        if len(self._sessions) >= MAX_SESSIONS:
            raise NoRoom(f"there are {MAX_SESSIONS} Socket.IO sessions without a WebSocket")
        counts = Counter(polled.address for polled in self._sessions.values())
        if counts[address] >= MAX_SESSIONS_PER_ADDRESS:
            raise NoRoom(f"{address} has {MAX_SESSIONS_PER_ADDRESS} sessions already")
        session = new_session(self._clock)
        viewing = Viewing(self._streams, write_event)
        polled = PolledSession(session, viewing, self._hub, address)
        self._sessions[session.sid] = polled
        self._added.set()
        return polled

    def find(self, sid: str) -> PolledSession | None:
        """Return a session that polls carry, or None."""
        return self._sessions.get(sid)

    def end(self, polled: PolledSession, reason: str) -> None:
        """End a session."""
        polled.carry_out(polled.session.end(reason))
        self._sessions.pop(polled.session.sid, None)

    def receive(self, polled: PolledSession, body: str) -> int:
        """Take the body of a poll; return its faults. ValueError if it is no payload."""
        faults = polled.receive(read_payload(body), self._clock.now_us())
        if polled.is_over:
            self._sessions.pop(polled.session.sid, None)
        return faults

    def pause(self, sid: str) -> bool:
        """Let a session's polls end, because it may move; False if there is none."""
        polled = self._sessions.get(sid)
        if polled is None or polled.is_paused:
            return False
        polled.is_paused = True
        polled.wake()
        return True

    def resume(self, sid: str) -> None:
        """Let a session's polls go on: it did not move."""
        polled = self._sessions.get(sid)
        if polled is not None:
            polled.is_paused = False
            polled.wake()

    def hand_over(self, sid: str) -> Handover | None:
        """Give a session away, or None if it is gone."""
        polled = self._sessions.pop(sid, None)
        if polled is None:
            return None
        waiting = polled.leave_polls()
        return Handover(polled.session, polled.viewing, waiting)

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Look after timers until cancelled, then end every session."""
        task_status.started()
        try:
            while True:
                self._added = trio.Event()
                with trio.move_on_after(self._look_after_timers()):
                    await self._added.wait()
        finally:
            for polled in tuple(self._sessions.values()):
                self.end(polled, "the bridge is shutting down")

    def _look_after_timers(self) -> float:
        """Return after how many seconds the next timer is due."""
        now_us = self._clock.now_us()
        due: list[int] = []
        for polled in tuple(self._sessions.values()):
            polled.carry_out(polled.session.check_timers(now_us))
            timer_us = polled.session.next_timer_us
            if polled.is_over or timer_us is None:
                self._sessions.pop(polled.session.sid, None)
            else:
                due.append(timer_us)
        return max(0.0, (min(due) - now_us) / 1e6) if due else _IDLE_LOOK_S


def new_session(clock: Clock) -> SocketIoSession:
    """Return a session with names that nobody can guess."""
    return SocketIoSession(secrets.token_urlsafe(15), secrets.token_urlsafe(9), clock.now_us())
