"""The five example games, played with nothing but the simulator."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trio

from bridge.client import Client, open_client
from bridge.testing.harness import running_bridge
from bridge_games import plugin as games
from bridge_pose import plugin as pose
from bridge_simulator import plugin as simulator
from bridge_video import plugin as video
from tests.browser import HeadlessChromium
from tests.gdevelop.exporting import CLIENT, Exporter
from tests.gdevelop.playing import SCENE, PlayedGame, playing

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

SIZE = (960, 540)
PLUGINS = [simulator, video, pose, games]


@dataclass(frozen=True, slots=True)
class Played:
    """An example that runs, and somebody else on its bridge."""

    game: PlayedGame
    friend: Client

    async def steer(self, name: str, *, value: float | bool) -> None:
        """Move an input of the simulated board."""
        await self.friend.call_bridge(
            "set_simulated_input", device="pad-1", input=name, value=value
        )

    async def wait_for_text(self, name: str, part: str) -> None:
        """Wait until a text object shows some words."""
        text = f"{SCENE}.getObjects({name!r})[0].getText()"
        await self.game.wait_until(f"{text}.includes({part!r})")

    async def x_of(self, name: str) -> float:
        """Return how far right an object is."""
        return (await self.game.place_of(name)).x


def exported(exporter: Exporter, slug: str) -> Path:
    """Return the folder of an example as the engine exports it."""
    folder = exporter.folder / "examples" / slug
    if not folder.exists():
        exporter.export_folder(CLIENT / "examples" / slug, folder)
    return folder


@asynccontextmanager
async def play_example(
    slug: str, exporter: Exporter, browser: HeadlessChromium
) -> AsyncGenerator[Played]:
    """Play an example that a bridge serves, until the block ends."""
    with trio.CancelScope() as whole:
        whole.deadline = trio.current_time() + 110
        folder = await trio.to_thread.run_sync(exported, exporter, slug)
        settings = f'[bridge]\nport = 0\n[plugin.games]\nfolders = ["{folder.as_posix()}"]\n'
        async with (
            running_bridge(PLUGINS, settings) as bridge,
            open_client(bridge.url, role="game", id="friend") as friend,
            playing(browser, f"{bridge.http_url}/games/{slug}/", size=SIZE) as game,
        ):
            yield Played(game, friend)
    assert not whole.cancelled_caught, f"{slug} did not get so far in time"


async def simulated(played: Played) -> None:
    """Do what the game's own words ask for where there is no hardware."""
    await played.wait_for_text("Status", "Press S")
    await played.game.press("s")


async def test_firefly_is_flown_by_a_stick_and_lights_up(
    exporter: Exporter, browser: HeadlessChromium
) -> None:
    async with play_example("telemetry-hello", exporter, browser) as played:
        await simulated(played)
        await played.wait_for_text("Values", "boards  1")
        began = await played.x_of("Firefly")
        await played.steer("axis-x", value=1.0)
        await played.game.wait_until(f"{SCENE}.getObjects('Firefly')[0].getX() > {began} + 60")
        await played.steer("axis-x", value=0.0)
        await played.steer("button-a", value=True)
        pressed = f"{SCENE}.getObjects('ButtonA')[0].getAnimationName() === 'down'"
        await played.game.wait_until(pressed)
        await played.steer("button-a", value=False)
        await played.game.wait_until(f"!({pressed})")


async def test_photo_booth_shows_a_camera_and_commands_its_lamp(
    exporter: Exporter, browser: HeadlessChromium
) -> None:
    async with play_example("esp32-camera-viewer", exporter, browser) as played:
        await simulated(played)
        await played.wait_for_text("Status", "640 × 480")
        await played.game.press("l")
        await played.wait_for_text("Message", "The lamp obeys.")
        await played.game.press("f")
        frame = f"{SCENE}.getObjects('Over')[0].getAnimationName()"
        await played.game.wait_until(f"{frame} === 'film'")


async def test_tags_on_a_table_are_instruments_where_they_lie(
    exporter: Exporter, browser: HeadlessChromium
) -> None:
    async with play_example("tag-table", exporter, browser) as played:
        camera = await played.friend.call_bridge("start_simulation", name="tag-table")
        await played.wait_for_text("Status", "Tags in sight: 4")
        await played.friend.call_bridge(
            "place_simulated_tag", device=camera, tag_id=1, x=0.25, y=0.6
        )
        drum = f"{SCENE}.getObjects('Drum')[0]"
        is_there = (
            f"Math.abs({drum}.getCenterXInScene() - 240) < 12"
            f" && Math.abs({drum}.getCenterYInScene() - 324) < 12"
        )
        await played.game.wait_until(is_there)
        await played.game.wait_until(f"{SCENE}.getObjects('Ring').length > 0")


async def test_an_egg_that_comes_close_hatches(
    exporter: Exporter, browser: HeadlessChromium
) -> None:
    async with play_example("tag-cube-3d", exporter, browser) as played:
        camera = await played.friend.call_bridge("start_simulation", name="tag-table")
        await played.wait_for_text("Status", "Tags in sight: 4")
        for distance_m in (1.2, 0.62, 0.42):
            await played.friend.call_bridge(
                "place_simulated_tag",
                device=camera,
                tag_id=1,
                x=0.4,
                y=0.5,
                distance_m=distance_m,
            )
            reached = {1.2: 0, 0.62: 1, 0.42: 2}[distance_m]
            await played.game.wait_for_variable("Nest1", reached)
        assert await played.game.evaluate(f"!{SCENE}.getObjects('Beast1')[0].isHidden()")


async def test_fox_runs_where_the_board_is_tilted_and_jumps(
    exporter: Exporter, browser: HeadlessChromium
) -> None:
    async with play_example("tilt-platformer", exporter, browser) as played:
        await played.friend.call_bridge("start_simulation", name="pad")
        await played.wait_for_text("Status", "Tilt")
        began = await played.x_of("Fox")
        await played.steer("tilt-x", value=0.6)
        await played.game.wait_until(f"{SCENE}.getObjects('Fox')[0].getX() > {began} + 60")
        await played.steer("tilt-x", value=0.0)
        await played.steer("button-a", value=True)
        jumping = f"{SCENE}.getObjects('Fox')[0].getBehavior('Platformer').isJumping()"
        await played.game.wait_until(jumping)
