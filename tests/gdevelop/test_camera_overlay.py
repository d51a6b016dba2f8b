"""The status overlay says over every game what is wrong and what to do."""

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.gdevelop.fake_camera import FAKE_CAMERA
from tests.gdevelop.games import Game, Scene, at_start, call, own, when
from tests.gdevelop.playing import SCENE
from tests.gdevelop.shapes import box

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

BOX = "document.getElementById('gamebridge-status')"
LINES = [
    {"level": "error", "text": "No bridge at ws://127.0.0.1:8080.", "remedy": "Start gamebridge."},
    {"level": "good", "text": "<b>Latency</b> 3 ms"},
]


def shown() -> Scene:
    """Return a scene that shows the overlay from its start."""
    return Scene("Main", [when(at_start(), then=[own("ShowStatusOverlay", "yes")])], [])


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (1280, 720)])
async def test_every_line_is_inside_the_game_and_large_enough(
    play: "Play", size: tuple[int, int]
) -> None:
    async with play(Game([shown()], size=size), init_script=FAKE_CAMERA) as game:
        await game.evaluate(
            f"Object.assign(fakeStatus, {{lines: {json.dumps(LINES)}, code: '482 913'}})"
        )
        await game.wait_until(f"{BOX}?.innerText.includes('482 913')")
        text = await game.evaluate(f"{BOX}.innerText")
        assert isinstance(text, str)
        assert "Start gamebridge." in text
        assert "<b>Latency</b> 3 ms" in text, "words of others became markup"
        ends = f"[{BOX}.getBoundingClientRect()].map(({{right, bottom}}) => [right, bottom])[0]"
        right, bottom = msgspec.convert(await game.evaluate(ends), tuple[float, float])
        assert (right <= size[0], bottom <= size[1]) == (True, True)
        assert await game.evaluate(f"parseFloat(getComputedStyle({BOX}).fontSize) >= 13")


async def test_the_overlay_is_off_at_first_and_goes_again(play: "Play") -> None:
    game = Game([Scene("Main", [], [box("Box", [])], is_3d=True)])
    async with play(game, init_script=FAKE_CAMERA) as played:
        await played.wait_for_frames(3)
        assert await played.evaluate(f"{BOX} === null")
        await played.evaluate("gdjs._gameBridge.showStatusOverlay(true)")
        await played.wait_until(f"{BOX} !== null")
        await played.evaluate("gdjs._gameBridge.showStatusOverlay(false)")
        await played.wait_until(f"{BOX} === null")


async def test_the_overlay_stays_over_all_scenes(play: "Play") -> None:
    go = when(
        call("NumberVariable", "Go", "=", "1"),
        then=[call("Scene", "", '"Second"', "yes")],
    )
    first = shown()
    events = [*first.events, go]
    scenes = [Scene("Main", events, [], {"Go": 0}), Scene("Second", [], [])]
    async with play(Game(scenes), init_script=FAKE_CAMERA) as played:
        await played.wait_until(f"{BOX} !== null")
        await played.evaluate(f"{SCENE}.getVariables().get('Go').setNumber(1)")
        await played.wait_for_scene("Second")
        await played.evaluate("fakeStatus.code = '111 222'")
        await played.wait_until(f"{BOX}.innerText.includes('111 222')")
