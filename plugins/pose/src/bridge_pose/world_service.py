"""Publishes world poses while somebody wants some.

Knows: the hub. Does not know: how poses are found.
"""

from logging import Logger

import trio

from bridge.api import Hub, Interest, Subscription, TagDetections, WorldPose, parse_pattern
from bridge_pose.world import World
from bridge_pose.world_settings import WorldSettings

SEEN = parse_pattern("device/*/tags")


class WorldService:
    """From the tags of all cameras to `world/{name}/pose/{entity}`."""

    name = "world"

    def __init__(self, hub: Hub, settings: WorldSettings, logger: Logger) -> None:
        self._hub = hub
        self._logger = logger
        self._is_full = False
        self._settings = settings
        self._home = f"world/{settings.name}/pose"

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Work until cancelled; cameras need not look for tags while nobody asks."""
        interest = self._hub.interest(f"{self._home}/*")
        task_status.started()
        while True:
            await interest.wait_wanted()
            with self._hub.subscribe([SEEN.text], name="world") as seen:
                await self._follow(seen, interest)

    async def _follow(self, seen: Subscription, interest: Interest) -> None:
        """Place everything until nobody wants it any more."""
        world = World(
            {anchor.tag: anchor.world_from_tag for anchor in self._settings.anchors},
            round(self._settings.camera_hold_s * 1_000_000),
        )
        async with trio.open_nursery() as nursery:

            async def end() -> None:
                await interest.wait_unwanted()
                nursery.cancel_scope.cancel()

            nursery.start_soon(end)
            async for sample in seen:
                if not isinstance(sample.value, TagDetections):
                    continue
                (camera,) = SEEN.wildcards(sample.topic) or ("",)
                for entity, pose in world.learn(camera, sample.value, sample.captured_us):
                    self._publish(entity, pose, sample.captured_us, sample.value.frame_seq)

    def _publish(self, entity: str, pose: WorldPose, captured_us: int, frame_seq: int) -> None:
        topic = f"{self._home}/{entity}"
        try:
            self._hub.publish(topic, pose, captured_us=captured_us, frame_seq=frame_seq)
        except ValueError as error:
            # The hub has no room for more names, which is no reason to lose the others.
            if not self._is_full:
                self._logger.warning("%s is left out: %s", topic, error)
            self._is_full = True
