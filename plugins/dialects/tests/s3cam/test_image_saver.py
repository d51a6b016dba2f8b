"""Pictures are saved for as long as that is switched on."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from bridge.api import DeviceState, Hub, TopicKind, TopicSpec, parse_pattern
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_dialects.s3cam.image_folder import ImageFolder
from bridge_dialects.s3cam.image_saver import ImageSaver

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)
JPEG = "device/s3cam-1/camera/jpeg"


@pytest.fixture
async def hub() -> Hub:
    await trio.lowlevel.checkpoint()
    return build_hub(TrioClock(), STATE)


@pytest.fixture
async def saver(
    hub: Hub, tmp_path: Path, camera: Callable[[str], DeviceState], nursery: trio.Nursery
) -> AsyncIterator[ImageSaver]:
    devices = FakeDevices()
    devices.known.append(camera("s3cam-1"))
    saver = ImageSaver(hub, devices, ImageFolder(tmp_path / "images", 10, 10_000), lambda: 0.0)
    await nursery.start(saver.run)
    yield saver
    nursery.cancel_scope.cancel()


async def saved(saver: ImageSaver, count: int) -> None:
    """Wait until so many pictures are saved."""
    with trio.fail_after(30):
        while (await saver.count())[0].total_images < count:
            await trio.lowlevel.checkpoint()


async def test_nobody_is_interested_while_it_is_off(hub: Hub, saver: ImageSaver) -> None:
    await wait_all_tasks_blocked()
    assert hub.interest(JPEG).count == 0
    hub.publish(JPEG, payload=b"picture")
    await wait_all_tasks_blocked()
    counted, last = await saver.count()
    assert (counted.total_images, last) == (0, None)


async def test_each_picture_is_saved_while_it_is_on(hub: Hub, saver: ImageSaver) -> None:
    await saver.switch(is_on=True)
    await hub.interest(JPEG).wait_wanted()
    for number in (1, 2):
        hub.publish(JPEG, payload=b"picture")
        await saved(saver, number)
    await saver.switch(is_on=False)
    await hub.interest(JPEG).wait_unwanted()
    counted, last = await saver.count()
    assert saver.today(counted) == counted.total_images == 2
    assert last is not None
    assert last.filename == "2.jpg"


async def test_a_disk_that_fails_switches_it_off(
    hub: Hub, saver: ImageSaver, tmp_path: Path
) -> None:
    await saver.switch(is_on=True)
    await hub.interest(JPEG).wait_wanted()
    (tmp_path / "images" / "saving").unlink()
    (tmp_path / "images").rmdir()
    (tmp_path / "images").write_bytes(b"a file where the folder was")
    hub.publish(JPEG, payload=b"picture")
    await hub.interest(JPEG).wait_unwanted()
    assert saver.is_on is False
    assert saver.fault == "Not a directory"
