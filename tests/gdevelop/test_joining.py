"""A game without a key asks to be let in, in the real engine, and keeps the key it gets."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge.api import Role
from bridge.testing.harness import running_bridge
from bridge_auth import plugin as auth
from bridge_auth.pairing.values import Decision
from bridge_auth.records import PeerRecord
from bridge_auth.remote import find_waiting, let_in, send_away
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from tests.gdevelop.games import (
    Game,
    Scene,
    at_start,
    connecting,
    negate,
    own,
    set_number,
    set_text,
    when,
)
from tests.gdevelop.playing import value_of

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

SETTINGS = '[bridge]\nport = 0\n[plugin.auth]\nloopback_role = "none"\n'
HAS_CODE = rf"/^\d{{3}} \d{{3}}$/.test({value_of('Code')})"


def asking_game() -> Game:
    """Return a game that tells how far it has come."""
    events = [
        when(at_start(), then=[own("SetGameName", '"Quiz"', "")]),
        *connecting(),
        when(own("IsConnected", ""), then=[set_number("Connected", "1")]),
        when(negate(own("IsConnected", "")), then=[set_number("Connected", "0")]),
        when(
            then=[
                set_text("Code", "GameBridge::PairingCode()"),
                set_text("Error", "GameBridge::LastError()"),
            ]
        ),
    ]
    variables = {"Bridge": "", "Connected": 0, "Code": "", "Error": ""}
    return Game([Scene("Main", events, variables=variables)])


async def test_a_game_shows_six_digits_and_is_let_in_by_them(play: "Play", tmp_path: Path) -> None:
    async with running_bridge([auth], SETTINGS, tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            desk = store.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        async with play(asking_game(), bridge.url) as played:
            await played.wait_until(HAS_CODE)
            shown = str(await played.variable("Code"))
            (waiting,) = await find_waiting(bridge.http_url, desk)
            assert (waiting.code, waiting.name, waiting.role) == (shown, "Quiz", "game")

            await let_in(bridge.http_url, desk, shown, Decision())
            await played.wait_for_variable("Connected", 1)
            assert await played.variable("Code") == ""
            assert await played.variable("Error") == ""

            await played.run(lambda page: page.reload())
            await played.wait_until("window.testedFrames > 5")
            await played.wait_for_variable("Connected", 1)
            assert await find_waiting(bridge.http_url, desk) == []


async def test_a_game_that_is_sent_away_says_so(play: "Play", tmp_path: Path) -> None:
    async with running_bridge([auth], SETTINGS, tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            desk = store.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        async with play(asking_game(), bridge.url) as played:
            await played.wait_until(HAS_CODE)
            await send_away(bridge.http_url, desk, str(await played.variable("Code")))
            await played.wait_until(
                f"{value_of('Error')}.includes('The operator of the bridge refused')"
            )
            assert await played.variable("Connected") == 0
