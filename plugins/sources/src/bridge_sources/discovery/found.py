"""The cameras that were found and wait for somebody to add them.

Knows: what finders saw and when, what is offered and what is doubtful. Does not know:
sockets, clocks, sources. Nothing in here is connected to: a person decides that.
"""

from collections.abc import Callable
from typing import Literal, get_args

import msgspec

from bridge_sources.records import SourceKind

# More would be somebody who plays with us: a network of the size that we serve has fewer.
MAX_FOUND = 256
MAX_FOUND_PER_ADDRESS = 8

How = Literal["udp", "mdns"]
# "offered" is added with one click, "unknown" once somebody asks for it, "suspicious" never.
Standing = Literal["offered", "unknown", "suspicious"]
_STANDINGS: tuple[str, ...] = get_args(Standing)
IsAdded = Callable[[str, int], bool]  # Of an address and a port.
Watcher = Callable[["FoundCamera"], None]


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What a finder saw. `note` says what is doubtful about it, for people.

    `rank` tells which of two finders knows more about one address and port. `origin` is
    what `forget` takes. `keep_us` is how long it counts without being seen again; 0 is
    until it is forgotten.
    """

    how: How
    name: str
    address: str
    port: int
    kind: SourceKind
    stream_port: int = 0
    model: str = ""
    standing: Standing = "offered"
    note: str = ""
    rank: int = 0
    origin: str = ""
    keep_us: int = 0


class FoundCamera(msgspec.Struct, frozen=True, kw_only=True):
    """A camera that was found, as it is listed."""

    key: str
    name: str
    address: str
    port: int
    kind: SourceKind
    how: How
    stream_port: int
    model: str
    standing: Standing
    note: str
    is_added: bool
    first_seen_us: int
    last_seen_us: int


class _Entry:
    """One address and port, and the best that was said about it."""

    def __init__(self, sighting: Sighting, now_us: int) -> None:
        self.sighting = sighting
        self.first_seen_us = now_us
        self.last_seen_us = now_us

    @property
    def is_offered(self) -> bool:
        return self.sighting.standing == "offered"

    def is_over(self, now_us: int) -> bool:
        keep_us = self.sighting.keep_us
        return bool(keep_us) and now_us - self.last_seen_us > keep_us

    def take(self, sighting: Sighting, now_us: int) -> None:
        """Take a newer sighting. One that knows less, or that is suspicious, changes nothing."""
        known = self.sighting.standing
        if sighting.standing == "suspicious" != known:
            return
        self.last_seen_us = now_us
        if known == "suspicious" or sighting.rank >= self.sighting.rank:
            self.sighting = sighting


class FoundCameras:
    """A bounded list. Whatever is not seen again in time leaves it by itself."""

    def __init__(self, is_added: IsAdded = lambda _address, _port: False) -> None:
        self._is_added = is_added
        self._entries: dict[str, _Entry] = {}
        self._watchers: list[Watcher] = []
        self.refused = 0  # For want of room.

    def note(self, sighting: Sighting, now_us: int) -> FoundCamera | None:
        """Take what a finder saw; None if there is no room for it.

        Watchers hear of a camera when it is offered for the first time.
        """
        key = f"{sighting.address}-{sighting.port}"
        entry = self._entries.get(key)
        was_offered = entry is not None and not entry.is_over(now_us) and entry.is_offered
        if entry is None or entry.is_over(now_us):
            if not self._has_room(sighting.address, now_us):
                self.refused += 1
                return None
            entry = self._entries[key] = _Entry(sighting, now_us)
        else:
            entry.take(sighting, now_us)
        camera = self._camera(key, entry)
        if entry.is_offered and not was_offered:
            for watcher in tuple(self._watchers):
                watcher(camera)
        return camera

    def forget(self, origin: str) -> None:
        """Drop what came from `origin`, which has said goodbye."""
        for key, entry in tuple(self._entries.items()):
            if entry.sighting.origin == origin:
                del self._entries[key]

    def list(self, now_us: int) -> list[FoundCamera]:
        """Return what is there: cameras first, by name."""
        self._drop_old(now_us)
        cameras = [self._camera(key, entry) for key, entry in self._entries.items()]
        return sorted(cameras, key=lambda c: (_STANDINGS.index(c.standing), c.name, c.key))

    def find(self, wanted: str, now_us: int) -> FoundCamera | None:
        """Return the one camera of that key, name or address, or None."""
        cameras = self.list(now_us)
        for camera in cameras:
            if camera.key == wanted:
                return camera
        fitting = [c for c in cameras if wanted in (c.name, c.address)]
        return fitting[0] if len(fitting) == 1 else None

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` for each camera that is offered from now on; return what ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _has_room(self, address: str, now_us: int) -> bool:
        self._drop_old(now_us)
        of_address = sum(e.sighting.address == address for e in self._entries.values())
        return len(self._entries) < MAX_FOUND and of_address < MAX_FOUND_PER_ADDRESS

    def _drop_old(self, now_us: int) -> None:
        for key, entry in tuple(self._entries.items()):
            if entry.is_over(now_us):
                del self._entries[key]

    def _camera(self, key: str, entry: _Entry) -> FoundCamera:
        seen = entry.sighting
        return FoundCamera(
            key=key,
            name=seen.name,
            address=seen.address,
            port=seen.port,
            kind=seen.kind,
            how=seen.how,
            stream_port=seen.stream_port,
            model=seen.model,
            standing=seen.standing,
            note=seen.note,
            is_added=self._is_added(seen.address, seen.port),
            first_seen_us=entry.first_seen_us,
            last_seen_us=entry.last_seen_us,
        )
