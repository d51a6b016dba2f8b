"""Sprites and faces of 3D boxes that show a camera."""

from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.fake_camera import BLUE, FAKE_CAMERA, GREEN, RED, FakeCamera
from tests.gdevelop.games import Game, Scene, behavior
from tests.gdevelop.pixels import Screenshot, alike, pixels_of, plain_png
from tests.gdevelop.playing import SCENE
from tests.gdevelop.shapes import box, sprite

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

WHITE = (250, 250, 250)
CARDS = {"card.png": plain_png(160, 120, WHITE), "other.png": plain_png(160, 120, (0, 0, 0))}
CARD = f"{SCENE}.getObjects('Card')[0]"
# Its front lies at Z = 0, where a pixel of the game is one of the screen.
FRONT = (200, 90, 240, 180)
BOX = f"{SCENE}.getObjects('Box')[0]"


def sprite_game(**properties: object) -> Game:
    """Return a game with a Sprite of 160 × 120 at 200, 100 that shows a camera."""
    screen = behavior("Screen", "GameBridge::CameraScreen", NoSignalAfter=0, **properties)
    card = sprite("Card", "card.png", [screen], at=(200, 100, 0), second_image="other.png")
    return Game([Scene("Main", [], [card])], resources=CARDS)


def box_game(face: str, **properties: object) -> Game:
    """Return a game with two boxes of one material, of which the first one shows a camera."""
    kind = "GameBridge::CameraScreen3D"
    screen = behavior("Screen", kind, NoSignalAfter=0, Face=face, **properties)
    size = (240.0, 180.0, 180.0)
    boxes = [
        box("Box", [screen], at=(200, 90, -180), size=size, image="card.png"),
        box("Plain", [], at=(500, 120, -100), size=(100, 100, 100), image="card.png"),
    ]
    return Game([Scene("Main", [], boxes, is_3d=True)], resources=CARDS)


async def look(game: "PlayedGame") -> Screenshot:
    """Return what is on screen after some more frames."""
    await game.wait_for_frames(3)
    return pixels_of(await game.screenshot())


async def test_a_sprite_keeps_size_and_outline_and_shows_the_number(play: "Play") -> None:
    async with play(sprite_game(), init_script=FAKE_CAMERA) as game:
        camera = FakeCamera(game)
        await game.evaluate(f"{CARD}.setScale(2)")
        for number, size in ((9, (640, 480)), (10, (320, 240)), (11, (800, 600))):
            await camera.show(number, size)
            assert (await look(game)).frame_number((200, 100, 320, 240)) == number
        assert await game.evaluate(f"[{CARD}.getWidth(), {CARD}.getHeight()]") == [320, 240]
        corner = f"{CARD}.isCollidingWithPoint(517, 337) && !{CARD}.isCollidingWithPoint(523, 343)"
        assert await game.evaluate(corner)


async def test_a_sprite_turns_about_its_own_middle(play: "Play") -> None:
    async with play(sprite_game(), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(1)
        await game.evaluate(f"{CARD}.setAngle(180)")
        shown = await look(game)
    # The middle stays at 280, 160: what was above on the left is below on the right.
    assert alike(shown.color_at(350, 210), RED)
    assert alike(shown.color_at(210, 210), GREEN)


async def test_another_animation_does_not_take_the_picture_away(play: "Play") -> None:
    async with play(sprite_game(), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(3)
        await game.evaluate(f"{CARD}.setAnimationIndex(1)")
        assert (await look(game)).frame_number((200, 100, 160, 120)) == 3


async def test_a_sprite_without_its_behaviour_shows_its_image_again(play: "Play") -> None:
    async with play(sprite_game(), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(3)
        await game.evaluate(f"{CARD}.activateBehavior('Screen', false)")
        assert alike((await look(game)).color_at(280, 160), WHITE)
        assert await game.evaluate("fakeCamera.opened") == 0


async def test_the_front_of_a_box_shows_the_number(play: "Play") -> None:
    async with play(box_game("Front"), init_script=FAKE_CAMERA) as game:
        camera = FakeCamera(game)
        for number, size in ((6, (640, 480)), (7, (320, 240))):
            await camera.show(number, size)
            shown = await look(game)
            assert shown.frame_number(FRONT) == number
            assert alike(shown.color_at(550, 170), WHITE), "the other box has changed with it"


@pytest.mark.parametrize(
    ("face", "turn"),
    [
        ("Back", "setRotationY(180)"),
        ("Left", "setRotationY(90)"),
        ("Right", "setRotationY(-90)"),
        ("Top", "setRotationX(-90)"),
        ("Bottom", "setRotationX(90)"),
    ],
)
async def test_every_face_shows_the_picture_upright_once_turned_to_the_viewer(
    play: "Play", face: str, turn: str
) -> None:
    async with play(box_game(face, Fit="Stretch"), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(1)
        await game.evaluate(f"{BOX}.{turn}")
        shown = await look(game)
        x, y = 320, 180
        assert alike(shown.color_at(x - 25, y - 25), RED)
        assert alike(shown.color_at(x + 25, y - 25), GREEN)
        assert alike(shown.color_at(x - 25, y + 25), BLUE)


async def test_a_box_without_its_behaviour_has_its_own_face_again(play: "Play") -> None:
    async with play(box_game("Front"), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(3)
        assert alike((await look(game)).color_at(250, 150), RED)
        await game.evaluate(f"{BOX}.activateBehavior('Screen', false)")
        assert alike((await look(game)).color_at(250, 150), WHITE)
