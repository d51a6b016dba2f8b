"""One replay: waits until a sample is due and publishes it; obeys pause, speed, seek, step.

Knows: the order of things in time. Does not know: HTTP, calls, other replays.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Literal, Protocol, TypeVar

import trio
from mcap.records import Message

from bridge.api import Clock, TopicKind
from bridge_recorder.replay.cast import ENDED
from bridge_recorder.replay.chunks import ChunkReader, Start
from bridge_recorder.replay.outlet import Outlet
from bridge_recorder.replay.timeline import Timeline
from bridge_recorder.replay.values import ReplayedDevice, ReplayRequest, ReplayStatus, ReplayWish

# Later than this, a picture or a pose helps nobody.
LATE_US = 250_000
# Later than this, the bridge has stood still, or the disk has: everything waits, as a
# player does that has run out of data, rather than being thrown away.
STALL_US = 2_000_000
# How long samples are published without letting others have a turn.
TURN_US = 5_000
# Chunks that are read ahead; each is half a second of recording at most.
AHEAD = 2
# A recording of one moment must not be looped as fast as the processor can.
SHORTEST_PASS_S = 0.1
# A stream's last value is still of use after a jump when it is not older than this.
_FRESH_NS = 1_000_000_000


Messages = tuple[Message, ...]
T = TypeVar("T")


class Elsewhere(Protocol):
    """Does what may wait for the disk, and not on the trio thread."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Return what `work` returns."""
        ...  # pragma: no cover


class _Outcome(Enum):
    ENDED = "ended"
    JUMPED = "jumped"


@dataclass(slots=True)
class Player:
    """A replay from its beginning to its end."""

    id: str
    owner: str | None  # Who asked for it by a call; None: an operator, by HTTP.
    recording_id: str
    name: str
    reader: ChunkReader
    outlet: Outlet
    clock: Clock
    elsewhere: Elsewhere
    timeline: Timeline
    loop: bool = False
    stalls: int = 0
    reason: str = ""
    end: Literal["", "ended", "failed"] = ""
    ended: trio.Event = field(default_factory=trio.Event)
    _changed: trio.Event = field(default_factory=trio.Event)
    _seek_ns: int | None = None
    _steps: int = 0
    _is_stopped: bool = False
    _turn_us: int = 0  # When others had a turn last.
    _fault: OSError | None = None

    def wake(self) -> None:
        """Look at what has changed, instead of waiting for the next sample."""
        self._changed.set()

    def obey(self, wish: ReplayWish) -> None:
        """Change what is wished."""
        now_us = self.clock.now_us()
        is_paused = True if wish.step else wish.paused
        self.timeline.change(now_us, speed=wish.speed, paused=is_paused)
        if wish.loop is not None:
            self.loop = wish.loop
        if wish.seek_s is not None:
            self._seek_ns = self._place(wish.seek_s)
        self._steps = self._steps + 1 if wish.step else 0
        self.wake()

    def _place(self, position_s: float) -> int:
        index = self.reader.index
        return min(index.start_ns + round(position_s * 1e9), index.end_ns)

    def stop(self, reason: str) -> None:
        """Ask the replay to end."""
        if not self._is_stopped:
            self._is_stopped, self.reason = True, reason
            self.wake()

    async def run(self, request: ReplayRequest) -> None:
        """Play to the end, or until stopped or cancelled; then all devices leave."""
        index = self.reader.index
        self.outlet.open(index.channels)
        at_ns = self._place(request.start_s)
        try:
            while await self._play_from(at_ns) is _Outcome.JUMPED:
                at_ns = index.start_ns if self._seek_ns is None else self._seek_ns
                self._seek_ns = None
                self.outlet.jump()
            self.reason = self.reason or ENDED
        except OSError as error:
            self.end, self.reason = "failed", f"the disk failed: {error.strerror or error}"
        finally:
            # Also when cancelled: nobody may find devices of a replay that is over.
            self.reason = self.reason or "the bridge is shutting down"
            self.end = self.end or "ended"
            self.outlet.cast.answer_calls()
            self.outlet.cast.leave(self.reason)
            self.reader.stream.close()
            self.ended.set()

    async def _play_from(self, at_ns: int) -> _Outcome:
        started_s = trio.current_time()
        start = await self._find_start(at_ns)
        self.timeline.jump(start.at_ns, self.clock.now_us())
        self._bring_back(start)
        async with self._chunks(start) as chunks:
            outcome = await self._play(chunks, start.at_ns)
        if self._fault is not None and outcome is _Outcome.ENDED:
            raise self._fault
        if outcome is _Outcome.ENDED and self.loop and not self._is_stopped:
            await trio.sleep_until(started_s + SHORTEST_PASS_S)
            return _Outcome.JUMPED
        return outcome

    async def _find_start(self, at_ns: int) -> Start:
        wanted = {number: self._how_far_back(number) for number in self.reader.index.channels}
        wanted = {number: back_ns for number, back_ns in wanted.items() if back_ns != 0}
        is_beginning = at_ns <= self.reader.index.start_ns
        find = self.reader.begin if is_beginning else partial(self.reader.find_start, at_ns)
        return await self.elsewhere(lambda: find(wanted))

    def _how_far_back(self, number: int) -> int | None:
        """Return how old a value may be that is brought back; 0 for none of this topic."""
        match self.outlet.kind(number):
            case TopicKind.STATE:
                return None
            case TopicKind.MEDIA:
                # Video begins at a key frame, which `find_start` has gone to.
                return 0 if self._is_video(number) else None
            case TopicKind.STREAM:
                return _FRESH_NS
        return 0

    def _is_video(self, number: int) -> bool:
        return self.reader.index.channels[number].schema_id.startswith("h264@")

    def _bring_back(self, start: Start) -> None:
        """Publish what was known at a moment that was jumped to; who had not come yet goes."""
        presence = {
            number: channel.device_id
            for number, channel in self.reader.index.channels.items()
            if channel.device_id is not None and channel.tail == "state"
        }
        for number, device_id in presence.items():
            if number not in start.present:
                self.outlet.cast.take_absence(device_id)
        # Who it is comes before what it says.
        for message in sorted(start.known, key=lambda m: m.channel_id not in presence):
            self._publish(message, start.at_ns)

    @asynccontextmanager
    async def _chunks(self, start: Start) -> AsyncIterator[trio.MemoryReceiveChannel[Messages]]:
        """Read ahead in a thread for as long as a block lasts."""
        send, receive = trio.open_memory_channel[Messages](AHEAD)

        async def read() -> None:
            with send:
                for number in range(start.chunk, len(self.reader.index.chunks)):
                    try:
                        found = await self.elsewhere(partial(self.reader.read, number))
                    except OSError as error:
                        self._fault = error
                        return
                    await send.send(found)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(read)
            yield receive
            nursery.cancel_scope.cancel()

    async def _play(self, chunks: trio.MemoryReceiveChannel[Messages], at_ns: int) -> _Outcome:
        due_ns = at_ns
        async for messages in chunks:
            for message in messages:
                if message.log_time < at_ns:
                    continue
                # What a stage made bears the time of its picture, and came after it.
                due_ns = max(due_ns, message.log_time)
                if not await self._wait_due(due_ns):
                    return _Outcome.ENDED if self._is_stopped else _Outcome.JUMPED
                self._publish_in_time(message, due_ns)
        return _Outcome.ENDED

    async def _wait_due(self, due_ns: int) -> bool:
        """Wait until a sample is due or stepped to; False when it is not to be played."""
        while True:
            self._changed = trio.Event()
            self.outlet.cast.answer_calls()
            if self._is_stopped or self._seek_ns is not None:
                return False
            now_us = self.clock.now_us()
            wait_us = self.timeline.wait_us(due_ns, now_us)
            if wait_us is None and self._steps:
                self.timeline.jump(due_ns, now_us)
                continue
            if wait_us == 0:
                if now_us - self._turn_us > TURN_US:
                    await trio.lowlevel.checkpoint()
                    self._turn_us = self.clock.now_us()
                return True
            with trio.move_on_after(float("inf") if wait_us is None else wait_us / 1e6):
                await self._changed.wait()
            self._turn_us = self.clock.now_us()

    def _publish_in_time(self, message: Message, due_ns: int) -> None:
        number = message.channel_id
        late_us = 0
        if not self.timeline.is_paused:
            late_us = self.clock.now_us() - self.timeline.due_us(due_ns)
        if late_us > STALL_US:
            self.stalls += 1
            self.timeline.hold_back(late_us)
        elif late_us > LATE_US and self.outlet.skip(number):
            return
        is_out = self._publish(message, due_ns)
        if self._steps and is_out and self._is_a_step(number):
            self._steps -= 1

    def _is_a_step(self, number: int) -> bool:
        """Tell whether one step ends with this topic: at a picture, if there are any."""
        kinds = {self.outlet.kind(n) for n in self.reader.index.channels}
        return TopicKind.MEDIA not in kinds or self.outlet.kind(number) is TopicKind.MEDIA

    def _publish(self, message: Message, due_ns: int) -> bool:
        captured_us = self.timeline.captured_us(message.publish_time, due_ns)
        recorded_us = message.publish_time // 1000 - self.reader.index.wall_offset_us
        return self.outlet.publish(
            message.channel_id, message, captured_us, captured_us - recorded_us
        )

    def status(self) -> ReplayStatus:
        """Return how the replay is at this moment, or how it ended."""
        index, timeline = self.reader.index, self.timeline
        position_ns = min(timeline.position_ns(self.clock.now_us()), index.end_ns)
        return ReplayStatus(
            id=self.id,
            recording=self.recording_id,
            name=self.name,
            state=self.end or ("paused" if timeline.is_paused else "playing"),
            position_s=round(max(0, position_ns - index.start_ns) / 1e9, 3),
            length_s=round(index.length_ns / 1e9, 3),
            speed=timeline.speed,
            paused=timeline.is_paused,
            loop=self.loop,
            devices=tuple(
                ReplayedDevice(recorded, found)
                for recorded, found in sorted(self.outlet.cast.ids().items())
            ),
            samples=self.outlet.published,
            left_out=dict(self.outlet.left_out),
            note=self._note(),
        )

    def _note(self) -> str:
        notes = [self.reader.index.damage]
        if self.reader.unreadable:
            notes.append(f"{len(self.reader.unreadable)} damaged parts are left out")
        if self.stalls:
            notes.append(f"it had to wait {self.stalls} times for the disk or the processor")
        notes.append(self.reason)
        return "; ".join(note for note in notes if note)
