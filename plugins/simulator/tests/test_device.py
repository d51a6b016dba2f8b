"""A camera boots, connects, reboots, and comes back when the link is lost."""

from typing import TYPE_CHECKING

import trio
from trio.testing import MockClock

from bridge.client import ClientClosed, ClientRefused
from bridge_simulator.faults import Fault
from bridge_simulator.life import BOOT_S

if TYPE_CHECKING:
    from plugins.simulator.tests.conftest import CameraOf, FakeBridge

JPEG = "device/cam-1/camera/jpeg"


async def test_hello_names_topics_features_and_boot(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    with trio.move_on_after(1):
        await camera_of(fake_bridge).run()
    ((hello, _),) = fake_bridge.hellos
    assert hello.id == "cam-1"
    assert hello.boot == "1-0"
    assert JPEG in hello.topics
    assert "framesize" in {feature.name for feature in hello.features}


async def test_device_clock_is_not_the_bridges(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    camera = camera_of(fake_bridge, Fault("drift", drift_ppm=50))
    start_s = trio.current_time()
    with trio.move_on_after(100):
        await camera.run()
    (clock,) = fake_bridge.device_clocks
    uptime_us = clock.now_us() - round((trio.current_time() - start_s) * 1_000_000)
    assert uptime_us > 280_000 + 5_000


async def test_commanded_reboot_starts_a_new_boot_with_a_new_clock(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    camera = camera_of(fake_bridge)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera.run)
        await trio.sleep(1)
        assert await fake_bridge.call("set", fps=3) == ("applied", 3)
        assert await fake_bridge.call("reboot") == ("applied", True)
        await trio.sleep(BOOT_S + 0.1)
        nursery.cancel_scope.cancel()
    assert [hello.boot for hello, _ in fake_bridge.hellos] == ["1-0", "1-1"]
    assert fake_bridge.device_clocks[1].now_us() < 1_000_000
    assert camera.status.reboots == 1


async def test_scripted_reboot_comes_at_its_time(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    camera = camera_of(fake_bridge, Fault("reboot", at_s=4))
    start_s = trio.current_time()
    with trio.move_on_after(8):
        await camera.run()
    assert [round(at_s - start_s, 3) for _, at_s in fake_bridge.hellos] == [0, 4 + BOOT_S]


async def test_pictures_are_numbered_afresh_after_a_reboot(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    with trio.move_on_after(3):
        await camera_of(fake_bridge, Fault("reboot", at_s=1)).run()
    numbers = [frame.frame_seq for frame in fake_bridge.frames()]
    assert numbers.count(0) == 2


async def test_lost_link_is_opened_again(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    camera = camera_of(fake_bridge)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera.run)
        await trio.sleep(1)
        fake_bridge.lost.set()
        await trio.testing.wait_all_tasks_blocked()
        assert camera.status.last_error == "closed with 1006: the bridge hung up"
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    assert camera.status.connects == 2
    assert camera.status.last_error == ""
    assert len({hello.boot for hello, _ in fake_bridge.hellos}) == 1


async def test_pictures_that_waited_for_a_lost_link_are_counted(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.want(JPEG)
    camera = camera_of(fake_bridge, Fault("delay", delay_ms=900))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera.run)
        await trio.sleep(0.85)
        fake_bridge.lost.set()
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    assert camera.status.drops["link_lost"] == 8


async def test_refused_camera_is_patient(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.refusal = ClientRefused("unauthorized", "wrong key")
    camera = camera_of(fake_bridge)
    with trio.move_on_after(1200):
        await camera.run()
    assert 12 < len(fake_bridge.hellos) < 22
    assert camera.status.last_error == "unauthorized: wrong key"


async def test_bridge_that_is_not_there_is_tried_less_and_less(
    autojump_clock: MockClock, fake_bridge: "FakeBridge", camera_of: "CameraOf"
) -> None:
    fake_bridge.refusal = ClientClosed(1006, "no bridge")
    with trio.move_on_after(300):
        await camera_of(fake_bridge).run()
    early = sum(at_s - fake_bridge.hellos[0][1] < 10 for _, at_s in fake_bridge.hellos)
    assert early > 5
    assert len(fake_bridge.hellos) < 80
