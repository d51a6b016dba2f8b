"""What the routes of this system are about: the camera that the current request asks for.

Knows: the current request, devices, the hub. Does not know: routes.
"""

from quart import request

from bridge.api import Devices, DeviceState, Hub
from bridge_dialects.s3cam.surroundings import SYSTEM
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import jpeg_topic


class ShownCamera:
    """Finds cameras for requests; `?camera=` names one."""

    def __init__(self, hub: Hub, devices: Devices) -> None:
        self.hub = hub
        self._devices = devices

    def pick(self) -> CameraPick:
        """Return what picks the camera that the current request wants."""
        pick = CameraPick(SYSTEM, request.args.get("camera", "")[:64], home_has_cameras=True)
        pick.note_all(self._devices.states())
        return pick

    @property
    def camera(self) -> DeviceState | None:
        """The camera that the current request wants, if it is here."""
        return self.pick().camera

    def jpeg(self) -> bytes | None:
        """Return the newest picture of that camera."""
        camera = self.camera
        return None if camera is None else latest_jpeg(self.hub, camera.id)


def latest_jpeg(hub: Hub, camera: str) -> bytes | None:
    """Return a camera's newest picture, however old."""
    sample = hub.latest(jpeg_topic(camera))
    return None if sample is None else sample.payload
