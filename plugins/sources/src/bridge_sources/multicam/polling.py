"""Socket.IO sessions that polls carry: until they move to a WebSocket, or for good.

Knows: sessions, subscriptions, what waits for the next poll. Does not know: HTTP.

A session has no task. Control packets wait in a short queue, pictures in the mailboxes of
its subscriptions, the newest of each stream; the poll that comes next takes both. Timers
of all sessions are looked after by `run`.
"""

import secrets
from collections import Counter, deque
from collections.abc import Sequence

import trio

from bridge.api import Clock, Closed, Event, FaultFound, Hub, ReplyDue, SamplesWanted, Subscription
from bridge_sources.multicam.packets import EngineType, read_payload, write_engine, write_event
from bridge_sources.multicam.session import Entered, LeaveAll, SocketIoSession, Step
from bridge_sources.multicam.socketio_link import Handover
from bridge_sources.multicam.viewing import StreamIndex, Viewing
from bridge_sources.multicam.words import Wish

MAX_SESSIONS = 64
MAX_SESSIONS_PER_ADDRESS = 16
# Clients take no more packets than this out of one poll.
MAX_BATCH_PACKETS = 16
MAX_BATCH_LENGTH = 4 * 1024 * 1024
MAX_WAITING = 256
MAX_WAITING_LENGTH = 1024 * 1024
_IDLE_LOOK_S = 3600.0


class NoRoom(Exception):
    """There are as many sessions as may be. The text says whose limit it is."""


class PolledSession:
    """One session, and what waits for its next poll."""

    def __init__(self, session: SocketIoSession, viewing: Viewing, hub: Hub, address: str) -> None:
        self.session = session
        self.viewing = viewing
        self.address = address
        self.is_paused = False
        self.is_polled = False
        self._hub = hub
        self._waiting: deque[str] = deque()
        self._subscriptions: dict[int, Subscription] = {}
        self._woken = trio.Event()
        self._carry_out_events(viewing.begin())

    @property
    def is_over(self) -> bool:
        """True once the session has ended."""
        return self.session.is_over

    def receive(self, packets: Sequence[str], now_us: int) -> int:
        """Take the packets of a poll's body; return how many faults they have."""
        return sum(self.carry_out(self.session.receive(packet, now_us)) for packet in packets)

    def carry_out(self, steps: Sequence[Step]) -> int:
        """Do what the session found; return how many faults there were."""
        faults = 0
        for step in steps:
            match step:
                case Wish():
                    faults += self._carry_out_events(self.viewing.grant(step))
                case Entered():
                    faults += self._carry_out_events([*map(ReplyDue, self.viewing.offers())])
                case LeaveAll():
                    self._carry_out_events(self.viewing.leave_all())
                case _:
                    faults += self._carry_out_events((step,))
        return faults

    def _carry_out_events(self, events: Sequence[Event]) -> int:
        faults = 0
        for event in events:
            match event:
                case ReplyDue(message=str() as text):
                    self._say(text)
                case SamplesWanted():
                    self._subscribe(event)
                case Closed():
                    self.close()
                case FaultFound():
                    faults += 1
                case _:
                    pass
        return faults

    def _say(self, text: str) -> None:
        self._waiting.append(text)
        length = sum(map(len, self._waiting))
        if len(self._waiting) > MAX_WAITING or length > MAX_WAITING_LENGTH:
            self.session.end("too much waits for a poll")
            self.close()
        self.wake()

    def _subscribe(self, wanted: SamplesWanted) -> None:
        before = self._subscriptions.pop(wanted.sub, None)
        if wanted.patterns:
            found = self._hub.subscribe(wanted.patterns, wanted.delivery, name="multicam poll")
            found.attach(lambda _sample: False, self.wake)
            self._subscriptions[wanted.sub] = found
        if before is not None:
            before.close()

    def wake(self) -> None:
        """Tell the poll that waits that there may be something."""
        self._woken.set()

    async def next_packets(self) -> list[str]:
        """Wait for something to say. Ends with a no-op while the session moves."""
        await trio.lowlevel.checkpoint()
        while True:
            found = self._take()
            if found:
                return found
            if self.is_over:
                return [write_engine(EngineType.CLOSE)]
            if self.is_paused:
                return [write_engine(EngineType.NOOP)]
            self._woken = trio.Event()
            await self._woken.wait()

    def _take(self) -> list[str]:
        found: list[str] = []
        if self.is_paused:
            return found
        while self._waiting and len(found) < MAX_BATCH_PACKETS:
            found.append(self._waiting.popleft())
        if self.session.is_connected:
            self._take_samples(found)
        return found

    def _take_samples(self, found: list[str]) -> None:
        length = 0
        for subscription in self._subscriptions.values():
            # Names of one camera are few; a batch with one picture too many is none.
            while len(found) < MAX_BATCH_PACKETS and length < MAX_BATCH_LENGTH:
                sample = subscription.take_nowait()
                if sample is None:
                    break
                texts = self.viewing.show(sample)[: MAX_BATCH_PACKETS - len(found)]
                found += texts
                length += sum(map(len, texts))

    def leave_polls(self) -> tuple[str, ...]:
        """Close the subscriptions; return what was still to say."""
        self.close()
        waiting = tuple(self._waiting)
        self._waiting.clear()
        return waiting

    def close(self) -> None:
        """Close what the session has open in the bridge."""
        for subscription in self._subscriptions.values():
            subscription.close()
        self._subscriptions.clear()
        self.wake()


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
