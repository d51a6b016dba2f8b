"""The object CameraView shows what its camera sees, in every size and place."""

from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.fake_camera import (
    BLUE,
    FAKE_CAMERA,
    GREEN,
    GROUND,
    NO_SIGNAL,
    RED,
    YELLOW,
    FakeCamera,
)
from tests.gdevelop.games import Game, Json, Scene, Thing, at_start, call, layer, when
from tests.gdevelop.pixels import Screenshot, alike, pixels_of
from tests.gdevelop.playing import SCENE

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

VIEW = f"{SCENE}.getObjects('View')[0]"


def view(name: str = "View", **properties: object) -> Thing:
    """Return a view of 400 × 300 at 100, 20."""
    content: Json = {"content": {"Fit": "Contain", "NoSignalAfter": 0, **properties}}
    return Thing(name, "GameBridge::CameraView", content, at=(100, 20, 0), size=(400, 300, 0))


async def look(game: "PlayedGame") -> Screenshot:
    """Return what is on screen after some more frames."""
    await game.wait_for_frames(3)
    return pixels_of(await game.screenshot())


async def test_the_number_of_a_picture_is_read_back_from_the_screen(play: "Play") -> None:
    async with play(Game([Scene("Main", [], [view()])]), init_script=FAKE_CAMERA) as game:
        for number in (4711, 4712):
            await FakeCamera(game).show(number)
            assert (await look(game)).frame_number((100, 20, 400, 300)) == number


async def test_a_picture_is_contained_covers_or_is_stretched(play: "Play") -> None:
    async with play(Game([Scene("Main", [], [view()])]), init_script=FAKE_CAMERA) as game:
        await game.evaluate(f"{VIEW}.setHeight(100)")
        await FakeCamera(game).show(5)
        contained = await look(game)
        assert contained.frame_number((100 + 400 / 3, 20, 400 / 3, 100)) == 5
        assert alike(contained.color_at(150, 70), GROUND)
        await game.evaluate(f"{VIEW}._setFit('Cover')")
        covering = await look(game)
        assert alike(covering.color_at(110, 30), RED)
        assert alike(covering.color_at(490, 110), YELLOW)
        assert alike(covering.color_at(300, 140), GROUND)
        await game.evaluate(f"{VIEW}._setFit('Stretch')")
        assert (await look(game)).frame_number((100, 20, 400, 100)) == 5


async def test_a_mirrored_picture_has_its_left_on_the_right(play: "Play") -> None:
    game = Game([Scene("Main", [], [view(Mirror=True)])])
    async with play(game, init_script=FAKE_CAMERA) as played:
        await FakeCamera(played).show(1)
        shown = await look(played)
    assert alike(shown.color_at(120, 100), GREEN)
    assert alike(shown.color_at(480, 300), BLUE)


async def test_a_picture_of_another_size_is_shown_as_well(play: "Play") -> None:
    async with play(Game([Scene("Main", [], [view()])]), init_script=FAKE_CAMERA) as game:
        camera = FakeCamera(game)
        for number, size in ((1, (640, 480)), (2, (320, 240)), (3, (800, 600))):
            await camera.show(number, size)
            assert (await look(game)).frame_number((100, 20, 400, 300)) == number


async def test_places_of_the_picture_and_of_the_scene_are_told_apart(play: "Play") -> None:
    """Turned, flipped, resized and mirrored: what is asked is what is seen."""
    async with play(
        Game([Scene("Main", [], [view(Mirror=True)])]), init_script=FAKE_CAMERA
    ) as game:
        await FakeCamera(game).show(1)
        await game.evaluate(
            f"{VIEW}.setSize(300, 280), {VIEW}.setPosition(150, 40), {VIEW}.setAngle(30),"
            f" {VIEW}.flipY(true)"
        )
        shown = await look(game)
        for place, color in (((0.3, 0.3), RED), ((0.7, 0.3), GREEN), ((0.3, 0.7), BLUE)):
            x, y = await numbers(
                game,
                f"[{VIEW}.SceneX({place[0]}, {place[1]}), {VIEW}.SceneY({place[0]}, {place[1]})]",
            )
            assert alike(shown.color_at(x, y), color)
            again = await numbers(game, f"[{VIEW}.ImageX({x}, {y}), {VIEW}.ImageY({x}, {y})]")
            assert again == pytest.approx(place)


async def numbers(game: "PlayedGame", script: str) -> tuple[float, float]:
    """Return the two numbers that an expression gives."""
    given = await game.evaluate(script)
    assert isinstance(given, list)
    return float(given[0]), float(given[1])


async def test_layers_and_z_order_hold_for_pictures(play: "Play") -> None:
    things = [view(), view("Other", Mirror=True)]
    game = Game([Scene("Main", [], things, layers=[layer(""), layer("Above")])])
    async with play(game, init_script=FAKE_CAMERA) as played:
        await FakeCamera(played).show(1)
        other = f"{SCENE}.getObjects('Other')[0]"
        for change, color in (
            (f"{VIEW}.setZOrder(5)", RED),
            (f"{other}.setZOrder(9)", GREEN),
            (f"{VIEW}.setLayer('Above')", RED),
            (f"{VIEW}.hide(true)", GREEN),
        ):
            await played.evaluate(change)
            assert alike((await look(played)).color_at(120, 100), color)


async def test_a_silent_camera_is_told_and_comes_back(play: "Play") -> None:
    game = Game([Scene("Main", [], [view(NoSignalAfter=0.3)])])
    async with play(game, init_script=FAKE_CAMERA) as played:
        await played.wait_until(f"{VIEW}.IsShowingPicture() === false && testedFrames > 30")
        silent = await look(played)
        assert alike(silent.color_at(110, 30), NO_SIGNAL, within=4)
        row = silent.rgb[200:280, 150:450]
        assert (row.max(axis=2) > 120).any(), "there is no text"
        await played.evaluate("setInterval(() => fakeCamera.show(77), 30)")
        await played.wait_until(f"{VIEW}.IsShowingPicture()")
        assert (await look(played)).frame_number((100, 20, 400, 300)) == 77


async def test_the_cursor_meets_a_picture(play: "Play") -> None:
    async with play(Game([Scene("Main", [], [view()])]), init_script=FAKE_CAMERA) as game:
        await game.evaluate(f"{VIEW}.setAngle(90)")
        inside = await game.evaluate(f"{VIEW}.isCollidingWithPoint(300, 340)")
        outside = await game.evaluate(f"{VIEW}.isCollidingWithPoint(120, 30)")
    assert (inside, outside) == (True, False)


async def test_a_view_that_events_create_has_its_usual_size(play: "Play") -> None:
    create = call("Create", "", "View", "10", "10", "")
    events = [when(at_start(), then=[create])]
    async with play(Game([Scene("Main", events, [view()])]), init_script=FAKE_CAMERA) as game:
        sizes = await game.evaluate(
            f"{SCENE}.getObjects('View').map((o) => [o.getWidth(), o.getHeight()])"
        )
    assert sizes == [[400, 300], [320, 240]]


async def test_a_view_that_leaves_gives_its_camera_back(play: "Play") -> None:
    async with play(Game([Scene("Main", [], [view()])]), init_script=FAKE_CAMERA) as game:
        await FakeCamera(game).show(1)
        assert await game.evaluate("fakeCamera.opened") == 1
        await game.evaluate(f"{VIEW}.deleteFromScene({SCENE})")
        await game.wait_until("fakeCamera.opened === 0")
