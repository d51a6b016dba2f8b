"""The camera of a foreign device: one picture at a time, with the faults of its script."""

import cv2
import msgspec
import numpy as np
import trio

from bridge.api import BridgeError
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.features import CameraSettings
from bridge_simulator.sensor import SensorSettings, Shot
from bridge_simulator.shutter import Shutter
from bridge_simulator.status import CameraStatus

_US_PER_S = 1_000_000


class Photo(msgspec.Struct, frozen=True):
    """One JPEG file; `taken_us` is by the true clock."""

    jpeg: bytes
    number: int
    taken_us: int


class Eye:
    """Takes pictures with settings that commands may change."""

    def __init__(
        self,
        shutter: Shutter,
        faults: FaultPlan,
        clock: TrueClock,
        status: CameraStatus,
        settings: CameraSettings,
    ) -> None:
        self.settings = settings
        self._shutter = shutter
        self._faults = faults
        self._clock = clock
        self._status = status
        self._next_number = 0
        # One sensor: whoever else wants a picture waits.
        self._one_picture = trio.Lock()

    async def photo(self) -> Photo | None:
        """Return a picture, late or damaged where a fault says so; None when it is lost."""
        async with self._one_picture:
            await self.sit_out_stall()
            taken_us, number = self._clock.now_us(), self._next_number
            self._next_number += 1
            shot = await self._shutter(taken_us, number, self.settings.for_sensor())
            self._status.frames_captured += 1
        fate = self._faults.fate(number, taken_us)
        if fate.is_lost:
            self._status.drops["loss"] += 1
            return None
        await self._clock.sleep_until(taken_us + fate.delay_us)
        jpeg = shot.jpeg
        if fate.damage is not None:
            jpeg = self._faults.damaged(jpeg, number, fate.damage)
        return Photo(jpeg, number, taken_us)

    async def sit_out_stall(self) -> None:
        """Wait until no stall holds the device up."""
        ends_us = self._faults.stall_ends_us(self._clock.now_us())
        if ends_us is not None:
            before, self._status.link = self._status.link, "stalled"
            await self._clock.sleep_until(ends_us)
            self._status.link = before


class Pace:
    """Gives the times of pictures; a late one is skipped, not made up for."""

    def __init__(self, clock: TrueClock) -> None:
        self._clock = clock
        self._next_us = clock.now_us()

    async def wait(self, period_s: float) -> None:
        """Wait until a period has passed since the last time."""
        period_us = round(period_s * _US_PER_S)
        self._next_us = max(self._next_us + period_us, self._clock.now_us())
        await self._clock.sleep_until(self._next_us)


def grey_shutter(shutter: Shutter, quality: int, renderers: trio.CapacityLimiter) -> Shutter:
    """Return a shutter whose pictures are grey, and encoded by software."""

    async def shoot(time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        shot = await shutter(time_us, frame_seq, settings)
        jpeg = await trio.to_thread.run_sync(grey_jpeg, shot.jpeg, quality, limiter=renderers)
        return Shot(jpeg, shot.truth)

    return shoot


def grey_jpeg(jpeg: bytes, quality: int) -> bytes:
    """Return a picture without colours, as software on the device encodes it.

    `quality` is that of the encoder in software, 1 to 100 (best).
    """
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        return jpeg
    is_done, encoded = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, quality))
    if not is_done:
        raise BridgeError("OpenCV encoded no grey picture")
    return encoded.tobytes()
