from dataclasses import dataclass

import msgspec
import pytest
import trio
import trio.testing

from bridge.api import DeviceState, Hub
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_dialects.taghub.lookout import Lookout
from bridge_dialects.taghub.noticeboard import Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.shown_camera import ShownCamera
from bridge_dialects.taghub.visits_book import VisitsBook

BOARD = DeviceState(
    "taghub-1", "LilyGO", True, 5, "ws", "", "taghub", topics=("device/taghub-1/camera/jpeg",)
)
GARDEN = DeviceState(
    "cam-1", "Garden", True, 1, "ws", "", "s3cam", topics=("device/cam-1/camera/jpeg",)
)


@dataclass(frozen=True)
class Scene:
    """Cameras, and the answer to which one is shown."""

    hub: Hub
    devices: FakeDevices
    shown: ShownCamera


@pytest.fixture
async def scene() -> Scene:
    await trio.lowlevel.checkpoint()
    hub, devices = build_hub(TrioClock()), FakeDevices()
    board = Noticeboard(TaghubSettings(), lambda: 0.0)
    lookout = Lookout(hub, board, VisitsBook(0, lambda: 0.0))
    return Scene(hub, devices, ShownCamera(hub, devices, lookout))


async def test_boards_of_the_system_go_first_and_any_camera_can_be_named(scene: Scene) -> None:
    assert scene.shown.camera() is None
    scene.devices.known[:] = [GARDEN]
    assert scene.shown.camera() == "cam-1"
    scene.devices.known[:] = [GARDEN, BOARD]
    assert scene.shown.camera() == "taghub-1"
    assert scene.shown.camera("Garden") == "cam-1"
    assert scene.shown.camera("cam-1") == "cam-1"
    assert scene.shown.camera("nobody") is None


async def test_last_picture_of_a_board_that_is_gone_is_still_shown(scene: Scene) -> None:
    scene.hub.publish("device/taghub-1/camera/jpeg", payload=b"last")
    scene.devices.known[:] = [msgspec.structs.replace(BOARD, online=False)]
    photo = await scene.shown.photo()
    assert photo is not None
    assert photo.payload == b"last"
    assert scene.shown.camera("somebody else") is None


async def test_camera_that_works_on_demand_is_waited_for(
    scene: Scene, autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    scene.devices.known[:] = [GARDEN]
    topic = "device/cam-1/camera/jpeg"

    async def work() -> None:
        await scene.hub.interest(topic).wait_wanted()
        await trio.sleep(0.5)
        scene.hub.publish(topic, payload=b"first")

    nursery.start_soon(work)
    photo = await scene.shown.photo()
    assert photo is not None
    assert photo.payload == b"first"


async def test_camera_that_sends_nothing_has_no_picture(
    scene: Scene, autojump_clock: trio.testing.MockClock
) -> None:
    scene.devices.known[:] = [GARDEN]
    assert await scene.shown.photo() is None
