"""Which camera a page of one-camera systems shows, when there are several.

Knows: device states. Does not know: links, pictures.
"""

from collections.abc import Iterable

from bridge.api import DeviceState


class CameraPick:
    """Sticks to one camera while it is online.

    `wanted` is an id or a name and wins; otherwise cameras of the system `home` go before
    others, and among those the one that has been here longest. A device is a camera once
    it has sent a picture; with `home_has_cameras` those of `home` are from the start.
    """

    def __init__(self, home: str, wanted: str = "", *, home_has_cameras: bool = False) -> None:
        self._home = home
        self._wanted = wanted
        self._home_has_cameras = home_has_cameras
        self._cameras: dict[str, DeviceState] = {}
        self._picked: str | None = None

    @property
    def current(self) -> str | None:
        """The id of the camera to show, or None while there is none."""
        return self._picked

    @property
    def camera(self) -> DeviceState | None:
        """What is known of the camera to show, or None while there is none."""
        return None if self._picked is None else self._cameras.get(self._picked)

    def note_all(self, states: Iterable[DeviceState]) -> bool:
        """Take note of several devices at once; True when `current` has changed."""
        for state in states:
            if state.online and self._is_camera(state):
                self._cameras[state.id] = state
            else:
                self._cameras.pop(state.id, None)
        before = self._picked
        if self._picked not in self._cameras:
            self._picked = self._choose()
        elif self._wanted:
            self._picked = self._choose() or self._picked
        return self._picked != before

    def note(self, state: DeviceState) -> bool:
        """Take note of a device; True when `current` has changed."""
        return self.note_all((state,))

    def _choose(self) -> str | None:
        cameras = list(self._cameras.values())
        if self._wanted:
            cameras = [c for c in cameras if self._wanted in (c.id, c.name)]
        cameras.sort(key=lambda c: (c.dialect != self._home, c.since_us, c.id))
        return cameras[0].id if cameras else None

    def _is_camera(self, state: DeviceState) -> bool:
        if self._home_has_cameras and state.dialect == self._home:
            return True
        return any(topic.endswith("/camera/jpeg") for topic in state.topics)
