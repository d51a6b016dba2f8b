"""Taking pictures without holding up everything else that the camera does."""

from typing import Protocol

import trio

from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor, SensorSettings, Shot
from bridge_simulator.settings import CameraOptions


class Shutter(Protocol):
    """Takes one picture at a time."""

    async def __call__(self, time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        """Return the picture of a true time."""
        ...  # pragma: no cover


def build_sensor(options: CameraOptions) -> Sensor:
    """Return the sensor of a camera, looking at its scene."""
    scene = build_scene(options.scene, options.seed)
    return Sensor(scene, options.id, options.seed, options.optics)


def threaded_shutter(options: CameraOptions, renderers: trio.CapacityLimiter) -> Shutter:
    """Return a shutter that draws in a thread; `renderers` bounds how many draw at once."""
    sensor = build_sensor(options)

    async def shoot(time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        return await trio.to_thread.run_sync(
            sensor.shoot, time_us, frame_seq, settings, limiter=renderers
        )

    return shoot
