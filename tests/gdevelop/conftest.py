"""What tests in the real engine need: an exporter, a browser, and a way to play.

Knows: how these are put together. Does not know: any game.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
import trio

from tests.browser import HeadlessChromium, chromium_or_skip
from tests.gdevelop.exporting import Exporter, served
from tests.gdevelop.games import Game
from tests.gdevelop.playing import PlayedGame, playing


class Play(Protocol):
    """How to play a game."""

    def __call__(
        self,
        game: Game,
        bridge: str = "",
        *,
        init_script: str = "",
        search: str = "",
    ) -> AbstractAsyncContextManager[PlayedGame]:
        """Export a game, open it in the browser and play it until the block ends.

        `bridge` is the address that `games.connecting` connects to.
        """
        ...  # pragma: no cover


@pytest.fixture(scope="session")
def games_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where exported games lie."""
    return tmp_path_factory.mktemp("games")


@pytest.fixture(scope="session")
def exporter(games_folder: Path) -> Exporter:
    """GDevelop's own exporter."""
    return Exporter(games_folder)


@pytest.fixture(scope="session")
def games_address(games_folder: Path) -> Iterator[str]:
    """Where exported games are served."""
    with served(games_folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[HeadlessChromium]:
    """The machine's own browser."""
    chromium = HeadlessChromium(chromium_or_skip())
    yield chromium
    chromium.close()


@pytest.fixture
def play(exporter: Exporter, games_address: str, browser: HeadlessChromium) -> Play:
    """How to play a game in the browser."""

    @asynccontextmanager
    async def play_game(
        game: Game, bridge: str = "", *, init_script: str = "", search: str = ""
    ) -> AsyncGenerator[PlayedGame]:
        name = await trio.to_thread.run_sync(exporter.export, game)
        address = f"{games_address}/{name}/{search}"
        known = f"window.testedBridge = {bridge!r};\n{init_script}"
        async with playing(browser, address, size=game.size, init_script=known) as played:
            yield played

    return play_game
