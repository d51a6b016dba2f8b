"""A game records its devices, and plays them again when they are gone, in the real engine."""

from typing import TYPE_CHECKING

import pytest
import trio

from bridge.testing.harness import running_bridge
from bridge_recorder import plugin as recorder
from tests.gdevelop.boards import board
from tests.gdevelop.games import (
    Game,
    Json,
    Scene,
    call,
    connecting,
    negate,
    own,
    set_number,
    set_text,
    when,
)

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

PAD = '"pad-1"'


def on_key(key: str, action: Json) -> Json:
    """Return the event that does something once when a key goes down."""
    pressed = call("KeyFromTextPressed", "", f'"{key}"')
    return when(pressed, call("BuiltinCommonInstructions::Once"), then=[action])


def tells(variable: str, condition: Json) -> list[Json]:
    """Return events that say in a variable whether a condition holds."""
    return [
        when(condition, then=[set_number(variable, "1")]),
        when(negate(condition), then=[set_number(variable, "0")]),
    ]


async def test_a_stick_is_played_again_after_the_board_has_gone(play: "Play") -> None:
    events = [
        *connecting(),
        on_key("a", own("StartRecording", '"Take one"', "")),
        on_key("b", own("StopRecording", "")),
        on_key("c", own("StartReplay", '""', "1", "yes", "")),
        on_key("d", own("StopReplay", "")),
        *tells("Recording", own("IsRecording", "")),
        *tells("Replaying", own("IsReplaying", "")),
        when(
            then=[
                set_number("Axis", f'GameBridge::AxisValue({PAD}, "x")'),
                set_text("Error", "GameBridge::LastError()"),
            ]
        ),
    ]
    variables = {"Bridge": "", "Recording": 0, "Replaying": 0, "Axis": 0, "Error": ""}
    game = Game([Scene("Main", events, variables=variables)])
    async with running_bridge([recorder]) as bridge, play(game, bridge.url) as played:
        async with board(bridge) as pad, trio.open_nursery() as nursery:
            nursery.start_soon(pad.keep_reading, "axis-x", 1.0)
            await played.wait_for_variable("Axis", 1)
            await played.press("a")
            await played.wait_for_variable("Recording", 1)
            await played.wait_for_frames(30)
            await played.press("b")
            await played.wait_for_variable("Recording", 0)
            nursery.cancel_scope.cancel()
        await played.wait_for_variable("Axis", 0)

        await played.press("c")
        await played.wait_for_variable("Replaying", 1)
        await played.wait_for_variable("Axis", 1)
        await played.press("d")
        await played.wait_for_variable("Replaying", 0)
        await played.wait_for_variable("Axis", 0)
        assert await played.variable("Error") == ""
