"""A foreign device's camera: its faults, its pace, its pictures without colours."""

from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.dialects.eye import Pace, grey_jpeg
from bridge_simulator.faults import Fault
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor, SensorSettings

if TYPE_CHECKING:
    from plugins.simulator.tests.dialects.conftest import DeviceOf


async def test_lost_picture_is_none_and_the_next_one_has_its_own_number(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    eye = device_of(Fault("loss", for_s=1, rate=1.0)).eye
    assert await eye.photo() is None
    await trio.sleep(1)
    photo = await eye.photo()
    assert photo is not None
    assert photo.number == 1


async def test_late_picture_still_knows_when_it_was_taken(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    photo = await device_of(Fault("delay", delay_ms=80)).eye.photo()
    assert photo is not None
    assert photo.taken_us == 0
    assert trio.current_time() == pytest.approx(0.08)


async def test_stall_holds_the_camera_up(device_of: "DeviceOf", autojump_clock: MockClock) -> None:
    photo = await device_of(Fault("stall", for_s=30)).eye.photo()
    assert photo is not None
    assert photo.taken_us == 30_000_000


async def test_late_picture_is_skipped_and_not_made_up_for(autojump_clock: MockClock) -> None:
    pace = Pace(TrueClock())
    await pace.wait(1)
    await trio.sleep(3.5)
    await pace.wait(1)
    await pace.wait(1)
    assert trio.current_time() == pytest.approx(5.5)


def test_grey_picture_has_one_component() -> None:
    sensor = Sensor(build_scene("table", 1), "cam")
    colours = sensor.shoot(0, 0, SensorSettings(framesize="240x240", quality=10)).jpeg
    grey = grey_jpeg(colours, 60)
    start = grey.index(b"\xff\xc0")
    assert grey[start + 5 : start + 10] == bytes([0, 240, 0, 240, 1])
    assert 4_000 < len(grey) < 12_000
    assert grey_jpeg(b"no picture", 60) == b"no picture"
