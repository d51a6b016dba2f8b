"""Vectors, quaternions and poses. Transforms are named `a_from_b` and compose so.

Right-handed throughout; camera space is x right, y down, z forward. Metres, radians.
"""

import math
from typing import Self

import msgspec


class Vector3(msgspec.Struct, frozen=True, array_like=True):
    """Metres along x, y and z."""

    x: float
    y: float
    z: float

    def __add__(self, other: "Vector3") -> "Vector3":
        return Vector3(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vector3") -> "Vector3":
        return Vector3(self.x - other.x, self.y - other.y, self.z - other.z)

    def norm(self) -> float:
        """Return the length in metres."""
        return math.sqrt(self.x * self.x + self.y * self.y + self.z * self.z)


class Quaternion(msgspec.Struct, frozen=True, array_like=True):
    """A rotation as a unit quaternion, scalar first."""

    w: float
    x: float
    y: float
    z: float

    @classmethod
    def from_axis_angle(cls, axis: Vector3, angle_rad: float) -> Self:
        """Return the rotation by `angle_rad` about `axis` (any length but zero)."""
        length = axis.norm()
        if length == 0.0:
            raise ValueError("rotation axis has length zero")
        s = math.sin(angle_rad / 2) / length
        return cls(math.cos(angle_rad / 2), axis.x * s, axis.y * s, axis.z * s)

    @classmethod
    def from_matrix(cls, m: tuple[tuple[float, ...], ...]) -> Self:
        """Return the rotation of a 3×3 row-major matrix (Shepperd's method)."""
        (a, b, c), (d, e, f), (g, h, i) = m
        trace = a + e + i
        if trace > 0:
            s = math.sqrt(trace + 1) * 2
            w, x, y, z = s / 4, (h - f) / s, (c - g) / s, (d - b) / s
        elif a > e and a > i:
            s = math.sqrt(1 + a - e - i) * 2
            w, x, y, z = (h - f) / s, s / 4, (b + d) / s, (c + g) / s
        elif e > i:
            s = math.sqrt(1 + e - a - i) * 2
            w, x, y, z = (c - g) / s, (b + d) / s, s / 4, (f + h) / s
        else:
            s = math.sqrt(1 + i - a - e) * 2
            w, x, y, z = (d - b) / s, (c + g) / s, (f + h) / s, s / 4
        return cls(w, x, y, z).normalized()

    def normalized(self) -> Self:
        """Return the unit quaternion with w ≥ 0 of the same rotation."""
        length = math.sqrt(self.w**2 + self.x**2 + self.y**2 + self.z**2)
        if length == 0.0:
            raise ValueError("quaternion has length zero")
        k = math.copysign(1 / length, self.w)
        return type(self)(self.w * k, self.x * k, self.y * k, self.z * k)

    def __mul__(self, o: "Quaternion") -> "Quaternion":
        return Quaternion(
            self.w * o.w - self.x * o.x - self.y * o.y - self.z * o.z,
            self.w * o.x + self.x * o.w + self.y * o.z - self.z * o.y,
            self.w * o.y - self.x * o.z + self.y * o.w + self.z * o.x,
            self.w * o.z + self.x * o.y - self.y * o.x + self.z * o.w,
        )

    def inverse(self) -> "Quaternion":
        """Return the opposite rotation."""
        return Quaternion(self.w, -self.x, -self.y, -self.z)

    def rotate(self, v: Vector3) -> Vector3:
        """Return `v` turned by this rotation."""
        tx = 2 * (self.y * v.z - self.z * v.y)
        ty = 2 * (self.z * v.x - self.x * v.z)
        tz = 2 * (self.x * v.y - self.y * v.x)
        return Vector3(
            v.x + self.w * tx + self.y * tz - self.z * ty,
            v.y + self.w * ty + self.z * tx - self.x * tz,
            v.z + self.w * tz + self.x * ty - self.y * tx,
        )

    def angle_to(self, other: "Quaternion") -> float:
        """Return the angle in radians, 0 to π, between the two rotations."""
        d = self.inverse() * other
        return 2 * math.atan2(math.sqrt(d.x**2 + d.y**2 + d.z**2), abs(d.w))


class Pose(msgspec.Struct, frozen=True):
    """Where one space lies in another: `a_from_b` turns points in b into points in a."""

    translation: Vector3
    rotation: Quaternion

    def __mul__(self, other: "Pose") -> "Pose":
        """Compose: `a_from_b * b_from_c` is `a_from_c`."""
        return Pose(self.apply(other.translation), self.rotation * other.rotation)

    def inverse(self) -> "Pose":
        """Return `b_from_a`."""
        back = self.rotation.inverse()
        t = back.rotate(self.translation)
        return Pose(Vector3(-t.x, -t.y, -t.z), back)

    def apply(self, p: Vector3) -> Vector3:
        """Return the point `p_in_b` as `p_in_a`."""
        return self.rotation.rotate(p) + self.translation
