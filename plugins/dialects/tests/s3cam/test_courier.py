"""Commands that waited are brought to the camera when it comes."""

from collections.abc import Callable

import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.api import DeviceState, Hub, TopicKind, TopicSpec, parse_pattern
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_dialects.s3cam.courier import Courier
from bridge_dialects.s3cam.tally import WAITING_US, WaitingCommands

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)
MakeCamera = Callable[[str], DeviceState]


async def deliver(
    waiting: WaitingCommands, devices: FakeDevices, *come: DeviceState
) -> list[tuple[str, str]]:
    """Let cameras come and return what they were told."""
    hub = build_hub(TrioClock(), STATE)
    async with trio.open_nursery() as nursery:
        await nursery.start(Courier(hub, devices, waiting).run)
        await come_in(hub, devices, *come)
        nursery.cancel_scope.cancel()
    assert hub.subscriptions() == ()
    return [(call.target, call.method) for call in devices.calls]


async def come_in(hub: Hub, devices: FakeDevices, *come: DeviceState) -> None:
    for state in come:
        devices.known.append(state)
        hub.publish(f"device/{state.id}/state", state)
        await wait_all_tasks_blocked()


async def test_the_urgent_ones_arrive_first(camera: MakeCamera) -> None:
    waiting, devices = WaitingCommands(), FakeDevices()
    for cmd, val in (("vflip", "1"), ("quality", "12"), ("reboot", "")):
        waiting.add(cmd, val, "", "192.168.1.5", 0)
    told = await deliver(waiting, devices, camera("s3cam-1"))
    assert told == [("s3cam-1", "reboot"), ("s3cam-1", "set"), ("s3cam-1", "set")]
    assert devices.calls[1].args == {"quality": 12}
    assert waiting.size(0) == 0
    assert {(c.address, c.dialect) for c in devices.claims} == {("192.168.1.5", "s3cam")}


async def test_a_command_for_one_camera_waits_for_it(camera: MakeCamera) -> None:
    waiting, devices = WaitingCommands(), FakeDevices()
    waiting.add("reboot", "", "s3cam-2", "192.168.1.5", 0)
    told = await deliver(waiting, devices, camera("s3cam-1"), camera("s3cam-2"))
    assert told == [("s3cam-2", "reboot")]


async def test_what_the_camera_does_not_take_is_left_out(camera: MakeCamera) -> None:
    waiting, devices = WaitingCommands(), FakeDevices()
    waiting.add("dance", "", "", "192.168.1.5", 0)
    waiting.add("reboot", "", "", "192.168.1.5", 0)
    assert await deliver(waiting, devices, camera("s3cam-1")) == [("s3cam-1", "reboot")]


async def test_a_peer_that_may_no_longer_come_in_commands_nothing(camera: MakeCamera) -> None:
    waiting, devices = WaitingCommands(), FakeDevices()
    devices.refusal = "wrong network"
    waiting.add("reboot", "", "", "192.168.1.5", 0)
    assert await deliver(waiting, devices, camera("s3cam-1")) == []


async def test_stale_commands_are_not_delivered(
    camera: MakeCamera, autojump_clock: MockClock
) -> None:
    waiting, devices = WaitingCommands(), FakeDevices()
    waiting.add("reboot", "", "", "192.168.1.5", -WAITING_US)
    assert await deliver(waiting, devices, camera("s3cam-1")) == []
