"""Which camera a viewer is shown, from link to link and from camera to camera.

Knows: device states, subscriptions. Does not know: what pictures become.
"""

from collections.abc import Sequence

from bridge.api import DeviceState, Sample, SamplesWanted
from bridge_dialects.gostream.roster import SYSTEM
from bridge_dialects.shared.camera_pick import CameraPick

STATES_SUB = 0
CAMERA_SUB = 1


class CameraFollower:
    """Follows the picked camera's topic `tail`. `wanted` is an id or a name, or ""."""

    def __init__(self, tail: str, wanted: str) -> None:
        self._tail = tail
        self._pick = CameraPick(SYSTEM, wanted)
        self._told: list[DeviceState] = []
        self._shown: str | None = None

    def begin(self) -> SamplesWanted:
        """Return the wish to know which cameras there are."""
        return SamplesWanted(("device/*/state",), sub=STATES_SUB)

    def note(self, sample: Sample) -> bool:
        """Take note of a device; False when the sample says nothing about devices."""
        if not isinstance(sample.value, DeviceState):
            return False
        self._told.append(sample.value)
        return True

    @property
    def has_news(self) -> bool:
        """True when another camera may have to be shown than the one that is."""
        return bool(self._told)

    def take_news(self) -> Sequence[SamplesWanted]:
        """Return the wish for the camera to be shown, if it is another one by now.

        All that was told meanwhile counts at once: a viewer that comes hears of every
        device, and shall not stick to the first.
        """
        told, self._told = self._told, []
        self._pick.note_all(told)
        if self._pick.current == self._shown:
            return ()
        self._shown = self._pick.current
        if self._shown is None:
            return (SamplesWanted((), sub=CAMERA_SUB),)
        return (SamplesWanted((f"device/{self._shown}/{self._tail}",), sub=CAMERA_SUB),)
