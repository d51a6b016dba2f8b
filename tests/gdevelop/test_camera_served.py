"""A game that the bridge serves itself finds it by an empty address and shows its camera.

Once in the sandbox of loopback, where the page has no origin, and once as another machine
of the network sees it, where browsers give plain http no decoder for video.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio

from bridge_games import plugin as games
from bridge_video import plugin as video
from tests.browser import ORIGIN_OF_A_LAN, HeadlessChromium
from tests.gdevelop.cameras import camera_at_bridge, once_library_is_there
from tests.gdevelop.games import own
from tests.gdevelop.pixels import pixels_of
from tests.gdevelop.playing import PlayedGame, playing
from tests.gdevelop.test_camera_bridge import CARD, STREAM, VIEW, assert_fresh, flat_game

if TYPE_CHECKING:
    from tests.gdevelop.exporting import Exporter

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

PAGE_S_OWN_HOST = "window.testedBridge = '';"


@asynccontextmanager
async def played_from(
    host: str, exporter: "Exporter", browser: HeadlessChromium, init_script: str = ""
) -> AsyncGenerator[PlayedGame]:
    """Play the game with a view and a Sprite that a bridge serves, under this host."""
    game = flat_game(own("StartStream", '""', "30", '"h264"', "0", ""))
    name = await trio.to_thread.run_sync(exporter.export, game)
    folder = (exporter.folder / name).as_posix()
    settings = f'[bridge]\nport = 0\n[plugin.games]\nfolders = ["{folder}"]\n'
    async with (
        camera_at_bridge([video, games], settings=settings) as bridge,
        playing(
            browser,
            f"http://{host}:{bridge.port}/games/{name}/",
            init_script=PAGE_S_OWN_HOST + init_script,
        ) as played,
    ):
        yield played


async def test_a_sandboxed_game_that_reads_text_only_fetches_its_pictures(
    exporter: "Exporter", browser: HeadlessChromium
) -> None:
    text_only = once_library_is_there("library.install({ encoding: 'json' });")
    async with played_from("127.0.0.1", exporter, browser, text_only) as game:
        assert await game.evaluate("self.origin") == "null"
        await game.wait_until(f"{STREAM}.pictureCount > 5")
        shown = pixels_of(await game.screenshot())
        assert shown.frame_number(VIEW) is not None
        assert shown.frame_number(VIEW) == shown.frame_number(CARD)


async def test_a_page_that_may_not_decode_video_gets_jpeg(
    exporter: "Exporter", browser: HeadlessChromium
) -> None:
    async with played_from(ORIGIN_OF_A_LAN, exporter, browser) as game:
        assert await game.evaluate("[isSecureContext, typeof VideoDecoder]") == [
            False,
            "undefined",
        ]
        await assert_fresh(game, VIEW, CARD)
        assert await game.evaluate(f"{STREAM}.kind") == "jpeg"
