"""A board on the bridge, moved by a test's own hand.

Knows: readings, features, calls. Does not know: games.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from bridge.api import (
    Intrinsics,
    JsonScalar,
    Pose,
    PoseSolution,
    Quaternion,
    Reading,
    TagDetection,
    TagDetections,
    Vector3,
)
from bridge.client import Channel, Client, IncomingCall, open_client
from bridge.model.values import DeviceFeature
from bridge.testing.harness import RunningBridge

LENS = Intrinsics(640, 480, 500, 500, 320, 240)
UPRIGHT = Quaternion(1, 0, 0, 0)


class Board:
    """One device: `read` says what its inputs are, `next_call` what it is told to do."""

    def __init__(self, client: Client, device: str) -> None:
        self._client = client
        self._device = device
        self._channels: dict[str, Channel] = {}
        self._frame_seq = 0

    async def _channel(self, rest: str) -> Channel:
        if rest not in self._channels:
            self._channels[rest] = await self._client.advertise(f"device/{self._device}/{rest}")
        return self._channels[rest]

    async def read(self, name: str, value: JsonScalar | tuple[float, ...]) -> None:
        """Publish a reading of an input."""
        channel = await self._channel(f"input/{name}")
        await channel.publish(Reading(value))

    async def keep_reading(self, name: str, value: JsonScalar | tuple[float, ...]) -> None:
        """Publish a reading 50 times a second until cancelled, as sensors do."""
        while True:
            await self.read(name, value)
            await trio.sleep(0.02)

    async def keep_seeing(self, *tags: TagDetection) -> None:
        """Publish 30 pictures a second until cancelled, all with these tags."""
        while True:
            await self.see(*tags)
            await trio.sleep(0.033)

    async def see(self, *tags: TagDetection) -> None:
        """Publish what the camera's next picture has in it."""
        self._frame_seq += 1
        channel = await self._channel("tags")
        await channel.publish(TagDetections(self._frame_seq, LENS, tags))

    async def next_call(self) -> IncomingCall:
        """Return the next command, as soon as there is one."""
        return await anext(self._client.calls())


def tag_at(
    tag_id: int, x: float, y: float, z: float, rotation: Quaternion = UPRIGHT
) -> TagDetection:
    """Return a tag of 10 cm at a place before the camera, in metres."""
    pose = Pose(Vector3(x, y, z), rotation)
    half = 0.05
    edges = ((-half, -half), (half, -half), (half, half), (-half, half))
    spots = [pose.apply(Vector3(right, down, 0)) for right, down in edges]
    one, two, three, four = (
        (LENS.fx_px * p.x / p.z + LENS.cx_px, LENS.fy_px * p.y / p.z + LENS.cy_px) for p in spots
    )
    corners = (one, two, three, four)
    return TagDetection(tag_id, "tag36h11", 0.1, corners, 60.0, 0, (PoseSolution(pose, 0.1),))


@asynccontextmanager
async def board(
    bridge: RunningBridge,
    device: str = "pad-1",
    name: str = "Pad",
    features: tuple[DeviceFeature, ...] = (),
) -> AsyncGenerator[Board]:
    """Have a board on the bridge until the block ends."""
    async with open_client(
        bridge.url, role="device", id=device, name=name, features=features
    ) as client:
        yield Board(client, device)
