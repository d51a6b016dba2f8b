"""What the sensors of a board read of how it is held.

Board axes: x to the right, y to the top edge, z out of the face. A board that lies flat
with its face up reads an acceleration of (0, 0, +9.81).
"""

import math

from bridge.api import Quaternion, Reading, Vector3
from bridge_simulator.motion import rotation_between, rotation_from_vector
from bridge_simulator.pad_position import PadPosition

GRAVITY = 9.81
# A hand is not infinitely quick: a jump of the wished tilt is followed with this time
# constant, so that the gyroscope reads a movement and not a blow.
_EASE_US = 60_000
_US_PER_S = 1_000_000
_UP = Vector3(0.0, 0.0, GRAVITY)


class PadSensors:
    """Reads positions, one after the other; turns are the change since the one before."""

    def __init__(self) -> None:
        self._held = Quaternion(1.0, 0.0, 0.0, 0.0)
        self._rates = Vector3(0.0, 0.0, 0.0)
        self._read_us: int | None = None

    def read(self, position: PadPosition, now_us: int) -> dict[str, Reading]:
        """Return all inputs by name."""
        self._follow(held_of(position), now_us)
        held = self._held
        x, y, z = _rounded(held.inverse().rotate(_UP), 3)
        return {
            "button-a": Reading(position.button_a),
            "button-b": Reading(position.button_b),
            "axis-x": Reading(round(position.axis_x, 3)),
            "axis-y": Reading(round(position.axis_y, 3)),
            "accel": Reading((x, y, z), "m/s2"),
            "gyro": Reading(_rounded(self._rates, 3), "rad/s"),
            "orientation": Reading(
                tuple(_plain(round(part, 4)) for part in (held.w, held.x, held.y, held.z))
            ),
            "light": Reading(round(position.light_lx, 1), "lx"),
        }

    def _follow(self, wished: Quaternion, now_us: int) -> None:
        before, before_us = self._held, self._read_us
        self._read_us = now_us
        if before_us is None:
            self._held = wished
            return
        passed_us = now_us - before_us
        if passed_us <= 0:
            return
        share = 1.0 - math.exp(-passed_us / _EASE_US)
        step = _scaled(rotation_between(before, wished), share)
        self._held = before * rotation_from_vector(step)
        self._rates = _scaled(step, _US_PER_S / passed_us)


def held_of(position: PadPosition) -> Quaternion:
    """Return `world_from_board`: turned about z, then x, then y, as browsers tell it."""
    turn = Quaternion.from_axis_angle(Vector3(0.0, 0.0, 1.0), position.turn_rad)
    near = Quaternion.from_axis_angle(Vector3(1.0, 0.0, 0.0), position.tilt_y_rad)
    right = Quaternion.from_axis_angle(Vector3(0.0, 1.0, 0.0), position.tilt_x_rad)
    return turn * near * right


def _scaled(vector: Vector3, factor: float) -> Vector3:
    return Vector3(vector.x * factor, vector.y * factor, vector.z * factor)


def _rounded(vector: Vector3, digits: int) -> tuple[float, float, float]:
    x, y, z = (_plain(round(part, digits)) for part in (vector.x, vector.y, vector.z))
    return x, y, z


def _plain(number: float) -> float:
    """Return a number without the sign of a zero, which nobody wants to read."""
    return number + 0.0
