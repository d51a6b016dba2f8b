"""Commands from the real engine to hardware: applied, refused, newest wins, made safe."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.client import open_client
from bridge.model.values import DeviceFeature
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_simulator import plugin as simulator
from bridge_simulator.client_uplink import open_ws_uplink
from bridge_simulator.simulation import Flags, devices_from_flags, run_simulation
from tests.gdevelop.boards import board
from tests.gdevelop.games import (
    Game,
    Json,
    Scene,
    add_one,
    call,
    connecting,
    own,
    set_number,
    set_text,
    wait_for,
    when,
)

if TYPE_CHECKING:
    from bridge.client import IncomingCall
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

CAMERA, PAD = '"cam-1"', '"pad-1"'
OUTPUTS = (
    DeviceFeature("led-color", "output", "int", 0, 0xFFFFFF, default=0, unit="rgb"),
    DeviceFeature("vibration", "output", "float", 0, 1, default=0.0),
    DeviceFeature("servo", "output", "float", -90, 90, default=0.0),
    DeviceFeature("words", "setting", "enum", choices=("hello", "bye")),
    DeviceFeature("home", "action"),
)
ONCE = call("BuiltinCommonInstructions::Once")


def game_that(device: str, *actions: Json, events: tuple[Json, ...] = (), **named: object) -> Game:
    """Return a game that does something once, when the device is there."""
    act = when(own("IsDeviceConnected", device, ""), ONCE, then=actions)
    variables = {"Bridge": "", "Applied": 0, "Failed": 0, "Why": "", **named}
    return Game([Scene("Main", [*connecting(), act, *events], variables=variables)])


def outcomes(device: str, name: str) -> tuple[Json, ...]:
    """Return events that count what became of a command."""
    why = set_text("Why", f"GameBridge::LastCommandError({device}, {name})")
    return (
        when(own("CommandApplied", device, name, ""), then=[add_one("Applied")]),
        when(own("CommandFailed", device, name, ""), then=[add_one("Failed"), why]),
    )


@asynccontextmanager
async def bridge_with_camera() -> AsyncGenerator[RunningBridge]:
    """Give a bridge with a simulated camera."""
    (camera,) = devices_from_flags(Flags(size="QVGA", fps=10))
    async with running_bridge([simulator]) as bridge, trio.open_nursery() as nursery:
        options = [replace(camera, url=bridge.url)]
        await nursery.start(run_simulation, options, open_ws_uplink)
        yield bridge
        nursery.cancel_scope.cancel()


async def test_a_simulated_camera_applies_a_number_and_says_so_for_one_frame(play: "Play") -> None:
    send = own("SendNumber", CAMERA, '"quality"', "40", "")
    game = game_that(CAMERA, send, events=outcomes(CAMERA, '"quality"'))
    async with bridge_with_camera() as bridge, play(game, bridge.url) as played:
        await played.wait_for_variable("Applied", 1)
        await played.wait_for_frames(10)
        assert await played.variable("Applied") == 1
        assert await played.variable("Failed") == 0
        async with open_client(bridge.url, role="operator") as operator:
            again = await operator.call("cam-1", "set", {"quality": 40})
            assert again.value == 40


async def test_a_command_that_is_refused_says_why(play: "Play") -> None:
    send = own("SendNumber", CAMERA, '"quality"', "99", "")
    game = game_that(CAMERA, send, events=outcomes(CAMERA, '"quality"'))
    async with bridge_with_camera() as bridge, play(game, bridge.url) as played:
        await played.wait_for_variable("Failed", 1)
        assert "quality" in str(await played.variable("Why"))
        await played.wait_for_frames(10)
        assert await played.variable("Failed") == 1
        assert await played.variable("Applied") == 0


async def answered(call_: "IncomingCall") -> "tuple[str, dict[str, object]]":
    """Say that a call was done; return what it was."""
    await call_.applied(next(iter(call_.args.values()), None))
    return call_.method, dict(call_.args)


async def test_each_kind_of_command_reaches_the_board(play: "Play") -> None:
    send = [
        own("SetLed", PAD, '"255;128;0"', ""),
        own("SendText", PAD, '"words"', '"bye"', ""),
        own("RunDeviceAction", PAD, '"home"', ""),
        own("SendNumber", PAD, '"servo"', "45", ""),
    ]
    game = game_that(PAD, *send)
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url),
    ):
        told = [await answered(await pad.next_call()) for _ in send]
    assert sorted(told, key=repr) == sorted(
        [
            ("set", {"led-color": 0xFF8000}),
            ("set", {"words": "bye"}),
            ("home", {}),
            ("set", {"servo": 45}),
        ],
        key=repr,
    )


async def test_a_structure_becomes_the_arguments_of_a_command(play: "Play") -> None:
    send = own("SendVariable", PAD, '"set"', "Wish", "")
    game = game_that(PAD, send, Wish={"servo": 10, "words": "hello"})
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url),
    ):
        assert await answered(await pad.next_call()) == ("set", {"servo": 10, "words": "hello"})


async def test_a_slider_floods_nobody_and_its_last_position_counts(play: "Play") -> None:
    move = [
        when(
            own("IsDeviceConnected", PAD, ""),
            call("NumberVariable", "Position", "<", "60"),
            then=[add_one("Position"), own("SendNumber", PAD, '"servo"', "Position", "")],
        )
    ]
    game = game_that(PAD, events=tuple(move), Position=0)
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url) as played,
    ):
        first = await pad.next_call()
        await played.wait_for_variable("Position", 60)
        await answered(first)  # The board was slow; sixty positions were sent meanwhile.
        assert await answered(await pad.next_call()) == ("set", {"servo": 60})
        with trio.move_on_after(0.5):
            raise AssertionError(f"the board was flooded: {(await pad.next_call()).args}")


async def test_actions_after_a_command_wait_for_the_board(play: "Play") -> None:
    wait = wait_for(own("SendNumberAndWait", PAD, '"servo"', "5", "20", ""))
    game = game_that(PAD, wait, set_number("Done", "1"), Done=0)
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url) as played,
    ):
        told = await pad.next_call()
        await played.wait_for_frames(10)
        assert await played.variable("Done") == 0
        await answered(told)
        await played.wait_for_variable("Done", 1)


async def test_vibration_ends_by_itself(play: "Play") -> None:
    game = game_that(PAD, own("Vibrate", PAD, "0.5", "0.2", ""))
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url),
    ):
        assert await answered(await pad.next_call()) == ("set", {"vibration": 0.5})
        assert await answered(await pad.next_call()) == ("set", {"vibration": 0})


async def test_stopping_all_outputs_makes_them_safe(play: "Play") -> None:
    stop = when(
        own("CommandApplied", PAD, '"servo"', ""),
        ONCE,
        then=[own("StopAllOutputs", "")],
    )
    game = game_that(PAD, own("SendNumber", PAD, '"servo"', "45", ""), events=(stop,))
    async with (
        running_bridge() as bridge,
        board(bridge, features=OUTPUTS) as pad,
        play(game, bridge.url),
    ):
        assert await answered(await pad.next_call()) == ("set", {"servo": 45})
        assert await answered(await pad.next_call()) == ("set", {"servo": 0})
