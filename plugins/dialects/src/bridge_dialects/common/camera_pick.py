"""Which camera a page of one-camera systems shows, when there are several.

Knows: device states. Does not know: links, pictures.
"""

from bridge.api import DeviceState


class CameraPick:
    """Sticks to one camera while it is online.

    `wanted` is an id or a name and wins; otherwise cameras of the system `home` go before
    others, and among those the one that has been here longest.
    """

    def __init__(self, home: str, wanted: str = "") -> None:
        self._home = home
        self._wanted = wanted
        self._cameras: dict[str, DeviceState] = {}
        self._picked: str | None = None

    @property
    def current(self) -> str | None:
        """The id of the camera to show, or None while there is none."""
        return self._picked

    def note(self, state: DeviceState) -> bool:
        """Take note of a device; True when `current` has changed."""
        if state.online and _has_camera(state):
            self._cameras[state.id] = state
        else:
            self._cameras.pop(state.id, None)
        before = self._picked
        if self._picked not in self._cameras:
            self._picked = self._choose()
        elif self._wanted:
            self._picked = self._choose() or self._picked
        return self._picked != before

    def _choose(self) -> str | None:
        cameras = list(self._cameras.values())
        if self._wanted:
            cameras = [c for c in cameras if self._wanted in (c.id, c.name)]
        cameras.sort(key=lambda c: (c.dialect != self._home, c.since_us, c.id))
        return cameras[0].id if cameras else None


def _has_camera(state: DeviceState) -> bool:
    return any(topic.endswith("/camera/jpeg") for topic in state.topics)
