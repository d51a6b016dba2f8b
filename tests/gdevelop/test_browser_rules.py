"""What browsers keep from games: the local network without permission, frames in hidden tabs."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import trio

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
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

DIAL = '"pad-1/input/dial"'
LAST = 600


def asking_game() -> Game:
    """Return a game that tells why it is not connected."""
    told = [set_text("Why", "GameBridge::LastError()"), set_number("Needs", "1")]
    events = [
        when(own("NeedsLocalNetworkPermission", ""), then=told),
        when(own("IsConnected", ""), then=[set_number("Connected", "1")]),
    ]
    variables = {"Bridge": "", "Why": "", "Needs": 0, "Connected": 0}
    return Game([Scene("Main", [*connecting(), *events], variables=variables)])


@dataclass(frozen=True, slots=True)
class PublicSite:
    """A site on the public Internet, as far as its browser believes."""

    browser: HeadlessChromium
    origin: str


@pytest.fixture(scope="module")
def site(games_address: str) -> Iterator[PublicSite]:
    """The games, served by a site that is not in the network of the bridge."""
    host = games_address.removeprefix("http://127.0.0.1")
    origin = f"http://games.example{host}"
    flags = [
        "--host-resolver-rules=MAP games.example 127.0.0.1",
        f"--ip-address-space-overrides=127.0.0.1{host}=public",
        # As if it were https: browsers ask for such pages, and refuse others at once.
        f"--unsafely-treat-insecure-origin-as-secure={origin}",
    ]
    browser = HeadlessChromium(chromium_or_skip(), flags)
    yield PublicSite(browser, origin)
    browser.close()


@asynccontextmanager
async def playing_at(
    site: PublicSite, exporter: "Exporter", permissions: tuple[str, ...]
) -> AsyncGenerator["PlayedGame"]:
    """Play the game from the site, against a bridge that welcomes its pages."""
    name = await trio.to_thread.run_sync(exporter.export, asking_game())
    settings = f'[bridge]\nport = 0\norigins = ["{site.origin}"]\n'
    async with (
        running_bridge(settings=settings) as bridge,
        playing(
            site.browser,
            f"{site.origin}/{name}/",
            init_script=f"window.testedBridge = {bridge.url!r};",
            permissions=permissions,
        ) as game,
    ):
        yield game


async def test_a_public_game_without_permission_says_what_it_needs(
    site: PublicSite, exporter: "Exporter"
) -> None:
    async with playing_at(site, exporter, ()) as game:
        await game.wait_for_variable("Needs", 1)
        assert "local network" in str(await game.variable("Why")).lower()
        assert await game.variable("Connected") == 0


async def test_a_public_game_with_permission_connects(
    site: PublicSite, exporter: "Exporter"
) -> None:
    async with playing_at(site, exporter, ("local-network-access",)) as game:
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
        for number in range(1, LAST + 1):
            await pad.read("dial", number)
            await trio.sleep(0.005)  # A bridge slows down boards that send much more.
        await played.evaluate(GO_ON)
        await played.wait_for_variable("Number", LAST)
        most = await played.variable("Most")
        dropped = await played.variable("Dropped")
        assert isinstance(most, int)
        assert isinstance(dropped, int)
        assert 0 < most <= 50
        assert dropped > LAST // 2
