"""A gostream camera sends one JPEG per message, by either of its libraries."""

from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock

from bridge_simulator.dialects.foreign_device import ForeignDevice, live
from bridge_simulator.dialects.gostream import Gostream
from bridge_simulator.dialects.library import Target
from bridge_simulator.faults import Fault

if TYPE_CHECKING:
    from plugins.simulator.tests.dialects.conftest import DeviceOf, MemoryServer

TARGET = Target("bridge", 8080, "/ws/camera")


def start(
    nursery: trio.Nursery, device: ForeignDevice, server: "MemoryServer", *, is_sketch: bool = False
) -> None:
    camera = Gostream(device, TARGET, 4, is_sketch=is_sketch, open_stream=server.open_stream)
    nursery.start_soon(live, device, camera.live)


@pytest.mark.parametrize("size", [9_000, 16_384, 16_385, 40_000])
@pytest.mark.parametrize("is_sketch", [False, True])
async def test_each_message_is_one_picture(
    size: int,
    is_sketch: bool,
    server: "MemoryServer",
    device_of: "DeviceOf",
    autojump_clock: MockClock,
) -> None:
    device = device_of(size=size)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server, is_sketch=is_sketch)
        visit = await server.visits.receive()
        heard = await visit.until(3)
        assert visit.request.path == "/ws/camera"
        nursery.cancel_scope.cancel()
    assert [len(x) for x in heard] == [size] * 3
    assert heard[0][:2] == b"\xff\xd8"
    assert device.status.frames_sent == 3


async def test_what_is_pushed_to_a_camera_is_complained_about(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of()
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        visit = await server.visits.receive()
        await visit.connection.send_message("hello")
        await visit.connection.send_message(bytes(7))
        await visit.until(3)
        nursery.cancel_scope.cancel()
    assert dict(device.status.complaints) == {
        "a camera was sent a text of 5 letters": 1,
        "a device was sent 7 bytes": 1,
    }


async def test_it_tries_again_every_five_seconds(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of()
    server.is_down = True
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        await trio.sleep(12)
        assert device.status.last_error == "bridge:8080: no route to bridge:8080"
        server.is_down = False
        await server.visits.receive()
        assert trio.current_time() == pytest.approx(15)
        nursery.cancel_scope.cancel()


async def test_lost_pictures_are_not_sent(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("loss", rate=0.5))
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        await (await server.visits.receive()).until(20)
        nursery.cancel_scope.cancel()
    assert 5 < device.status.drops["loss"] < 60
