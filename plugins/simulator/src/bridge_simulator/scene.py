"""What stands before the camera, as a function of seed and time. No pixels here."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bridge.api import Pose, Quaternion, Vector3
from bridge_simulator.boards import BoardDesign, single_tag, tag_grid
from bridge_simulator.motion import Sway, SwayMaker, Wander, rotation_from_vector

# The camera looks down on the desk by this much; room space is level with it.
PITCH_RAD = 0.24
DESK_BELOW_M = 0.42
WALL_AWAY_M = 2.6
camera_from_room = Pose(
    Vector3(0.0, 0.0, 0.0), Quaternion.from_axis_angle(Vector3(1.0, 0.0, 0.0), PITCH_RAD)
)

BALL_RADIUS_M = 0.13
TABLE_TAG_IDS = (1, 2, 5, 7)
# What the pose plugin takes every tag for until told otherwise.
TAG_SIZE_M = 0.10
CUBE_TAG_IDS = (10, 11, 12, 13, 14, 15)
# Luma, blue and red difference of what frames a card: red, blue, green, orange, violet, teal.
_RIMS = (
    (120, 90, 190),
    (110, 180, 90),
    (150, 70, 120),
    (170, 80, 165),
    (110, 160, 155),
    (140, 140, 80),
)


@dataclass(frozen=True, slots=True)
class PlacedBoard:
    """A board at one moment."""

    design: BoardDesign
    camera_from_board: Pose


@dataclass(frozen=True, slots=True)
class Ball:
    """The ball at one moment: where its centre is in room space, and how far it has turned."""

    p_in_room: Vector3
    turn_rad: float


@dataclass(frozen=True, slots=True)
class View:
    """Everything that moves, at one moment."""

    boards: tuple[PlacedBoard, ...] = ()
    ball: Ball | None = None


class Scene(Protocol):
    """A world that can be asked how it is at any time, in any order."""

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class RollingBall:
    """A ball that rolls to and fro behind everything else, hopping as it goes."""

    along: Sway
    depth: Sway
    hops_s: float

    def at(self, time_us: int) -> Ball:
        """Return the ball at a time."""
        x = self.along.at(time_us)
        hop = abs(math.sin(math.pi * time_us / (self.hops_s * 1_000_000)))
        height = DESK_BELOW_M - BALL_RADIUS_M - 0.22 * hop
        return Ball(Vector3(x, height, self.depth.at(time_us)), x / BALL_RADIUS_M)


@dataclass(frozen=True, slots=True)
class BoardScene:
    """Boards on paths of their own, and perhaps a ball."""

    boards: tuple[tuple[BoardDesign, Wander], ...]
    ball: RollingBall | None = None

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        placed = tuple(PlacedBoard(design, path.at(time_us)) for design, path in self.boards)
        return View(placed, self.ball.at(time_us) if self.ball else None)


@dataclass(frozen=True, slots=True)
class CubeScene:
    """A box with a tag on each face, turning about a swaying axis."""

    faces: tuple[tuple[BoardDesign, Pose], ...]  # With box_from_face.
    path: Wander
    spin_s: float
    ball: RollingBall

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


def _table(seed: int) -> Scene:
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
        for tag_id, rim, (right, down) in zip(TABLE_TAG_IDS, _RIMS[:4], quarters, strict=True)
    )
    return BoardScene(boards, _rolling_ball(make))


def _cube(seed: int) -> Scene:
    make = SwayMaker(seed)
    half_m = single_tag(CUBE_TAG_IDS[0], TAG_SIZE_M, _RIMS[0]).width_m / 2
    quarter = math.pi / 2
    turns = (
        Vector3(0, 0, 0), Vector3(0, quarter, 0), Vector3(0, math.pi, 0),
        Vector3(0, -quarter, 0), Vector3(quarter, 0, 0), Vector3(-quarter, 0, 0),
    )  # fmt: skip
    faces = []
    for tag_id, turn, rim in zip(CUBE_TAG_IDS, turns, _RIMS, strict=True):
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
}


def build_scene(name: str, seed: int) -> Scene:
    """Return a scene by name; ValueError names the scenes that there are."""
    if name not in _SCENES:
        raise ValueError(f"scene {name!r}: expected one of {', '.join(_SCENES)}")
    return _SCENES[name](seed)
