"""What one viewer of multicam has joined, whatever its link is.

Knows: streams, events of dialects. Does not know: links, how events are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bridge.api import (
    Delivery,
    Event,
    FaultFound,
    JsonScalar,
    Mode,
    ReplyDue,
    Sample,
    SamplesWanted,
)
from bridge_sources.multicam.discovered import FOUND_TOPIC, DiscoveredCamera
from bridge_sources.multicam.streams import Stream
from bridge_sources.multicam.words import DISCOVERED, Tongue, Wish, write_picture

MAX_JOINED = 32
# A picture of before goes out beside control messages, of which only so much may wait; of
# a bigger one the next sample has to do.
MAX_CACHED_LENGTH = 128 * 1024
_FOUND = Delivery(mode=Mode.RING, depth=32)
_FOUND_SUB = 0


class StreamIndex(Protocol):
    """All cameras, as viewers need them. `Streams` is one."""

    def find(self, name: str) -> Stream | None:
        """Return a camera by name or id, or None."""
        ...  # pragma: no cover

    def latest(self, stream: Stream) -> Sample | None:
        """Return a camera's newest picture, or None."""
        ...  # pragma: no cover

    def moment_of(self, sample: Sample) -> str:
        """Return when a picture was received."""
        ...  # pragma: no cover

    def offers(self) -> list[dict[str, JsonScalar]]:
        """Return the cameras that were discovered and are not added, as viewers are told."""
        ...  # pragma: no cover


@dataclass(slots=True)
class _Room:
    """A topic that is looked at, and the names under which the viewer joined it."""

    sub: int
    names: list[str] = field(default_factory=list)


class Viewing:
    """Turns wishes into subscriptions, and samples into a viewer's events."""

    def __init__(self, streams: StreamIndex, tongue: Tongue) -> None:
        self._streams = streams
        self._tongue = tongue
        self._rooms: dict[str, _Room] = {}
        self._last_sub = _FOUND_SUB

    @property
    def joined(self) -> tuple[str, ...]:
        """The names that the viewer has joined."""
        return tuple(name for room in self._rooms.values() for name in room.names)

    def begin(self) -> list[Event]:
        """Return what a viewer wants from the start, or again on a new link."""
        wanted: list[Event] = [SamplesWanted((FOUND_TOPIC,), _FOUND, _FOUND_SUB)]
        wanted += [SamplesWanted((topic,), sub=room.sub) for topic, room in self._rooms.items()]
        return wanted

    def offers(self) -> list[str]:
        """Return the cameras that were discovered before the viewer came, as its events."""
        return [self._tongue(DISCOVERED, told) for told in self._streams.offers()]

    def grant(self, wish: Wish) -> list[Event]:
        """Return what a wish leads to. Unknown names are passed over, as multicam does."""
        if wish.is_join:
            return self._join(wish.stream_name)
        return self._leave(wish.stream_name)

    def _join(self, name: str) -> list[Event]:
        stream = self._streams.find(name)
        if stream is None or name in self.joined:
            return []
        if len(self.joined) >= MAX_JOINED:
            return [FaultFound("too_many_streams", f"{MAX_JOINED} streams are joined already")]
        events: list[Event] = []
        room = self._rooms.get(stream.topic)
        if room is None:
            self._last_sub += 1
            room = self._rooms[stream.topic] = _Room(self._last_sub)
            events.append(SamplesWanted((stream.topic,), sub=room.sub))
        room.names.append(name)
        latest = self._streams.latest(stream)
        if latest is not None:
            text = self._picture(latest, name)
            if len(text) <= MAX_CACHED_LENGTH:
                events.insert(0, ReplyDue(text))
        return events

    def _leave(self, name: str) -> list[Event]:
        for topic, room in tuple(self._rooms.items()):
            if name in room.names:
                room.names.remove(name)
                if not room.names:
                    del self._rooms[topic]
                    return [SamplesWanted((), sub=room.sub)]
        return []

    def leave_all(self) -> list[Event]:
        """Return what ends every subscription to pictures."""
        rooms = tuple(self._rooms.values())
        self._rooms.clear()
        return [SamplesWanted((), sub=room.sub) for room in rooms]

    def show(self, sample: Sample) -> Sequence[str]:
        """Return a sample as the viewer's events: one for each name that shows it."""
        if isinstance(sample.value, DiscoveredCamera):
            return (self._tongue(DISCOVERED, sample.value.told(self._streams.moment_of(sample))),)
        room = self._rooms.get(sample.topic)
        if room is None:
            return ()
        return [self._picture(sample, name) for name in room.names]

    def _picture(self, sample: Sample, name: str) -> str:
        return write_picture(sample, name, self._streams.moment_of(sample), self._tongue)
