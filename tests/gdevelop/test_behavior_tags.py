"""Objects that follow tags, flat and in 3D."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.fake_camera import FAKE_CAMERA, FakeCamera
from tests.gdevelop.games import Game, Json, Scene, Thing, at_start, behavior, call, when
from tests.gdevelop.pixels import plain_png
from tests.gdevelop.shapes import box, sprite
from tests.gdevelop.test_camera_view import view

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

CARD = "testedGame.getSceneStack().getCurrentScene().getObjects('Card')[0]"
PLACE = f"[{CARD}.getCenterXInScene(), {CARD}.getCenterYInScene(), {CARD}.getAngle()]"
IMAGES = {"card.png": plain_png(40, 20, (250, 250, 250))}


def card_game(wish: Json, *others: Thing, events: Sequence[Json] = ()) -> Game:
    """Return a game of 640 × 360 with a card of 40 × 20 that follows tag 7."""
    kind = "GameBridge::TagFollower"
    usual: Json = {"TagId": 7, "Smoothing": 0}
    follower = behavior("Follower", kind, **{**usual, **wish})
    card = sprite("Card", "card.png", [follower], at=(5, 5, 0))
    return Game([Scene("Main", events, [card, *others])], resources=IMAGES)


async def see(game: "PlayedGame", **tag: object) -> None:
    """Let the camera see the tag so."""
    await game.evaluate(f"Object.assign(fakeTag, {json.dumps({'isVisible': True, **tag})})")
    await game.wait_for_frames(2)


async def test_a_card_lies_where_its_tag_is_in_the_picture(play: "Play") -> None:
    async with play(card_game({}), init_script=FAKE_CAMERA) as game:
        await see(game, imageX=0.25, imageY=0.5, imageAngle=30)
        assert await game.evaluate(PLACE) == pytest.approx([160, 180, 30])


async def test_scale_offset_mirror_and_size_are_obeyed(play: "Play") -> None:
    wish: Json = {"Scale": 2, "OffsetX": 10, "OffsetY": -5, "AngleOffset": 90, "Mirror": True}
    async with play(
        card_game({**wish, "Resize": True, "SizeScale": 1.5}), init_script=FAKE_CAMERA
    ) as game:
        await see(game, imageX=0.4, imageY=0.5, imageAngle=30, imageSize=0.125)
        assert await game.evaluate(PLACE) == pytest.approx([320 + 128 + 10, 175, 60])
        size = await game.evaluate(f"[{CARD}.getWidth(), {CARD}.getHeight()]")
        assert size == pytest.approx([120, 60])


async def test_a_lost_tag_hides_its_card_after_patience_only(play: "Play") -> None:
    async with play(card_game({"LostAfter": 0.4}), init_script=FAKE_CAMERA) as game:
        await game.wait_until(f"{CARD}.isHidden()")
        await see(game, imageX=0.5, imageY=0.5)
        assert await game.evaluate(f"{CARD}.isHidden()") is False
        hidden = f"{CARD}.isHidden()"
        # Both times are the game's own: what it has played since.
        await game.evaluate(
            "fakeTag.isVisible = false, window.lostAt = testedGame.getSceneStack()"
            ".getCurrentScene().getTimeManager().getTimeFromStart()"
        )
        now = "testedGame.getSceneStack().getCurrentScene().getTimeManager().getTimeFromStart()"
        await game.wait_until(hidden)
        assert await game.evaluate(f"{now} - lostAt > 390")


async def test_smoothing_lets_a_card_catch_up_later(play: "Play") -> None:
    async with play(card_game({"Smoothing": 0.5}), init_script=FAKE_CAMERA) as game:
        await see(game, imageX=0, imageY=0.5)
        assert await game.evaluate(f"{CARD}.getCenterXInScene()") == pytest.approx(0)
        await see(game, imageX=1, imageY=0.5)
        on_its_way = await game.evaluate(f"{CARD}.getCenterXInScene()")
        assert isinstance(on_its_way, float | int)
        assert 0 < on_its_way < 600
        await game.wait_until(f"{CARD}.getCenterXInScene() > 635")


async def test_a_card_follows_within_the_picture_of_a_view(play: "Play") -> None:
    within = call("GameBridge::TagFollower::FollowWithin")
    event = when(at_start(), then=[{**within, "parameters": ["Card", "Follower", "View"]}])
    picture = view(Mirror=True)
    async with play(card_game({}, picture, events=[event]), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(1)
        await see(game, imageX=0.25, imageY=0.75, imageAngle=10)
        assert await game.evaluate(PLACE) == pytest.approx([100 + 300, 20 + 225, -10])


BOX = "testedGame.getSceneStack().getCurrentScene().getObjects('Box')[0]"
STANDS = f"""[{BOX}.getCenterXInScene(), {BOX}.getCenterYInScene(), {BOX}.getCenterZInScene(),
  {BOX}.getRotationX(), {BOX}.getRotationY(), {BOX}.getAngle()]"""


def box_game(mode: str, **properties: object) -> Game:
    """Return a game with a box in the middle of the screen that follows tag 7."""
    kind = "GameBridge::TagFollower3D"
    usual: Json = {"TagId": 7, "FitToTag": False, "StandOnTag": False, "HomeDistance": 0.5}
    follower = behavior("Follower", kind, **{**usual, "Mode": mode, **properties})
    return Game([Scene("Main", [], [box("Box", [follower], at=(270, 130, -50))], is_3d=True)])


async def stand(game: "PlayedGame", at: list[float], turn: list[float]) -> object:
    """Let the camera see the tag there; return where the box stands, and how."""
    pose = {"cameraFromTag": {"translation": at, "rotation": turn}, "sizeM": 0.1}
    await game.evaluate(f"fakeTag.pose = {json.dumps(pose)}")
    await game.wait_for_frames(2)
    return await game.evaluate(STANDS)


UPRIGHT = [1.0, 0.0, 0.0, 0.0]
QUARTER_TURN = [0.5**0.5, 0.0, 0.0, 0.5**0.5]


async def test_a_free_box_moves_as_far_as_the_tag_is_from_home(play: "Play") -> None:
    async with play(box_game("Free"), init_script=FAKE_CAMERA) as game:
        home = await stand(game, [0, 0, 0.5], UPRIGHT)
        assert home == pytest.approx([320, 180, 0, 0, 0, 0])
        moved = await stand(game, [0.1, -0.05, 0.4], QUARTER_TURN)
        assert moved == pytest.approx([420, 130, 100, 0, 0, 90])


async def test_a_calibrated_box_starts_from_where_the_tag_was_first_seen(play: "Play") -> None:
    async with play(box_game("Calibrate"), init_script=FAKE_CAMERA) as game:
        await stand(game, [0.3, 0.2, 1], QUARTER_TURN)
        still = await stand(game, [0.3, 0.2, 1], QUARTER_TURN)
        assert still == pytest.approx([320, 180, 0, 0, 0, 0])
        moved = await stand(game, [0.3, 0.25, 0.9], UPRIGHT)
        assert moved == pytest.approx([320, 230, 100, 0, 0, -90])
        await game.evaluate(f"{BOX}.getBehavior('Follower').Calibrate()")
        assert await stand(game, [0.3, 0.25, 0.9], UPRIGHT) == pytest.approx(moved)


async def test_a_locked_box_only_turns(play: "Play") -> None:
    async with play(box_game("Locked"), init_script=FAKE_CAMERA) as game:
        turned = await stand(game, [0.3, 0.2, 1], QUARTER_TURN)
        assert turned == pytest.approx([320, 180, 0, 0, 0, 90])


async def test_a_box_stands_on_its_tag_and_is_as_wide(play: "Play") -> None:
    wish = {"FitToTag": True, "StandOnTag": True, "OffsetX": 5}
    async with play(box_game("Free", **wish), init_script=FAKE_CAMERA) as game:
        stands = await stand(game, [0, 0, 0.5], UPRIGHT)
        assert stands == pytest.approx([325, 180, 50, 0, 0, 0])
        size = await game.evaluate(f"[{BOX}.getWidth(), {BOX}.getHeight(), {BOX}.getDepth()]")
        assert size == pytest.approx([100, 100, 100])


async def test_a_lost_box_is_hidden_and_comes_back(play: "Play") -> None:
    async with play(box_game("Free", LostAfter=0.2), init_script=FAKE_CAMERA) as game:
        await game.wait_until(f"{BOX}.isHidden()")
        await stand(game, [0, 0, 0.5], UPRIGHT)
        assert await game.evaluate(f"{BOX}.isHidden()") is False
        await game.evaluate("fakeTag.pose = null")
        await game.wait_until(f"{BOX}.isHidden()")
