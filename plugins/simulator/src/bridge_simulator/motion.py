"""How things move: smooth, bounded, and the same for the same seed and time."""

import math
from dataclasses import dataclass

import numpy as np

from bridge.api import Pose, Quaternion, Vector3

_US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True)
class Sway:
    """A number that swings about `centre` by `amplitude`, once in `period_s`."""

    centre: float
    amplitude: float
    period_s: float
    phase_rad: float

    def at(self, time_us: int) -> float:
        """Return the number at a time."""
        turn = 2 * math.pi * time_us / (self.period_s * _US_PER_S)
        return self.centre + self.amplitude * math.sin(turn + self.phase_rad)


@dataclass(frozen=True, slots=True)
class Wander:
    """A Lissajous path through the view.

    `right` and `down` are slopes (x/z and y/z), so the path keeps to its part of the
    picture at every distance; `tilt` is a rotation vector in radians.
    """

    right: Sway
    down: Sway
    distance_m: Sway
    tilt: tuple[Sway, Sway, Sway]

    def at(self, time_us: int) -> Pose:
        """Return `camera_from_thing` at a time."""
        z = self.distance_m.at(time_us)
        place = Vector3(self.right.at(time_us) * z, self.down.at(time_us) * z, z)
        x, y, spin = (axis.at(time_us) for axis in self.tilt)
        return Pose(place, rotation_from_vector(Vector3(x, y, spin)))


class SwayMaker:
    """Draws periods and phases of sways from a seed, in the order of asking."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def sway(self, centre: float, amplitude: float, slowest_s: float) -> Sway:
        """Return a sway whose period is 0.6 to 1 times `slowest_s`."""
        period_s = slowest_s * float(self._random.uniform(0.6, 1.0))
        return Sway(centre, amplitude, period_s, float(self._random.uniform(0, 2 * math.pi)))


def rotation_from_vector(turn: Vector3) -> Quaternion:
    """Return the rotation about `turn` by its length in radians."""
    angle_rad = turn.norm()
    if angle_rad < 1e-12:
        return Quaternion(1.0, 0.0, 0.0, 0.0)
    return Quaternion.from_axis_angle(turn, angle_rad)


def rotation_between(start: Quaternion, goal: Quaternion) -> Vector3:
    """Return the turn from `start` to `goal` in the space of `start`: its axis, as long as
    its angle in radians. The opposite of `rotation_from_vector`."""
    unit = (start.inverse() * goal).normalized()
    sine = math.sqrt(unit.x**2 + unit.y**2 + unit.z**2)
    if sine < 1e-12:
        return Vector3(0.0, 0.0, 0.0)
    factor = 2.0 * math.atan2(sine, unit.w) / sine
    return Vector3(unit.x * factor, unit.y * factor, unit.z * factor)
