"""One Socket.IO session that polls carry, and what waits for its next poll.

Knows: the session, its subscriptions. Does not know: HTTP, other sessions, timers.

A session has no task. Control packets wait in a short queue, pictures in the mailboxes of
its subscriptions, the newest of each stream; the poll that comes next takes both.
"""

from collections import deque
from collections.abc import Sequence

import trio

from bridge.api import Closed, Event, FaultFound, Hub, ReplyDue, SamplesWanted, Subscription
from bridge_sources.multicam.packets import EngineType, write_engine
from bridge_sources.multicam.session import Entered, LeaveAll, SocketIoSession, Step
from bridge_sources.multicam.viewing import Viewing
from bridge_sources.multicam.words import Wish

# Clients take no more packets than this out of one poll.
MAX_BATCH_PACKETS = 16
MAX_BATCH_LENGTH = 4 * 1024 * 1024
MAX_WAITING = 256
MAX_WAITING_LENGTH = 1024 * 1024


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
