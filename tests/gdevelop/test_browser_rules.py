"""What browsers keep from games: the local network without permission, frames in hidden tabs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from bridge.testing.harness import running_bridge
from tests.browser import HeadlessChromium, chromium_or_skip
from tests.gdevelop.boards import board
from tests.gdevelop.games import (
    Game,
    Scene,
    add_one,
    connecting,
    own,
    set_number,
    set_text,
    when,
)
from tests.gdevelop.playing import playing

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.exporting import Exporter

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

DIAL = '"pad-1/input/dial"'


def asking_game() -> Game:
    """Return a game that tells why it is not connected."""
    told = [set_text("Why", "GameBridge::LastError()"), set_number("Needs", "1")]
    events = [
        when(own("NeedsLocalNetworkPermission", ""), then=told),
        when(own("IsConnected", ""), then=[set_number("Connected", "1")]),
    ]
    variables = {"Bridge": "", "Why": "", "Needs": 0, "Connected": 0}
    return Game([Scene("Main", [*connecting(), *events], variables=variables)])


@pytest.fixture(scope="module")
def public_browser(games_address: str) -> Iterator[HeadlessChromium]:
    """A browser for which the games are on the public Internet, and the bridge is not."""
    host = games_address.removeprefix("http://")
    flags = [f"--ip-address-space-overrides={host}=public"]
    browser = HeadlessChromium(chromium_or_skip(), flags)
    yield browser
    browser.close()


async def test_a_public_game_without_permission_says_what_it_needs(
    public_browser: HeadlessChromium, exporter: "Exporter", games_address: str
) -> None:
    address = f"{games_address}/{exporter.export(asking_game())}/"
    async with running_bridge() as bridge:
        script = f"window.testedBridge = {bridge.url!r};"
        async with playing(public_browser, address, init_script=script) as game:
            await game.wait_for_variable("Needs", 1)
            assert "permission" in str(await game.variable("Why")).lower()
            assert await game.variable("Connected") == 0


async def test_a_public_game_with_permission_connects(
    public_browser: HeadlessChromium, exporter: "Exporter", games_address: str
) -> None:
    address = f"{games_address}/{exporter.export(asking_game())}/"
    # The origin that the page has must be one that the bridge lets in.
    settings = f'[bridge]\nport = 0\norigins = ["{games_address}"]\n'
    async with running_bridge(settings=settings) as bridge:
        script = f"window.testedBridge = {bridge.url!r};"
        async with playing(
            public_browser, address, init_script=script, permissions=("local-network-access",)
        ) as game:
            await game.wait_for_variable("Connected", 1)
            assert await game.variable("Needs") == 0


# Stands for a hidden tab, which gets messages and no frames.
STOP_FRAMES = """() => {
  window.askedFrames = window.requestAnimationFrame;
  window.waitingFrame = null;
  window.requestAnimationFrame = (step) => { waitingFrame = step; return 1; };
}"""
GO_ON = """() => {
  window.requestAnimationFrame = window.askedFrames;
  if (waitingFrame) requestAnimationFrame(waitingFrame);
}"""


async def test_a_hidden_tab_stays_bounded_and_shows_the_newest_afterwards(play: "Play") -> None:
    events = [
        when(own("MessageReceived", DIAL, ""), then=[add_one("News")]),
        when(own("IsConnected", ""), then=[own("QueueMessages", DIAL, "50", "")]),
        when(then=[own("ReadMessages", DIAL, "Messages", "")]),
        when(
            then=[
                set_number("Most", "max(Most, VariableChildCount(Messages))"),
                set_number("Number", f"GameBridge::NumberValue({DIAL})"),
                set_number("Dropped", f"GameBridge::DroppedMessages({DIAL})"),
            ]
        ),
    ]
    variables = {"Bridge": "", "News": 0, "Messages": [], "Most": 0, "Number": 0, "Dropped": 0}
    game = Game([Scene("Main", [*connecting(), *events], variables=variables)])
    async with running_bridge() as bridge, board(bridge) as pad, play(game, bridge.url) as played:
        await pad.read("dial", 0)
        await played.wait_for_variable("News", 1)
        await played.evaluate(STOP_FRAMES)
        for number in range(1, 2001):
            await pad.read("dial", number)
        await played.evaluate(GO_ON)
        await played.wait_for_variable("Number", 2000)
        most = await played.variable("Most")
        dropped = await played.variable("Dropped")
        assert isinstance(most, int)
        assert isinstance(dropped, int)
        assert 0 < most <= 50
        assert dropped > 1000
