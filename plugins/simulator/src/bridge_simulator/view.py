"""What can stand before a camera: boards on paths, a ball, and how they are at a time."""

import math
from dataclasses import dataclass
from typing import Protocol

from bridge.api import Pose, Quaternion, Vector3
from bridge_simulator.boards import BoardDesign
from bridge_simulator.motion import Sway, Wander

# The camera looks down on the desk by this much; room space is level with it.
PITCH_RAD = 0.24
DESK_BELOW_M = 0.42
WALL_AWAY_M = 2.6
camera_from_room = Pose(
    Vector3(0.0, 0.0, 0.0), Quaternion.from_axis_angle(Vector3(1.0, 0.0, 0.0), PITCH_RAD)
)

BALL_RADIUS_M = 0.13
# What the pose plugin takes every tag for until told otherwise.
TAG_SIZE_M = 0.10
# Luma, blue and red difference of what frames a card: red, blue, green, orange, violet, teal.
RIMS = (
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

    def still(self) -> "Scene":
        """Return the world as it is now, which nobody changes while it is drawn."""
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

    def still(self) -> "BoardScene":
        """Return itself: nobody changes it."""
        return self

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        placed = tuple(PlacedBoard(design, path.at(time_us)) for design, path in self.boards)
        return View(placed, self.ball.at(time_us) if self.ball else None)
