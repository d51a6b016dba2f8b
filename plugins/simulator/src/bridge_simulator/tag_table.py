"""A table on which a person moves the tags; while nobody does, they move by themselves.

Placing is done by one thread while another draws: what is placed is one value that is
replaced as a whole, and a picture is drawn of the value that was there when it began.
"""

import math
from dataclasses import dataclass, replace

import msgspec

from bridge.api import CallRefused, Pose, Vector3
from bridge_simulator.boards import TAG_COUNT, BoardDesign, single_tag
from bridge_simulator.motion import Wander, rotation_between, rotation_from_vector
from bridge_simulator.view import RIMS, TAG_SIZE_M, BoardScene, PlacedBoard, RollingBall, View

# Whoever has not moved a tag for so long has left the table.
SILENCE_US = 20_000_000
MAX_TAGS = 12
USUAL_DISTANCE_M = 0.8
# A tag is slid to its place, not put there; and wanders off more slowly.
_SLIDE_US = 120_000
_WANDER_OFF_US = 1_500_000
_NEAREST_M, _FARTHEST_M = 0.2, 2.5
# A little beyond the picture: a tag can be taken off the table.
_LEAST, _MOST = -0.5, 1.5


class Placing(msgspec.Struct, frozen=True):
    """Where a tag is to be: `x` and `y` from 0 to 1 in the picture, right and down.

    `turn` is clockwise in the picture, in radians. What is left out stays as it is.
    """

    tag_id: int
    x: float
    y: float
    turn: float | None = None
    distance_m: float | None = None

    def check(self) -> None:
        """Raise CallRefused when a value is out of its range; the text names it."""
        _check("tag_id", self.tag_id, 0, TAG_COUNT - 1)
        _check("x", self.x, _LEAST, _MOST)
        _check("y", self.y, _LEAST, _MOST)
        if self.turn is not None:
            _check("turn", self.turn, -100.0, 100.0)
        if self.distance_m is not None:
            _check("distance_m", self.distance_m, _NEAREST_M, _FARTHEST_M)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise CallRefused("out_of_range", f"{name} = {value:g}: expected {low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class _Leg:
    """A tag that is slid from where it was to where it stays."""

    design: BoardDesign
    start: Pose
    goal: Pose
    turn_rad: float
    began_us: int

    def at(self, time_us: int) -> Pose:
        return mixed(self.start, self.goal, _eased((time_us - self.began_us) / _SLIDE_US))


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The table as it is after the last placing; a Scene that nobody changes."""

    wanderers: dict[int, tuple[BoardDesign, Wander]]
    ball: RollingBall | None
    legs: dict[int, _Leg]
    placed_us: int | None = None

    def still(self) -> "TableLayout":
        """Return itself."""
        return self

    def poses_at(self, time_us: int) -> dict[int, tuple[BoardDesign, Pose]]:
        """Return the tags that are there at a time, by id."""
        if self.placed_us is None:
            return {i: (design, path.at(time_us)) for i, (design, path) in self.wanderers.items()}
        alone_us = time_us - self.placed_us - SILENCE_US
        if alone_us < 0:
            return {i: (leg.design, leg.at(time_us)) for i, leg in self.legs.items()}
        # Tags of the table wander off, and those that somebody brought are gone.
        share = _eased(alone_us / _WANDER_OFF_US)
        return {
            i: (design, mixed(self.legs[i].at(time_us), path.at(time_us), share))
            for i, (design, path) in self.wanderers.items()
        }

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        placed = tuple(PlacedBoard(d, pose) for d, pose in self.poses_at(time_us).values())
        return View(placed, self.ball.at(time_us) if self.ball else None)


class TagTable:
    """A scene with tags that can be placed; begins as `table` does."""

    def __init__(self, table: BoardScene) -> None:
        wanderers = {design.tags[0].tag_id: (design, path) for design, path in table.boards}
        self._layout = TableLayout(wanderers, table.ball, {})

    def at(self, time_us: int) -> View:
        """Return what is to be seen at a time."""
        return self._layout.at(time_us)

    def still(self) -> TableLayout:
        """Return the table as it is now, which nobody changes."""
        return self._layout

    def place(self, placing: Placing, slopes: tuple[float, float], now_us: int) -> None:
        """Slide a tag to where the line with these slopes (x/z and y/z) leads.

        Every other tag stays where it is. CallRefused when there are too many.
        """
        before = self._layout
        poses = before.poses_at(now_us)
        if placing.tag_id not in poses and len(poses) >= MAX_TAGS:
            raise CallRefused("too_many_tags", f"{MAX_TAGS} tags lie on the table already")
        is_alone = before.placed_us is None or now_us - before.placed_us >= SILENCE_US
        legs = {
            i: _Leg(design, pose, pose, 0.0, now_us) if is_alone else before.legs[i]
            for i, (design, pose) in poses.items()
        }
        legs[placing.tag_id] = _leg_to(placing, slopes, legs.get(placing.tag_id), now_us)
        self._layout = replace(before, legs=legs, placed_us=now_us)


def _leg_to(
    placing: Placing, slopes: tuple[float, float], before: _Leg | None, now_us: int
) -> _Leg:
    distance_m, turn_rad = placing.distance_m, placing.turn
    start = before.at(now_us) if before else None
    if distance_m is None:
        distance_m = before.goal.translation.z if before else USUAL_DISTANCE_M
    if turn_rad is None:
        turn_rad = before.turn_rad if before else 0.0
    turn_rad = math.remainder(turn_rad, 2 * math.pi)
    place = Vector3(slopes[0] * distance_m, slopes[1] * distance_m, distance_m)
    goal = Pose(place, rotation_from_vector(Vector3(0.0, 0.0, turn_rad)))
    design = before.design if before else _card(placing.tag_id)
    return _Leg(design, start or goal, goal, turn_rad, now_us)


def _card(tag_id: int) -> BoardDesign:
    return single_tag(tag_id, TAG_SIZE_M, RIMS[tag_id % len(RIMS)])


def mixed(start: Pose, goal: Pose, share: float) -> Pose:
    """Return a pose on the way from `start` (0) to `goal` (1)."""
    a, b = start.translation, goal.translation
    place = Vector3(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share)
    turn = rotation_between(start.rotation, goal.rotation)
    step = rotation_from_vector(Vector3(turn.x * share, turn.y * share, turn.z * share))
    return Pose(place, start.rotation * step)


def _eased(share: float) -> float:
    """Return a share of 0 to 1 that begins and ends gently."""
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)
