"""The connection of a game, in the real engine: opened, lost, found again, kept."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from bridge.testing.harness import running_bridge
from tests.gdevelop.boards import board
from tests.gdevelop.games import (
    Game,
    Json,
    Scene,
    add_one,
    call,
    connecting,
    javascript,
    negate,
    own,
    set_number,
    set_text,
    wait_for,
    when,
)
from tests.gdevelop.playing import value_of

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

# Counts the page's sockets from its first script on.
COUNT_SOCKETS = """
window.testedSockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); testedSockets.push(this); }
};
"""
READ = set_number("Number", 'GameBridge::NumberValue("pad-1/input/dial")')
COUNTS = [
    when(own("ConnectionJustOpened", ""), then=[add_one("Opened")]),
    when(own("ConnectionJustLost", ""), then=[add_one("Lost")]),
    when(then=[READ, set_text("State", "GameBridge::ConnectionState()")]),
]
VARIABLES: Json = {
    "Bridge": "",
    "State": "",
    "Version": "",
    "Problem": "",
    "Opened": 0,
    "Lost": 0,
    "Number": 0,
    "Broken": 0,
    "Connected": 0,
    "Waited": 0,
}


def game_with(*events: Json) -> Game:
    """Return a game that connects, counts and reads a dial."""
    return Game([Scene("Main", [*connecting(), *COUNTS, *events], variables=VARIABLES)])


async def test_a_game_connects_and_says_so_for_one_frame(play: "Play") -> None:
    facts = [
        when(own("IsConnected", ""), then=[set_text("Version", "GameBridge::BridgeVersion()")]),
        when(own("HasError", ""), then=[set_number("Broken", "1")]),
    ]
    async with running_bridge() as bridge, play(game_with(*facts), bridge.url) as game:
        await game.wait_for_variable("State", "connected")
        await game.wait_for_frames(10)
        assert await game.variable("Opened") == 1
        assert await game.variable("Version") == "0.1.0"
        assert await game.variable("Broken") == 0


async def test_without_a_bridge_a_game_runs_and_says_why(play: "Play") -> None:
    facts = [
        when(own("HasError", ""), then=[set_text("Problem", "GameBridge::LastError()")]),
        when(negate(own("IsConnected", "")), then=[add_one("Waited")]),
        when(own("MessageReceived", '"pad-1/input/dial"', ""), then=[set_number("Broken", "1")]),
    ]
    async with running_bridge() as bridge:
        nobody = bridge.url
    async with play(game_with(*facts), nobody) as game:
        await game.wait_until(f"{value_of('Problem')} !== ''")
        assert await game.variable("Opened") == 0
        assert await game.variable("Number") == 0
        assert await game.variable("Broken") == 0
        waited = await game.variable("Waited")
        assert isinstance(waited, int)
        assert waited > 0


async def test_a_game_finds_its_bridge_again_after_a_restart(play: "Play") -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(running_bridge())
        same_port = f"[bridge]\nport = {first.port}\n"
        played = AsyncExitStack()
        async with played:
            game = await played.enter_async_context(play(game_with(), first.url))
            await game.wait_for_variable("State", "connected")
            await stack.aclose()
            await game.wait_for_variable("Lost", 1)
            async with running_bridge(settings=same_port) as second, board(second) as pad:
                await game.wait_for_variable("Opened", 2)
                await pad.read("dial", 5)
                await game.wait_for_variable("Number", 5)


async def test_scenes_follow_each_other_on_one_connection(play: "Play") -> None:
    go = when(
        call("NumberVariable", "Number", "=", "1"), then=[call("Scene", "", '"Second"', "no")]
    )
    first = Scene("Main", [*connecting(), *COUNTS, go], variables=VARIABLES)
    second = Scene("Second", COUNTS, variables=VARIABLES)
    async with (
        running_bridge() as bridge,
        board(bridge) as pad,
        play(Game([first, second]), bridge.url, init_script=COUNT_SOCKETS) as game,
    ):
        await game.wait_for_variable("State", "connected")
        await pad.read("dial", 1)
        await game.wait_for_scene("Second")
        await game.wait_for_variable("Number", 1)
        await pad.read("dial", 2)
        await game.wait_for_variable("Number", 2)
        assert await game.evaluate("testedSockets.length") == 1
        assert await game.variable("Opened") == 0
        assert await game.variable("Lost") == 0


async def test_actions_after_connecting_and_waiting_find_a_connection(play: "Play") -> None:
    told = javascript("runtimeScene.getVariables().get('Bridge').setString(testedBridge);")
    connect = wait_for(own("ConnectAndWait", "Bridge", "", "20", ""))
    waited = when(own("IsConnected", ""), then=[set_number("Waited", "1")])
    start = when(call("DepartScene", ""), then=[connect, set_number("Connected", "1")])
    after = {**start, "events": [waited]}
    scene = Scene("Main", [told, after], variables=VARIABLES)
    async with running_bridge() as bridge, play(Game([scene]), bridge.url) as game:
        await game.wait_for_variable("Connected", 1)
        assert await game.variable("Waited") == 1


async def test_a_game_leaves_when_it_is_told_to(play: "Play") -> None:
    leave = when(call("KeyFromTextPressed", "", '"Space"'), then=[own("Disconnect", "")])
    async with running_bridge() as bridge, play(game_with(leave), bridge.url) as game:
        await game.wait_for_variable("State", "connected")
        await game.run(lambda page: page.keyboard.down("Space"))
        await game.wait_for_variable("State", "off")
        await game.wait_for_frames(30)
        assert await game.variable("State") == "off"


async def test_a_game_stays_away_when_it_shall_not_reconnect(play: "Play") -> None:
    stay = when(call("DepartScene", ""), then=[own("SetAutoReconnect", "no", "")])
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(running_bridge())
        async with play(game_with(stay), first.url, init_script=COUNT_SOCKETS) as game:
            await game.wait_for_variable("State", "connected")
            await stack.aclose()
            await game.wait_for_variable("Lost", 1)
            await game.wait_for_frames(60)
            assert await game.evaluate("testedSockets.length") == 1
