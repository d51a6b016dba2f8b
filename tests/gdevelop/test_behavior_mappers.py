"""Mappers move what the engine's own movement behaviours move."""

import json
from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.fake_camera import FAKE_CAMERA
from tests.gdevelop.games import Game, Json, Scene, Thing, behavior
from tests.gdevelop.pixels import plain_png
from tests.gdevelop.playing import SCENE
from tests.gdevelop.shapes import box, sprite
from tests.gdevelop.stock import (
    GRAVITY,
    car_3d,
    character_3d,
    floor_3d,
    physics_3d,
    platform,
    platformer,
    top_down,
)

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

IMAGES = {
    "hero.png": plain_png(32, 32, (250, 250, 250)),
    "floor.png": plain_png(600, 32, (0, 0, 0)),
}
HERO = f"{SCENE}.getObjects('Hero')[0]"


def mapper(kind: str, moved: str, behavior_name: str, **properties: object) -> Json:
    """Return a mapper that moves the behaviour of this name."""
    given = {moved: behavior_name, **properties}
    return behavior("Mapper", f"GameBridge::{kind}TelemetryMapper", **given)


def flat_game(movement: Json, mapped: Json, *others: Thing) -> Game:
    """Return a game with a hero in the middle."""
    hero = sprite("Hero", "hero.png", [movement, mapped], at=(300, 160, 0))
    return Game([Scene("Main", [], [hero, *others])], resources=IMAGES)


def deep_game(*behaviors: Json) -> Game:
    """Return a 3D game with a hero on a floor."""
    hero = box("Hero", behaviors, at=(300, 150, 5), size=(80, 40, 40))
    scene = Scene("Main", [], [hero, floor_3d()], is_3d=True, shared={"Physics3D": GRAVITY})
    return Game([scene])


async def hold(game: "PlayedGame", **pad: object) -> None:
    """Hold the device so from now on."""
    await game.evaluate(f"Object.assign(fakePad, {json.dumps(pad)})")


async def place(game: "PlayedGame") -> tuple[float, float, float]:
    """Return where the hero is, as far as it has a place there."""
    given = await game.evaluate(f"[{HERO}.getX(), {HERO}.getY(), {HERO}.getZ?.() ?? 0]")
    assert isinstance(given, list)
    return float(given[0]), float(given[1]), float(given[2])


async def test_a_stick_moves_a_top_down_hero_the_farther_the_faster(play: "Play") -> None:
    game = flat_game(top_down(), mapper("TopDown", "TopDownMovement", "TopDownMovement"))
    async with play(game, init_script=FAKE_CAMERA) as played:
        await hold(played, axes={"x": 0.1, "y": 0})
        await played.wait_for_frames(10)
        assert await place(played) == (300, 160, 0), "the dead zone is no standstill"
        await hold(played, axes={"x": 0.575, "y": 0})
        movement = f"{HERO}.getBehavior('TopDownMovement')"
        # Half of what is left of the way beyond the dead zone is half the speed.
        await played.wait_until(f"Math.abs({movement}.getSpeed() - 100) < 1")
        await hold(played, axes={"x": 0, "y": -1})
        await played.wait_until(f"{movement}.getYVelocity() < -190")
        x, y, _ = await place(played)
        assert (x > 300, y < 160) == (True, True)


async def test_tilt_moves_a_top_down_hero_and_buttons_do_too(play: "Play") -> None:
    mapped = mapper("TopDown", "TopDownMovement", "TopDownMovement", Control="Tilt", Invert=True)
    async with play(flat_game(top_down(), mapped), init_script=FAKE_CAMERA) as game:
        await hold(game, tiltX=-30, tiltY=30)
        await game.wait_until(f"{HERO}.getX() < 290 && {HERO}.getY() < 150")
        await hold(game, tiltX=0, tiltY=0, buttons={"right": True})
        await game.wait_until(f"{HERO}.getX() > 310")


async def test_a_platformer_runs_and_jumps(play: "Play") -> None:
    floor = sprite("Floor", "floor.png", [platform()], at=(20, 300, 0))
    mapped = mapper("Platformer", "PlatformerObject", "PlatformerObject")
    async with play(flat_game(platformer(), mapped, floor), init_script=FAKE_CAMERA) as game:
        movement = f"{HERO}.getBehavior('PlatformerObject')"
        await game.wait_until(f"{movement}.isOnFloor()")
        await hold(game, axes={"x": -1, "y": 0})
        await game.wait_until(f"{HERO}.getX() < 280")
        await hold(game, axes={"x": 1, "y": 0}, buttons={"a": True})
        await game.wait_until(f"{HERO}.getY() < 200")
        await game.wait_until(f"{HERO}.getX() > 300")


async def test_a_3d_character_walks_forward_and_jumps(play: "Play") -> None:
    body = physics_3d("Dynamic", upright=True)
    mapped = mapper("Platformer3D", "Character", "Character")
    async with play(deep_game(body, character_3d(), mapped), init_script=FAKE_CAMERA) as game:
        movement = f"{HERO}.getBehavior('Character')"
        await game.wait_until(f"{movement}.isOnFloor()")
        await hold(game, axes={"x": 0, "y": -1})
        await game.wait_until(f"{HERO}.getX() > 340")
        await hold(game, axes={"x": 0, "y": 0}, buttons={"a": True})
        await game.wait_until(f"{HERO}.getZ() > 50")


async def test_a_3d_car_drives_and_turns(play: "Play") -> None:
    mapped = mapper("PhysicsCar3D", "Car", "Car")
    async with play(
        deep_game(physics_3d("Dynamic"), car_3d(), mapped), init_script=FAKE_CAMERA
    ) as game:
        await hold(game, buttons={"a": True})
        await game.wait_until(f"{HERO}.getX() > 330")
        await hold(game, axes={"x": 1, "y": 0})
        await game.wait_until(f"{HERO}.getAngle() > 5")


async def test_a_first_person_walks_turns_and_looks(play: "Play") -> None:
    body = physics_3d("Dynamic", upright=True)
    mapped = mapper("FirstPerson", "Character", "Character", EyeHeight=10)
    async with play(deep_game(body, character_3d(), mapped), init_script=FAKE_CAMERA) as game:
        await game.wait_until(f"{HERO}.getBehavior('Character').isOnFloor()")
        await hold(game, axes={"look-x": 1})
        await game.wait_until(f"{HERO}.getAngle() > 80")
        await hold(game, axes={"look-y": -1})
        await game.wait_for_frames(60)
        await hold(game, axes={"y": -1})
        await game.wait_until(f"{HERO}.getY() > 200")
        ahead, up = await sight(game)
        assert ahead > 0.05, "the camera does not look where the character walks"
        assert up > 0.5, "the camera does not look up"
        eyes = await game.evaluate(
            f"{SCENE}.getLayer('').getRenderer().getThreeCamera().position.z"
            f" - {HERO}.getCenterZInScene()"
        )
        assert eyes == pytest.approx(10, abs=1)


async def sight(game: "PlayedGame") -> tuple[float, float]:
    """Return how far the camera looks along the hero's way, and how far up."""
    given = await game.evaluate(
        f"""(() => {{
          const renderer = {SCENE}.getLayer("").getRenderer();
          const angle = {HERO}.getAngle() * Math.PI / 180;
          const [x, y] = [renderer.getCameraForwardX(), renderer.getCameraForwardY()];
          return [x * Math.cos(angle) + y * Math.sin(angle), renderer.getCameraForwardZ()];
        }})()"""
    )
    assert isinstance(given, list)
    return float(given[0]), float(given[1])
