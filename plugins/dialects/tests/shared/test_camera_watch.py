"""Pictures come from the camera that is picked, and from the next when it leaves."""

import msgspec
import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from bridge.api import Delivery, DeviceState, Hub, TopicKind, TopicSpec, parse_pattern
from bridge.testing.fakes import TrioClock, build_hub
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import CameraWatch, jpeg_topic

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)


@pytest.fixture
async def hub() -> Hub:
    await trio.lowlevel.checkpoint()
    return build_hub(TrioClock(), STATE)


def come(hub: Hub, name: str) -> DeviceState:
    state = DeviceState(name, name, True, hub.clock.now_us(), topics=(jpeg_topic(name),))
    hub.publish(f"device/{name}/state", state)
    return state


async def test_it_follows_from_camera_to_camera(hub: Hub, nursery: trio.Nursery) -> None:
    seen: list[bytes] = []

    async def look() -> None:
        with CameraWatch(hub, CameraPick("s3cam"), "test", Delivery()) as watch:
            while True:
                seen.append((await watch.next_picture()).payload)

    nursery.start_soon(look)
    await wait_all_tasks_blocked()
    first, _second = come(hub, "a"), come(hub, "b")
    await wait_all_tasks_blocked()
    for name in ("a", "b"):
        hub.publish(jpeg_topic(name), payload=name.encode())
        await wait_all_tasks_blocked()
    assert seen == [b"a"]
    assert hub.interest(jpeg_topic("b")).count == 0
    hub.publish("device/a/state", msgspec.structs.replace(first, online=False))
    await wait_all_tasks_blocked()
    hub.publish(jpeg_topic("b"), payload=b"b")
    await wait_all_tasks_blocked()
    assert seen == [b"a", b"b"]
    nursery.cancel_scope.cancel()
    await wait_all_tasks_blocked()


async def test_nobody_is_left_behind(hub: Hub) -> None:
    come(hub, "a")
    with CameraWatch(hub, CameraPick("s3cam"), "test", Delivery()):
        assert len(hub.subscriptions()) == 1
    assert hub.subscriptions() == ()
