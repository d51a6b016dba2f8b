"""Devices in the real engine: who is there, buttons for one frame, axes and tilt."""

import math
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.testing.harness import running_bridge
from tests.gdevelop.boards import board
from tests.gdevelop.games import (
    Game,
    Json,
    Scene,
    add_one,
    at_start,
    call,
    connecting,
    own,
    set_number,
    set_text,
    when,
)
from tests.gdevelop.playing import value_of

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

PAD = '"pad-1"'
G = 9.81


def game_with(*events: Json, **variables: object) -> Game:
    """Return a game that connects and tells how many devices there are."""
    named = {"Bridge": "", "Devices": -1, **variables}
    count = when(own("IsConnected", ""), then=[set_number("Devices", "GameBridge::DeviceCount()")])
    return Game([Scene("Main", [*connecting(), count, *events], variables=named)])


async def test_a_device_comes_is_named_and_goes(play: "Play") -> None:
    events = [
        when(own("DeviceJustConnected", PAD, ""), then=[add_one("Came")]),
        when(own("DeviceJustDisconnected", PAD, ""), then=[add_one("Went")]),
        when(
            own("IsDeviceConnected", PAD, ""),
            then=[
                set_text("Id", "GameBridge::DeviceId(0)"),
                set_text("Name", f"GameBridge::DeviceName({PAD})"),
            ],
        ),
    ]
    game = game_with(*events, Came=0, Went=0, Id="", Name="")
    async with running_bridge() as bridge, play(game, bridge.url) as played:
        await played.wait_for_variable("Devices", 0)
        async with board(bridge, name="Red pad"):
            await played.wait_for_variable("Came", 1)
            await played.wait_for_variable("Name", "Red pad")
            assert await played.variable("Id") == "pad-1"
            assert await played.variable("Devices") == 1
            assert await played.variable("Went") == 0
        await played.wait_for_variable("Went", 1)
        await played.wait_for_variable("Devices", 0)
        assert await played.variable("Came") == 1


async def test_every_press_is_seen_for_one_frame_however_short(play: "Play") -> None:
    events = [
        when(own("IsButtonPressed", PAD, '"a"', ""), then=[set_number("Held", "1")]),
        when(own("IsButtonJustPressed", PAD, '"a"', ""), then=[add_one("Downs")]),
        when(own("IsButtonJustReleased", PAD, '"a"', ""), then=[add_one("Ups")]),
    ]
    game = game_with(*events, Held=0, Downs=0, Ups=0)
    async with running_bridge() as bridge, board(bridge) as pad, play(game, bridge.url) as played:
        await pad.read("button-a", False)
        await bridge.bridge.hub.interest("device/pad-1/input/button-a").wait_wanted()
        await played.wait_for_variable("Devices", 1)
        await played.wait_for_frames(10)
        assert await played.variable("Downs") == 0
        for presses in (1, 2, 3):
            # Both leave at once, so that both arrive between two frames, as a rule.
            await pad.read("button-a", True)
            await pad.read("button-a", False)
            await played.wait_for_variable("Ups", presses)
            await played.wait_for_frames(5)
            assert await played.variable("Downs") == presses
        await pad.read("button-a", True)
        await played.wait_for_variable("Downs", 4)
        await played.wait_for_frames(10)
        assert await played.variable("Held") == 1
        assert await played.variable("Downs") == 4
        assert await played.variable("Ups") == 3


async def test_an_axis_has_a_dead_zone_and_a_centre(play: "Play") -> None:
    events = [
        when(at_start(), then=[own("SetDeadZone", PAD, '"x"', "0.2", "")]),
        when(then=[set_number("Axis", f'GameBridge::AxisValue({PAD}, "x")')]),
        when(
            call("KeyFromTextPressed", "", '"Space"'),
            then=[own("CalibrateDevice", PAD, ""), set_number("Centred", "1")],
        ),
    ]
    game = game_with(*events, Axis=9, Centred=0)
    async with running_bridge() as bridge, board(bridge) as pad, play(game, bridge.url) as played:
        await pad.read("axis-x", 1.0)
        await played.wait_for_variable("Axis", 1)
        await pad.read("axis-x", 0.1)
        await played.wait_for_variable("Axis", 0)
        await pad.read("axis-x", -1.0)
        await played.wait_for_variable("Axis", -1)
        await pad.read("axis-x", 0.5)
        await played.wait_until(f"{value_of('Axis')} > 0.2 && {value_of('Axis')} < 0.5")
        await played.run(lambda page: page.keyboard.down("Space"))
        await played.wait_for_variable("Centred", 1)
        await played.wait_for_variable("Axis", 0)


async def test_a_tilted_board_gives_degrees(play: "Play") -> None:
    read = when(
        then=[
            set_number("X", f"GameBridge::TiltX({PAD})"),
            set_number("Y", f"GameBridge::TiltY({PAD})"),
        ]
    )
    game = game_with(read, X=99, Y=99)
    tilt = math.radians(20)
    async with running_bridge() as bridge, board(bridge) as pad, play(game, bridge.url) as played:
        # Its right edge down by 20°: gravity's answer leans to the left.
        right_down = (-G * math.sin(tilt), 0.0, G * math.cos(tilt))
        bottom_down = (0.0, G * math.sin(tilt), G * math.cos(tilt))
        for accel, x, y in ((right_down, 20, 0), (bottom_down, 0, 20)):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(pad.keep_reading, "accel", accel)
                await played.wait_until(
                    f"Math.hypot({value_of('X')} - {x}, {value_of('Y')} - {y}) < 0.5"
                )
                nursery.cancel_scope.cancel()
