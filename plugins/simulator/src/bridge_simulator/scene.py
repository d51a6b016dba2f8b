"""The scenes, by name: each a function of seed and time. No pixels here."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.api import Pose, Vector3
from bridge_simulator.boards import BoardDesign, single_tag, tag_grid
from bridge_simulator.choices import TAG_TABLE
from bridge_simulator.motion import Sway, SwayMaker, Wander, rotation_from_vector
from bridge_simulator.tag_table import TagTable
from bridge_simulator.view import (
    RIMS,
    TAG_SIZE_M,
    BoardScene,
    PlacedBoard,
    RollingBall,
    Scene,
    View,
)

TABLE_TAG_IDS = (1, 2, 5, 7)
CUBE_TAG_IDS = (10, 11, 12, 13, 14, 15)


@dataclass(frozen=True, slots=True)
class CubeScene:
    """A box with a tag on each face, turning about a swaying axis."""

    faces: tuple[tuple[BoardDesign, Pose], ...]  # With box_from_face.
    path: Wander
    spin_s: float
    ball: RollingBall

    def still(self) -> "CubeScene":
        """Return itself: nobody changes it."""
        return self

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        spin_rad = math.remainder(2 * math.pi * time_us / (self.spin_s * 1_000_000), 2 * math.pi)
        spin = Pose(Vector3(0.0, 0.0, 0.0), rotation_from_vector(Vector3(0.0, spin_rad, 0.0)))
        camera_from_box = self.path.at(time_us) * spin
        placed = tuple(
            PlacedBoard(design, camera_from_box * box_from_face)
            for design, box_from_face in self.faces
        )
        return View(placed, self.ball.at(time_us))


def _rolling_ball(make: SwayMaker) -> RollingBall:
    return RollingBall(make.sway(0.0, 0.75, 11.0), make.sway(1.95, 0.2, 17.0), 1.3)


def _tilt(make: SwayMaker) -> tuple[Sway, Sway, Sway]:
    # As a vector these never exceed 48°, so every tag stays readable.
    return (make.sway(0.0, 0.48, 9.0), make.sway(0.0, 0.55, 11.0), make.sway(0.0, 0.40, 13.0))


def _table(seed: int) -> BoardScene:
    make = SwayMaker(seed)
    # One quarter of the picture each: two tags that overlap would hide each other.
    quarters = ((-0.28, -0.17), (0.28, -0.17), (-0.28, 0.21), (0.28, 0.21))
    boards = tuple(
        (
            single_tag(tag_id, TAG_SIZE_M, rim),
            Wander(
                make.sway(right, 0.07, 8.0),
                make.sway(down, 0.03, 10.0),
                make.sway(0.98, 0.50, 14.0),
                _tilt(make),
            ),
        )
        for tag_id, rim, (right, down) in zip(TABLE_TAG_IDS, RIMS[:4], quarters, strict=True)
    )
    return BoardScene(boards, _rolling_ball(make))


def _tag_table(seed: int) -> Scene:
    return TagTable(_table(seed))


def _cube(seed: int) -> Scene:
    make = SwayMaker(seed)
    half_m = single_tag(CUBE_TAG_IDS[0], TAG_SIZE_M, RIMS[0]).width_m / 2
    quarter = math.pi / 2
    turns = (
        Vector3(0, 0, 0), Vector3(0, quarter, 0), Vector3(0, math.pi, 0),
        Vector3(0, -quarter, 0), Vector3(quarter, 0, 0), Vector3(-quarter, 0, 0),
    )  # fmt: skip
    faces = []
    for tag_id, turn, rim in zip(CUBE_TAG_IDS, turns, RIMS, strict=True):
        rotation = rotation_from_vector(turn)
        out = rotation.rotate(Vector3(0.0, 0.0, -half_m))
        faces.append((single_tag(tag_id, TAG_SIZE_M, rim), Pose(out, rotation)))
    path = Wander(
        make.sway(0.0, 0.18, 12.0),
        make.sway(0.02, 0.08, 9.0),
        make.sway(0.75, 0.22, 15.0),
        (make.sway(0.35, 0.3, 10.0), make.sway(0.0, 0.2, 8.0), make.sway(0.0, 0.3, 12.0)),
    )
    return CubeScene(tuple(faces), path, 9.0, _rolling_ball(make))


def _empty(seed: int) -> Scene:
    return BoardScene((), _rolling_ball(SwayMaker(seed)))


def _grid(seed: int) -> Scene:
    make = SwayMaker(seed)
    path = Wander(
        make.sway(0.0, 0.06, 9.0),
        make.sway(0.03, 0.04, 7.0),
        make.sway(1.25, 0.2, 12.0),
        (make.sway(0.0, 0.4, 9.0), make.sway(0.0, 0.45, 11.0), make.sway(0.0, 0.25, 13.0)),
    )
    return BoardScene(((tag_grid(6, 4, TAG_SIZE_M), path),))


_SCENES: Mapping[str, Callable[[int], Scene]] = {
    "table": _table,
    "cube": _cube,
    "empty": _empty,
    "grid": _grid,
    TAG_TABLE: _tag_table,
}


def build_scene(name: str, seed: int) -> Scene:
    """Return a scene by name; ValueError names the scenes that there are."""
    if name not in _SCENES:
        raise ValueError(f"scene {name!r}: expected one of {', '.join(_SCENES)}")
    return _SCENES[name](seed)
