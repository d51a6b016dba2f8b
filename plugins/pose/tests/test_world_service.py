"""World poses on the hub: there while somebody wants them, and nothing otherwise."""

import logging

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from bridge.api import (
    Hub,
    Pose,
    PoseSolution,
    Quaternion,
    TagDetection,
    TagDetections,
    TopicSpec,
    Vector3,
    WorldPose,
)
from bridge.app.core_topics import CORE_TOPICS
from bridge.testing.fakes import FakeClock
from bridge_pose.world_service import WorldService
from bridge_pose.world_settings import WorldSettings

CAMERA_FROM_ANCHOR = Pose(Vector3(0, 0, 0.5), Quaternion(1, 0, 0, 0))
CAMERA_FROM_TAG = Pose(Vector3(0.2, 0, 0.5), Quaternion(1, 0, 0, 0))


def find_spec(topic: str) -> TopicSpec | None:
    return next((spec for spec in CORE_TOPICS if spec.pattern.matches(topic)), None)


def detection(number: int, pose: Pose) -> TagDetection:
    return TagDetection(number, "tag36h11", 0.1, None, 60.0, 0, (PoseSolution(pose, 0.1),))


SEEN = TagDetections(41, None, (detection(0, CAMERA_FROM_ANCHOR), detection(7, CAMERA_FROM_TAG)))


def build(clock: FakeClock, **settings: object) -> tuple[Hub, WorldService]:
    hub = Hub(clock, find_spec)
    wanted = WorldSettings(**settings)  # type: ignore[arg-type] # Plain values of the test.
    return hub, WorldService(hub, wanted, logging.getLogger("world"))


async def test_world_poses_carry_the_time_and_number_of_their_picture() -> None:
    clock = FakeClock()
    hub, service = build(clock, name="hall")
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        with hub.subscribe(["world/hall/pose/*"], name="game") as game:
            await wait_all_tasks_blocked()
            hub.publish("device/cam-1/tags", SEEN, captured_us=clock.now_us())
            samples = [await game.receive() for _ in range(2)]
        nursery.cancel_scope.cancel()
    assert {s.topic for s in samples} == {"world/hall/pose/cam-1", "world/hall/pose/tag-7"}
    assert {(s.captured_us, s.frame_seq) for s in samples} == {(clock.now_us(), 41)}
    duck = next(s.value for s in samples if s.topic.endswith("tag-7"))
    assert isinstance(duck, WorldPose)
    assert (duck.world_from_entity.translation - Vector3(0.2, 0, 0)).norm() < 1e-9


@pytest.mark.parametrize("wanted", ["world/room/pose/tag-7", "world/**", "world/*/pose/cam-1"])
async def test_cameras_look_for_tags_only_while_somebody_wants_a_pose(wanted: str) -> None:
    hub, service = build(FakeClock())
    looked = hub.interest("device/cam-1/tags")
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        await wait_all_tasks_blocked()
        assert looked.count == 0
        with hub.subscribe([wanted], name="game"):
            await wait_all_tasks_blocked()
            assert looked.count == 1
        await wait_all_tasks_blocked()
        assert looked.count == 0
        nursery.cancel_scope.cancel()


async def test_a_bridge_full_of_names_keeps_the_poses_that_have_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub, service = build(FakeClock())
    hub.announce("world/room/pose/tag-7")
    for number in range(4096 - len(hub.topics())):
        hub.announce(f"device/d{number}/tags")
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        with hub.subscribe(["world/**"], name="game") as game:
            await wait_all_tasks_blocked()
            for _ in range(3):
                hub.publish("device/d1/tags", SEEN)
            assert (await game.receive()).topic == "world/room/pose/tag-7"
        nursery.cancel_scope.cancel()
    assert [r.levelname for r in caplog.records] == ["WARNING"]
