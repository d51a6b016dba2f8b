"""The pictures of the camera that a page shows, whichever that is at the moment.

Knows: the hub, CameraPick. Does not know: routes, how pictures are written.
"""

from types import TracebackType
from typing import Self

from bridge.api import Delivery, DeviceState, Hub, Sample, Subscription
from bridge_dialects.shared.camera_pick import CameraPick

STATES = "device/*/state"


def jpeg_topic(camera: str) -> str:
    """Return the topic of a camera's pictures."""
    return f"device/{camera}/camera/jpeg"


class CameraWatch:
    """Follows a pick from camera to camera. One task enters it and asks for pictures."""

    def __init__(self, hub: Hub, pick: CameraPick, name: str, delivery: Delivery) -> None:
        self._hub = hub
        self._pick = pick
        self._name = name
        self._delivery = delivery
        self._subscription: Subscription | None = None

    def __enter__(self) -> Self:
        self._follow()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def _follow(self) -> Subscription:
        if self._subscription is not None:
            self._subscription.close()
        topics = [STATES]
        if self._pick.current is not None:
            topics.append(jpeg_topic(self._pick.current))
        self._subscription = self._hub.subscribe(topics, self._delivery, name=self._name)
        return self._subscription

    async def next_picture(self) -> Sample:
        """Wait for a picture. trio.EndOfChannel once it is no longer entered."""
        subscription = self._subscription or self._follow()
        while True:
            sample = await subscription.receive()
            if sample.topic.endswith("/camera/jpeg"):
                return sample
            if self._pick.note(sample.value_as(DeviceState)):
                subscription = self._follow()
