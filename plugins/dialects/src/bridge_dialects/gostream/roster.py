"""Who is here: cameras and viewers of the system on all its links.

Knows: ids. Does not know: links, samples.
"""

from bridge_dialects.gostream.guest import Guest, name_in_id
from bridge_dialects.shared.links import DeviceIds

SYSTEM = "gostream"


class Roster:
    """One for all links of the system."""

    def __init__(self) -> None:
        self._ids = DeviceIds(SYSTEM)
        self._links: dict[str, int] = {}
        self.viewers = 0

    @property
    def cameras(self) -> frozenset[str]:
        """The ids of the cameras with a link."""
        return frozenset(self._links)

    def enter_camera(self, guest: Guest) -> str:
        """Return the id of a camera that is here now: by the name that it was given, or
        by its address. ValueError if it was given a name that no device may have."""
        named = name_in_id(guest.camera) if guest.camera else None
        found = f"{SYSTEM}-{named}" if named else self._ids.take(guest.address)
        self._links[found] = self._links.get(found, 0) + 1
        return found

    def leave_camera(self, camera_id: str) -> None:
        """Say that a link of a camera is over; another one may have taken its place."""
        self._links[camera_id] -= 1
        if not self._links[camera_id]:
            del self._links[camera_id]
            self._ids.give_back(camera_id)
