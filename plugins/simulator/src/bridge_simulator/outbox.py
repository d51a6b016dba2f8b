"""Pictures between shutter and link: delayed when a fault says so, else newest wins."""

from collections import deque
from dataclasses import dataclass

import trio

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.uplink import Parcel

# Two seconds at 30 pictures a second: longer delays lose pictures, as a radio would.
MAX_WAITING = 64


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves together, not before `due_us` of the true clock."""

    parcels: tuple[Parcel, ...]
    due_us: int


class Outbox:
    """Holds pictures until the link is free and their delay has passed, in order."""

    def __init__(self, clock: TrueClock, *, keeps_all: bool = False) -> None:
        self._clock = clock
        self._keeps_all = keeps_all
        self._waiting: deque[Outgoing] = deque()
        self._arrived = trio.Event()

    def put(self, outgoing: Outgoing) -> int:
        """Add a picture; return how many older ones it replaced. Never waits.

        A picture that could have left already is stale: the newer one takes its place,
        unless the box keeps all, as for readings of which each tells something else.
        """
        now_us = self._clock.now_us()
        before = len(self._waiting)
        if outgoing.due_us <= now_us and not self._keeps_all:
            self._waiting.clear()
        elif before >= MAX_WAITING:
            self._waiting.popleft()
        replaced = before - len(self._waiting)
        # A link keeps the order: what was sent later cannot arrive before.
        last_us = self._waiting[-1].due_us if self._waiting else 0
        self._waiting.append(Outgoing(outgoing.parcels, max(outgoing.due_us, last_us)))
        self._arrived.set()
        return replaced

    async def take(self) -> Outgoing:
        """Wait for the next picture and its due time."""
        await trio.lowlevel.checkpoint()
        while True:
            while not self._waiting:
                self._arrived = trio.Event()
                await self._arrived.wait()
            first = self._waiting[0]
            await self._clock.sleep_until(first.due_us)
            if self._waiting and self._waiting[0] is first:
                return self._waiting.popleft()

    def clear(self) -> int:
        """Forget everything; return how many pictures that was."""
        count = len(self._waiting)
        self._waiting.clear()
        return count
