"""Tags in the real engine: seen, found, lost, where they are in space and in the picture."""

import math
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.api import Quaternion, Vector3
from bridge.testing.harness import running_bridge
from tests.gdevelop.boards import LENS, board, tag_at
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
    when,
)
from tests.gdevelop.playing import value_of

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

NUMBERS = {
    "X": "TagX",
    "Y": "TagY",
    "Z": "TagZ",
    "Distance": "TagDistance",
    "ImageX": "TagImageX",
    "ImageY": "TagImageY",
    "Angle": "TagImageAngle",
    "Size": "TagImageSize",
    "Turn": "TagRotationZ",
    "Age": "TagAge",
}


def tag_game(*events: Json, **variables: object) -> Game:
    """Return a game that writes down everything about tag 7 in every frame."""
    look = [set_number(name, f"GameBridge::{function}(7)") for name, function in NUMBERS.items()]
    told = [
        set_number("Count", "GameBridge::TagCount()"),
        set_number("First", "GameBridge::TagIdAt(0)"),
        set_number("Second", "GameBridge::TagIdAt(1)"),
    ]
    counting = [
        when(own("TagJustFound", "7", "", ""), then=[add_one("Found")]),
        when(own("TagJustLost", "7", "", ""), then=[add_one("Lost")]),
        when(own("IsTagVisible", "7", "", ""), then=[add_one("Frames"), *look]),
        when(then=told),
    ]
    zeros = dict.fromkeys([*NUMBERS, "Count", "First", "Second", "Found", "Lost", "Frames"], 0)
    # No smoothing and no prediction: what is asserted is what was sent.
    plain = [own("SetTagSmoothing", "0", ""), own("SetPosePrediction", "no", "")]
    start = when(at_start(), then=plain)
    named = {"Bridge": "", **zeros, **variables}
    return Game([Scene("Main", [*connecting(), start, *counting, *events], variables=named)])


async def near(game: "PlayedGame", **expected: float) -> None:
    """Check variables against what is true."""
    for name, value in expected.items():
        assert await game.variable(name) == pytest.approx(value, abs=1e-6), name


async def test_a_tag_is_where_the_camera_sees_it(play: "Play") -> None:
    turned = Quaternion.from_axis_angle(Vector3(0, 0, 1), math.radians(30))
    async with (
        running_bridge() as bridge,
        board(bridge, "cam-1", "Desk") as camera,
        play(tag_game(), bridge.url) as game,
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(
            camera.keep_seeing, tag_at(7, 0.1, -0.05, 0.5, turned), tag_at(9, 0, 0, 1)
        )
        await game.wait_for_variable("Found", 1)
        await game.wait_for_frames(10)
        await near(game, X=0.1, Y=-0.05, Z=0.5, Turn=30, Angle=30)
        await near(game, Distance=math.hypot(0.1, 0.05, 0.5), Count=2, First=7, Second=9)
        middle = (LENS.cx_px + 500 * 0.2 + 0.5) / 640, (LENS.cy_px - 500 * 0.1 + 0.5) / 480
        await near(game, ImageX=middle[0], ImageY=middle[1], Size=500 * 0.1 / 0.5 / 640)
        nursery.cancel_scope.cancel()


async def test_a_tag_is_found_once_held_for_a_moment_and_lost_once(play: "Play") -> None:
    async with (
        running_bridge() as bridge,
        board(bridge, "cam-1", "Desk") as camera,
        play(tag_game(), bridge.url) as game,
    ):
        for times in (1, 2):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(camera.keep_seeing, tag_at(7, 0, 0, 0.5))
                await game.wait_for_variable("Found", times)
                await game.wait_for_frames(5)
                nursery.cancel_scope.cancel()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(camera.keep_seeing)
                await game.wait_for_variable("Lost", times)
                nursery.cancel_scope.cancel()
            await game.wait_for_frames(5)
            assert await game.variable("Found") == times
            assert await game.variable("Lost") == times
        await near(game, Count=0, First=-1)


async def test_centred_tags_are_measured_from_where_they_were(play: "Play") -> None:
    press = when(
        call("KeyFromTextPressed", "", '"Space"'),
        call("BuiltinCommonInstructions::Once"),
        then=[own("CenterTags", ""), set_number("Centred", "1")],
    )
    async with (
        running_bridge() as bridge,
        board(bridge, "cam-1", "Desk") as camera,
        play(tag_game(press, Centred=0), bridge.url) as game,
    ):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(camera.keep_seeing, tag_at(7, 0.1, 0.1, 0.5))
            await game.wait_for_variable("Found", 1)
            await game.wait_for_frames(5)
            await game.run(lambda page: page.keyboard.down("Space"))
            await game.wait_for_variable("Centred", 1)
            await game.wait_for_frames(5)
            await near(game, X=0, Y=0, Z=0)
            nursery.cancel_scope.cancel()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(camera.keep_seeing, tag_at(7, 0.15, 0.1, 0.4))
            await game.wait_until(f"Math.abs({value_of('X')} - 0.05) < 1e-6")
            await near(game, Y=0, Z=-0.1)
            nursery.cancel_scope.cancel()
