"""Taking pictures without holding up everything else that the camera does."""

from typing import Protocol

import trio

from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor, SensorSettings, Shot
from bridge_simulator.settings import CameraOptions
from bridge_simulator.view import Scene


class Shutter(Protocol):
    """Takes one picture at a time."""

    async def __call__(self, time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        """Return the picture of a true time."""
        ...  # pragma: no cover


def build_sensor(options: CameraOptions, scene: Scene | None = None) -> Sensor:
    """Return the sensor of a camera, looking at its scene."""
    return Sensor(
        scene or build_scene(options.scene, options.seed), options.id, options.seed, options.optics
    )


def threaded_shutter(
    options: CameraOptions, renderers: trio.CapacityLimiter, scene: Scene | None = None
) -> Shutter:
    """Return a shutter that draws in a thread; `renderers` bounds how many draw at once."""
    sensor = build_sensor(options, scene)

    async def shoot(time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        return await trio.to_thread.run_sync(
            sensor.shoot, time_us, frame_seq, settings, limiter=renderers
        )

    return shoot
