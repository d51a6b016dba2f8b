"""The camera that the pages show: any camera of the bridge, one of the system's first.

Knows: the directory, the newest pictures. Does not know: routes.
"""

import trio

from bridge.api import Devices, DeviceState, Hub, Sample
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import jpeg_topic
from bridge_dialects.taghub.lookout import Lookout
from bridge_dialects.taghub.noticeboard import SYSTEM

WAIT_S = 2.0


class ShownCamera:
    """Answers questions about the camera that somebody wants, or the one that there is."""

    def __init__(self, hub: Hub, devices: Devices, lookout: Lookout) -> None:
        self.hub = hub
        self.lookout = lookout
        self._devices = devices

    def pick(self, wanted: str = "") -> CameraPick:
        """Return a fresh pick that knows who is here."""
        pick = CameraPick(SYSTEM, wanted)
        pick.note_all(self._devices.states())
        return pick

    def camera(self, wanted: str = "") -> str | None:
        """Return the id of the camera, or of the last one that was here, or None."""
        picked = self.pick(wanted).current
        if picked is not None:
            return picked
        gone = [state for state in self._devices.states() if self._has_pictures(state)]
        if wanted:
            gone = [state for state in gone if wanted in (state.id, state.name)]
        return max(gone, key=lambda state: state.since_us).id if gone else None

    def _has_pictures(self, state: DeviceState) -> bool:
        return self.hub.latest(jpeg_topic(state.id)) is not None

    async def photo(self, wanted: str = "") -> Sample | None:
        """Return the newest picture; wait a little where cameras work on demand only."""
        camera = self.camera(wanted)
        if camera is None:
            return None
        topic = jpeg_topic(camera)
        self.lookout.ask_for(topic)
        return self.hub.latest(topic) or await self._first(topic)

    async def _first(self, topic: str) -> Sample | None:
        with self.hub.subscribe([topic], name="taghub photo") as pictures:
            with trio.move_on_after(WAIT_S):
                return await pictures.receive()
        return None
