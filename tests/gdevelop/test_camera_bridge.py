"""A simulated camera's pictures go through a real bridge onto the screen of a game."""

from typing import TYPE_CHECKING

import pytest

from bridge_video import plugin as video
from tests.gdevelop.cameras import (
    COUNT_BITMAPS,
    DAMAGE_PICTURES,
    camera_at_bridge,
    once_library_is_there,
)
from tests.gdevelop.games import Game, Json, Scene, Thing, at_start, behavior, connecting, own, when
from tests.gdevelop.pixels import Box, pixels_of, plain_png
from tests.gdevelop.shapes import box, sprite

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

STREAM = "gdjs._gameBridge.bridge().stream('')"
IMAGES = {"card.png": plain_png(320, 240, (0, 0, 0))}
VIEW = (0.0, 0.0, 320.0, 240.0)
CARD = (320.0, 0.0, 320.0, 240.0)
# The front of the box, at Z = 0.
FRONT = (160.0, 100.0, 320.0, 240.0)


def flat_game(*actions: Json) -> Game:
    """Return a game with a view and a Sprite side by side."""
    content: Json = {"content": {"NoSignalAfter": 0}}
    view = Thing("View", "GameBridge::CameraView", content, at=(0, 0, 0), size=(320, 240, 0))
    screen = behavior("Screen", "GameBridge::CameraScreen", NoSignalAfter=0)
    card = sprite("Card", "card.png", [screen], at=(320, 0, 0))
    events = [*connecting(), when(at_start(), then=list(actions))]
    scene = Scene("Main", events, [view, card], {"Bridge": ""})
    return Game([scene], resources=IMAGES)


def deep_game() -> Game:
    """Return a game with a 3D box."""
    screen = behavior("Screen", "GameBridge::CameraScreen3D", NoSignalAfter=0)
    cube = box("Box", [screen], at=(160, 100, -100), size=(320, 240, 100))
    return Game([Scene("Main", connecting(), [cube], {"Bridge": ""}, is_3d=True)])


async def assert_fresh(game: "PlayedGame", *places: Box) -> None:
    """Check that the number on the screen is that of a picture of now, twice."""
    for _ in range(2):
        await game.wait_until(f"{STREAM}.pictureCount > (window.seenCount ?? 0) + 5")
        before = await number_of(game)
        shown = pixels_of(await game.screenshot())
        after = await number_of(game)
        await game.evaluate(f"window.seenCount = {STREAM}.pictureCount")
        numbers = [shown.frame_number(place) for place in places]
        assert all(number is not None and before <= number <= after for number in numbers), (
            before,
            numbers,
            after,
        )


async def number_of(game: "PlayedGame") -> int:
    """Return the number of the picture that the game has."""
    number = await game.evaluate(f"{STREAM}.frameNumber")
    assert isinstance(number, int)
    return number


async def test_a_view_and_a_sprite_show_the_number_of_the_picture(play: "Play") -> None:
    async with (
        camera_at_bridge() as bridge,
        play(flat_game(), bridge.url, init_script=COUNT_BITMAPS) as game,
    ):
        await assert_fresh(game, VIEW, CARD)
        assert await game.evaluate(f"[{STREAM}.widthPx, {STREAM}.heightPx]") == [640, 480]
        # Never more than the one shown, the one that waits and the one in the decoder.
        assert await game.evaluate("bitmaps.opened - bitmaps.closed <= 3")


async def test_a_3d_box_shows_the_number_of_the_picture(play: "Play") -> None:
    async with camera_at_bridge() as bridge, play(deep_game(), bridge.url) as game:
        await assert_fresh(game, FRONT)


async def test_h264_is_decoded_where_the_page_may(play: "Play") -> None:
    start = own("StartStream", '""', "30", '"h264"', "0", "")
    async with (
        camera_at_bridge([video]) as bridge,
        play(flat_game(start), bridge.url) as game,
    ):
        await assert_fresh(game, VIEW, CARD)
        assert await game.evaluate(f"{STREAM}.kind") == "h264"


async def test_a_game_that_reads_text_only_fetches_its_pictures(play: "Play") -> None:
    """The page has another origin than the bridge: another port of loopback."""
    text_only = once_library_is_there("library.install({ encoding: 'json' });")
    async with (
        camera_at_bridge([video]) as bridge,
        play(flat_game(), bridge.url, init_script=text_only) as game,
    ):
        await game.wait_until(f"{STREAM}.pictureCount > 5")
        shown = pixels_of(await game.screenshot())
        assert shown.frame_number(VIEW) is not None
        assert shown.frame_number(VIEW) == shown.frame_number(CARD)


@pytest.mark.parametrize(
    "damage",
    [
        "(bytes) => bytes.slice(0, bytes.length / 2)",
        "(bytes) => { const big = new Uint8Array(1e7); big.set(bytes.slice(0, 400)); return big }",
        "(bytes) => bytes.slice().fill(0xff, 200)",
    ],
    ids=["truncated", "ten megabytes", "garbage"],
)
async def test_damaged_pictures_change_nothing_and_good_ones_go_on(
    play: "Play", damage: str
) -> None:
    script = COUNT_BITMAPS + DAMAGE_PICTURES
    async with (
        camera_at_bridge() as bridge,
        play(flat_game(), bridge.url, init_script=script) as game,
    ):
        await assert_fresh(game, VIEW)
        await game.evaluate(f"void (window.damage = {damage})")
        await game.wait_until("damaged > 10")
        held = await game.evaluate(f"{STREAM}.pictureCount")
        await game.wait_for_frames(5)
        shown = pixels_of(await game.screenshot())
        assert shown.frame_number(VIEW) is not None, "the last good picture is gone"
        assert await game.evaluate(f"{STREAM}.pictureCount - {held} <= 1")
        await game.evaluate("window.damage = null")
        await assert_fresh(game, VIEW, CARD)
        assert await game.evaluate("bitmaps.opened - bitmaps.closed <= 3")
