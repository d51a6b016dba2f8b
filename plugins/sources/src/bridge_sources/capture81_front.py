"""The web server that capture81's board has beside its WebSocket: Espressif's, on port 80.

Knows: how to put that server's status and settings at a capture81 camera's side. Does not
know: pictures. The board works without it.
"""

import msgspec

from bridge.api import Ack, Clock, DeviceFeature, Event, Hub, Times
from bridge_sources.address import AddressPolicy
from bridge_sources.camera import Outlet
from bridge_sources.camera_capture81 import Capture81Camera
from bridge_sources.capture_dial import opener
from bridge_sources.control import CameraControl
from bridge_sources.http_client import CameraHttp, Dial, dial_tcp
from bridge_sources.records import SourceRecord

WEB_PORT = 80


class FrontOutlet:
    """The outlet of a capture81 camera, as its web server sees it. Satisfies `Outlet`."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self.clock: Clock = outlet.clock

    @property
    def record(self) -> SourceRecord:
        """The same board as a CameraWebServer; its stream's port has another use."""
        return msgspec.structs.replace(
            self._outlet.record, kind="cameraserver", port=WEB_PORT, stream_port=0
        )

    @property
    def is_wanted(self) -> bool:
        """As for the camera."""
        return self._outlet.is_wanted

    async def wait_wanted(self) -> None:
        """As for the camera."""
        await self._outlet.wait_wanted()

    async def wait_unwanted(self) -> None:
        """As for the camera."""
        await self._outlet.wait_unwanted()

    def show(self, jpeg: bytes, times: Times | None = None) -> None:
        """Nothing: the camera has shown it, with its times."""

    def publish(self, event: Event) -> None:
        """As for the camera."""
        self._outlet.publish(event)

    def note_answer(self) -> None:
        """Nothing: what counts is the WebSocket."""

    def note_fault(self, text: str) -> None:
        """Nothing, as for answers."""

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """As for the camera; the features are those of both."""
        self._outlet.announce(features, sdk)

    def answer(self, ack: Ack) -> None:
        """As for the camera."""
        self._outlet.answer(ack)


def build_capture81_camera(
    outlet: Outlet, http: CameraHttp, policy: AddressPolicy, hub: Hub, dial: Dial = dial_tcp
) -> Capture81Camera:
    """Return the camera of a source of that kind, with its web server beside it."""

    async def take_picture() -> bytes:
        return await camera.snapshot()

    front = CameraControl(http, FrontOutlet(outlet), take_picture)
    interest = hub.interest(f"device/{outlet.record.id}/camera/jpeg")
    camera = Capture81Camera(outlet, opener(outlet.record, policy, dial), interest, front)
    return camera
