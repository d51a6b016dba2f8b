"""What stands on a tag in a 3D layer lies over the tag in the camera's picture."""

import json
import math
import random
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.gdevelop.fake_camera import BLUE, FAKE_CAMERA, GREEN, RED, FakeCamera
from tests.gdevelop.games import Game, Json, Scene, Thing, at_start, behavior, layer, own, when
from tests.gdevelop.pixels import alike, pixels_of
from tests.gdevelop.playing import SCENE
from tests.gdevelop.shapes import box

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

Point = tuple[float, float]
CORNERS = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
# Off centre, and with pixels that are no squares.
LENS = {"fx_px": 520.0, "fy_px": 510.0, "cx_px": 331.5, "cy_px": 228.25}
SIZE_PX = (640, 480)
TAG_M = 0.1

# Where the corners of the box's middle appear, by the engine's own matrices.
PROJECTED = f"""(() => {{
  const scene = {SCENE};
  scene.renderAndStep(16);
  const layer = scene.getLayer(%s);
  const camera = layer.getRenderer().getThreeCamera();
  const mesh = scene.getObjects("Box")[0].get3DRendererObject();
  mesh.updateWorldMatrix(true, false);
  camera.updateMatrixWorld();
  return %s.map(([x, y]) => {{
    const at = new THREE.Vector3(x, y, 0).applyMatrix4(mesh.matrixWorld).project(camera);
    return [(at.x + 1) / 2 * layer.getWidth(), (1 - at.y) / 2 * layer.getHeight()];
  }});
}})()"""


def follower(**properties: object) -> Json:
    """Return a behaviour that lays its object over tag 7."""
    kind = "GameBridge::TagFollower3D"
    usual = {"Mode": "AR", "FitToTag": True, "StandOnTag": False}
    return behavior("Follower", kind, TagId=7, **{**usual, **properties})


def ar_layer(fit: str, target: str = "") -> Thing:
    """Return the object that shows the camera behind a layer."""
    content: Json = {"content": {"Fit": fit, "TargetLayer": target, "NoSignalAfter": 0}}
    return Thing("AR", "GameBridge::ARLayer", content, at=(5, 5, 0))


def game_of(things: list[Thing], size: tuple[int, int] = (640, 360)) -> Game:
    """Return a game of one 3D scene."""
    return Game([Scene("Main", [], things, is_3d=True)], size=size)


Quaternion = tuple[float, float, float, float]
Vector = tuple[float, float, float]


def random_pose(chance: random.Random) -> tuple[Vector, Quaternion]:
    """Return the pose of a tag that is before the camera and may be seen from any side."""
    parts = [chance.gauss(0, 1) for _ in range(4)]
    length = math.hypot(*parts)
    w, x, y, z = (part / length for part in parts)
    distance = chance.uniform(0.2, 2)
    across, down = chance.uniform(-0.4, 0.4), chance.uniform(-0.3, 0.3)
    return (across * distance, down * distance, distance), (w, x, y, z)


def rotated(rotation: Quaternion, v: Vector) -> Vector:
    """Return a vector turned by the matrix of a quaternion."""
    w, x, y, z = rotation
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    a, b, c = (sum(m * n for m, n in zip(row, v, strict=True)) for row in rows)
    return a, b, c


def pinhole(pose: tuple[Vector, Quaternion], place: tuple[float, float, float]) -> list[Point]:
    """Return where a pinhole camera's picture shows the corners, once it lies on the screen.

    `place` is x, y and scale of the picture there. Pixel centres of the picture are whole
    numbers, so its left edge is at −0.5.
    """
    (tx, ty, tz), rotation = pose
    left, top, scale = place
    points = []
    for across, down in CORNERS:
        x, y, z = rotated(rotation, (across * TAG_M, down * TAG_M, 0))
        u = LENS["fx_px"] * (x + tx) / (z + tz) + LENS["cx_px"]
        v = LENS["fy_px"] * (y + ty) / (z + tz) + LENS["cy_px"]
        points.append((left + (u + 0.5) * scale, top + (v + 0.5) * scale))
    return points


async def show_pose(game: "PlayedGame", pose: tuple[Vector, Quaternion]) -> None:
    """Let the camera see tag 7 there."""
    translation, rotation = pose
    seen = {"cameraFromTag": {"translation": translation, "rotation": rotation}, "sizeM": TAG_M}
    await game.evaluate(f"fakeTag.pose = {json.dumps(seen)}")


async def points(game: "PlayedGame", script: str) -> list[Point]:
    """Return the points that an expression gives."""
    return msgspec.convert(await game.evaluate(script), list[Point])


async def show_lens(game: "PlayedGame") -> None:
    """Let the camera tell its lens."""
    lens = {**LENS, "width_px": SIZE_PX[0], "height_px": SIZE_PX[1]}
    await game.evaluate(f"fakeCamera.intrinsics = {json.dumps(lens)}")


def place_of(fit: str, screen: tuple[int, int]) -> tuple[float, float, float]:
    """Return x, y and scale of the picture on a screen."""
    scales = [screen[axis] / SIZE_PX[axis] for axis in (0, 1)]
    scale = max(scales) if fit == "Cover" else min(scales)
    return (screen[0] - SIZE_PX[0] * scale) / 2, (screen[1] - SIZE_PX[1] * scale) / 2, scale


@pytest.mark.parametrize(
    ("fit", "screen"),
    [
        ("Contain", (640, 360)),
        ("Cover", (640, 360)),
        ("Contain", (300, 400)),
        ("Cover", (500, 500)),
    ],
)
async def test_a_box_lies_over_its_tag_to_a_millionth_of_a_pixel(
    play: "Play", fit: str, screen: tuple[int, int]
) -> None:
    """For every way of fitting, an optical axis off centre, and pixels that are no squares."""
    chance = random.Random(7)
    things = [ar_layer(fit), box("Box", [follower()])]
    async with play(game_of(things, screen), init_script=FAKE_CAMERA) as game:
        await show_lens(game)
        await game.wait_for_frames(2)
        for _ in range(25):
            pose = random_pose(chance)
            await show_pose(game, pose)
            seen = await points(game, PROJECTED % ('""', json.dumps(CORNERS)))
            wanted = pinhole(pose, place_of(fit, screen))
            assert seen == [pytest.approx(point, abs=1e-6) for point in wanted]


async def test_the_picture_lies_behind_everything_and_where_the_layer_expects_it(
    play: "Play",
) -> None:
    things = [ar_layer("Contain"), box("Box", [follower(StandOnTag=True)])]
    async with play(game_of(things), init_script=FAKE_CAMERA) as game:
        await show_lens(game)
        await show_pose(game, ((0, 0, 1), (1, 0, 0, 0)))
        await FakeCamera(game).show(321)
        shown = pixels_of(await game.screenshot())
    assert shown.frame_number((80, 0, 480, 360)) == 321
    assert alike(shown.color_at(90, 60), RED)
    assert alike(shown.color_at(550, 60), GREEN)
    assert alike(shown.color_at(40, 180), (0, 0, 0))
    x, y, scale = place_of("Contain", (640, 360))
    middle = (x + (LENS["cx_px"] + 0.5) * scale, y + (LENS["cy_px"] + 0.5) * scale)
    assert not alike(shown.color_at(*middle), RED)
    assert not alike(shown.color_at(*middle), GREEN)
    assert not alike(shown.color_at(*middle), BLUE)


async def test_a_layer_matched_by_an_action_gets_its_own_camera_back(play: "Play") -> None:
    match = own("MatchCameraToStream", '"Above"', '""', '"Contain"', "")
    layers = [layer("", kind="2d"), layer("Above", kind="2d+3d")]
    boxes = [box("Box", [follower()], layer="Above")]
    scene = Scene("Main", [when(at_start(), then=[match])], boxes, layers=layers)
    async with play(Game([scene]), init_script=FAKE_CAMERA) as game:
        camera = f"{SCENE}.getLayer('Above').getRenderer().getThreeCamera()"
        before = await game.evaluate(
            f"({camera}.updateProjectionMatrix(), {camera}.projectionMatrix.elements)"
        )
        await show_lens(game)
        pose = random_pose(random.Random(3))
        await show_pose(game, pose)
        await game.wait_for_frames(2)
        seen = await game.evaluate(PROJECTED % ('"Above"', json.dumps(CORNERS)))
        wanted = pinhole(pose, place_of("Contain", (640, 360)))
        assert seen == [pytest.approx(point, abs=1e-6) for point in wanted]
        await game.evaluate(f"gdjs._gameBridge.resetLayerCamera({SCENE}, 'Above')")
        await game.wait_for_frames(2)
        assert await game.evaluate(f"{camera}.projectionMatrix.elements") == before
        z = await game.evaluate(f"{camera}.position.z")
        assert z == pytest.approx(180 / math.tan(math.radians(22.5)))


async def test_a_camera_that_moves_with_a_tag_keeps_what_lies_at_zero_in_its_place(
    play: "Play",
) -> None:
    move = own("MoveCameraWithTag", '""', "7", "10", "")
    boxes = [box("Box", [], at=(200, 100, -50)), box("Deep", [], at=(200, 100, -400))]
    scene = Scene("Main", [when(at_start(), then=[move])], boxes, is_3d=True)
    async with play(Game([scene]), init_script=FAKE_CAMERA) as game:
        front = PROJECTED % ('""', "[[0.5, 0.5]]")
        deep = front.replace('"Box"', '"Deep"')
        flat, far = await points(game, front), await points(game, deep)
        await game.evaluate("Object.assign(fakeTag, {isVisible: true, x: -0.1, y: 0.02})")
        await game.wait_for_frames(90)
        moved = await points(game, deep)
        assert await points(game, front) == [pytest.approx(point) for point in flat]
        # The head is 10 cm to the player's right: what is behind the window moves right too.
        assert moved[0][0] > far[0][0] + 30
        assert moved[0][1] > far[0][1] + 5
        await game.evaluate("fakeTag.isVisible = false")
        await game.wait_until(f"Math.abs(({deep})[0][0] - {far[0][0]}) < 0.5")
