"""Flags become cameras."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.api import BridgeError
from bridge_simulator.faults import Fault
from bridge_simulator.settings import CameraOptions, PadOptions
from bridge_simulator.simulation import Flags, devices_from_flags, run_for
from bridge_simulator.status import CameraStatus

if TYPE_CHECKING:
    from plugins.simulator.tests.conftest import FakeBridge


def test_several_cameras_are_numbered_and_see_different_worlds() -> None:
    cameras = devices_from_flags(Flags(devices=3, seed=5))
    assert [camera.id for camera in cameras] == ["cam-1", "cam-2", "cam-3"]
    assert [camera.seed for camera in cameras] == [5, 6, 7]


def test_given_name_is_kept_or_numbered() -> None:
    assert [c.id for c in devices_from_flags(Flags(id="desk"))] == ["desk"]
    assert [c.id for c in devices_from_flags(Flags(id="desk", devices=2))] == ["desk-1", "desk-2"]


def test_name_that_is_no_device_id_is_refused() -> None:
    with pytest.raises(BridgeError, match="device id 'My Cam'"):
        devices_from_flags(Flags(id="My Cam"))


def test_each_camera_has_its_own_key(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"cam-{number}.key").write_text(f"key {number}")
    cameras = devices_from_flags(Flags(devices=2, key=f"@{tmp_path}/{{id}}.key"))
    assert [camera.key for camera in cameras] == ["key 1", "key 2"]


def test_flags_and_script_add_up(tmp_path: Path) -> None:
    script = tmp_path / "faults.toml"
    script.write_text('[[fault]]\nkind = "reboot"\nat_s = 9\n')
    (camera,) = devices_from_flags(Flags(loss=0.1, drift_ppm=-20, faults=script))
    assert Fault("loss", rate=0.1) in camera.faults
    assert Fault("drift", drift_ppm=-20) in camera.faults
    assert Fault("reboot", at_s=9) in camera.faults


def test_picture_flags_are_the_cameras_defaults() -> None:
    (camera,) = devices_from_flags(Flags(size="SVGA", fps=12, quality=20, is_always_on=True))
    assert isinstance(camera, CameraOptions)
    assert (camera.defaults.framesize, camera.defaults.fps) == ("SVGA", 12)
    assert camera.defaults.quality == 20
    assert camera.is_always_on


async def test_simulation_ends_after_its_time_and_tells_its_counters(
    fake_bridge: "FakeBridge",
) -> None:
    shown: list[CameraStatus] = []
    cameras = devices_from_flags(Flags(devices=2, size="QVGA", is_always_on=True))

    def show(statuses: list[CameraStatus]) -> None:
        shown[:] = statuses
        if any(status.frames_sent == 0 for status in statuses):
            return
        done.cancel()

    with trio.CancelScope() as done:
        await run_for(cameras, fake_bridge.open_uplink, None, show, show_period_s=0.01)
    assert [status.id for status in shown] == ["cam-1", "cam-2"]
    assert done.cancelled_caught
    statuses = await run_for(cameras, fake_bridge.open_uplink, 0.01, lambda _: None)
    assert [status.connects for status in statuses] == [1, 1]


def test_boards_are_named_for_what_they_are_and_take_faults_that_make_sense() -> None:
    first, second = devices_from_flags(Flags(devices=2, board="pad", loss=0.2, seed=3))
    assert isinstance(first, PadOptions)
    assert (first.id, second.id, second.seed) == ("pad-1", "pad-2", 4)
    assert Fault("loss", rate=0.2) in first.faults
    assert first.has_autopilot
    with pytest.raises(BridgeError, match="corrupt: a board sends no pictures"):
        devices_from_flags(Flags(board="pad", fault=("corrupt:5%",)))
