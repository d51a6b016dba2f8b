"""Objects that a tilted board turns and moves."""

from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.fake_camera import FAKE_CAMERA
from tests.gdevelop.games import Game, Scene, behavior
from tests.gdevelop.pixels import plain_png
from tests.gdevelop.playing import SCENE
from tests.gdevelop.shapes import sprite

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

MARBLE = f"{SCENE}.getObjects('Marble')[0]"


def game_of(**properties: object) -> Game:
    """Return a game with a marble in the middle."""
    control = behavior("Tilt", "GameBridge::TiltController", **properties)
    marble = sprite("Marble", "marble.png", [control], at=(300, 160, 0))
    png = plain_png(32, 32, (250, 250, 250))
    return Game([Scene("Main", [], [marble])], resources={"marble.png": png})


async def test_tilt_turns_an_object_beyond_the_dead_zone(play: "Play") -> None:
    game = game_of(Use="Angle", DeadZone=3, AngleFactor=2)
    async with play(game, init_script=FAKE_CAMERA) as played:
        for tilt, angle in ((2, 0), (13, 20), (-13, -20)):
            await played.evaluate(f"fakePad.tiltX = {tilt}")
            await played.wait_for_frames(2)
            assert await played.evaluate(f"{MARBLE}.getAngle()") == pytest.approx(angle)


async def test_tilt_moves_an_object_in_the_directions_that_are_wanted(play: "Play") -> None:
    game = game_of(Use="Speed", Directions="Horizontal", DeadZone=0)
    async with play(game, init_script=FAKE_CAMERA) as played:
        await played.evaluate("Object.assign(fakePad, {tiltX: 90, tiltY: 90})")
        await played.wait_until(f"{MARBLE}.getX() > 330")
        speed = await played.evaluate(f"{MARBLE}.getBehavior('Tilt').TiltSpeed()")
        assert speed == pytest.approx(300)
        assert await played.evaluate(f"{MARBLE}.getY()") == 160


async def test_a_marble_rolls_on_when_the_board_is_level_again(play: "Play") -> None:
    game = game_of(Use="Acceleration", DeadZone=0, Friction=0.2, InvertX=True)
    async with play(game, init_script=FAKE_CAMERA) as played:
        await played.evaluate("fakePad.tiltX = 30")
        await played.wait_until(f"{MARBLE}.getX() < 290")
        await played.evaluate("fakePad.tiltX = 0")
        rolling = await played.evaluate(f"{MARBLE}.getX()")
        await played.wait_until(f"{MARBLE}.getX() < {rolling} - 20")
        await played.evaluate(f"{MARBLE}.getBehavior('Tilt').Stop()")
        await played.wait_for_frames(2)
        stopped = await played.evaluate(f"{MARBLE}.getX()")
        await played.wait_for_frames(2)
        await played.wait_for_frames(10)
        assert await played.evaluate(f"{MARBLE}.getX()") == stopped
