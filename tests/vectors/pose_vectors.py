"""Tags before a pinhole camera, and the same tags as objects of GDevelop's 3D space.

The reference is written by matrices, as OpenCV has them; clients work with quaternions.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.api import Pose, Quaternion, Vector3

Vector = dict[str, object]
Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

# Beyond this, machines may differ in the last digit.
DIGITS = 9
INPUT_DIGITS = 12
X, Y, Z = Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)


@dataclass(frozen=True)
class Lens:
    """A pinhole with square pixels."""

    width_px: int
    height_px: int
    f_px: float
    cx_px: float
    cy_px: float

    def message(self) -> dict[str, float]:
        """Return it as it travels."""
        return {
            "width_px": self.width_px,
            "height_px": self.height_px,
            "fx_px": self.f_px,
            "fy_px": self.f_px,
            "cx_px": self.cx_px,
            "cy_px": self.cy_px,
        }


CENTRED = Lens(640, 480, 600.0, 319.5, 239.5)
OFF_CENTRE = Lens(800, 600, 512.25, 431.5, 280.25)


def pose_vectors() -> Iterator[Vector]:
    """Yield a tag for each axis, the odd cases, and some at random."""
    straight = Quaternion(1, 0, 0, 0)
    cases: list[tuple[str, str, Vector3, Quaternion, Lens]] = [
        ("facing", "straight ahead", Vector3(0, 0, 1), straight, CENTRED),
        ("aside", "to the right and above", Vector3(0.3, -0.2, 1.5), straight, CENTRED),
        ("pitch", "its bottom away", Vector3(0, 0, 1), _turn(X, 35), CENTRED),
        ("yaw", "its left side away", Vector3(0, 0, 1), _turn(Y, 35), CENTRED),
        ("roll", "turned clockwise", Vector3(0, 0, 1), _turn(Z, 35), CENTRED),
        ("upside-down", "half a turn", Vector3(0.1, 0, 1), _turn(Z, 180), CENTRED),
        ("edge-on", "two angles turn about one axis", Vector3(0.4, 0, 1), _turn(Y, 90), CENTRED),
        ("edge-on-left", "the other way", Vector3(-0.4, 0, 1), _turn(Y, -90), CENTRED),
        ("off-centre", "a lens that is not", Vector3(0.2, 0.1, 2), _turn(X, -20), OFF_CENTRE),
        ("negative-w", "a quaternion's other sign", Vector3(0, 0.1, 1), _other(50), CENTRED),
    ]
    dice = random.Random(20_240)
    for number in range(1, 13):
        lens = dice.choice((CENTRED, OFF_CENTRE))
        place = Vector3(dice.uniform(-0.5, 0.5), dice.uniform(-0.4, 0.4), dice.uniform(0.4, 4))
        axis = Vector3(dice.gauss(0, 1), dice.gauss(0, 1), dice.gauss(0, 1))
        turn = Quaternion.from_axis_angle(axis, dice.uniform(0, math.pi))
        cases.append((f"random-{number}", "anywhere, turned anyhow", place, turn, lens))
    for name, note, place, turn, lens in cases:
        yield _vector(name, note, _portable(Pose(place, turn)), lens)


def _portable(pose: Pose) -> Pose:
    t, q = pose.translation, pose.rotation
    return Pose(
        Vector3(*(round(value, INPUT_DIGITS) for value in (t.x, t.y, t.z))),
        Quaternion(*(round(value, INPUT_DIGITS) for value in (q.w, q.x, q.y, q.z))),
    )


def _turn(axis: Vector3, degrees: float) -> Quaternion:
    return Quaternion.from_axis_angle(axis, math.radians(degrees))


def _other(degrees: float) -> Quaternion:
    q = _turn(Vector3(1, 2, 3), degrees)
    return Quaternion(-q.w, -q.x, -q.y, -q.z)


def _vector(name: str, note: str, pose: Pose, lens: Lens) -> Vector:
    size_m, screen, pixels_per_metre = 0.1, (1280, 720), 250.0
    t, q = pose.translation, pose.rotation
    return {
        "name": name,
        "note": note,
        "lens": lens.message(),
        "camera_from_tag": {"translation": [t.x, t.y, t.z], "rotation": [q.w, q.x, q.y, q.z]},
        "size_m": size_m,
        "corners_px": [_rounded(_project(lens, pose, corner)) for corner in _corners(size_m)],
        "screen": list(screen),
        "pixels_per_metre": pixels_per_metre,
        "view": _view(lens, screen[1]),
        "object": _object(pose, lens, size_m, screen, pixels_per_metre),
    }


def _corners(size_m: float) -> list[Vector3]:
    h = size_m / 2
    return [Vector3(x, y, 0.0) for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))]


def _project(lens: Lens, pose: Pose, point: Vector3) -> tuple[float, float]:
    r, t = _matrix(pose.rotation), pose.translation
    p = (point.x, point.y, point.z)
    x, y, z = (
        sum(a * b for a, b in zip(row, p, strict=True)) + shift
        for row, shift in zip(r, (t.x, t.y, t.z), strict=True)
    )
    return lens.f_px * x / z + lens.cx_px, lens.f_px * y / z + lens.cy_px


def _matrix(q: Quaternion) -> Matrix:
    columns = [q.rotate(axis) for axis in (X, Y, Z)]
    a, b, c = columns
    return ((a.x, b.x, c.x), (a.y, b.y, c.y), (a.z, b.z, c.z))


def _view(lens: Lens, screen_height: int) -> dict[str, float]:
    scale = screen_height / lens.height_px
    return {
        "fov_deg": round(math.degrees(2 * math.atan(lens.height_px / (2 * lens.f_px))), DIGITS),
        "camera_z": round(lens.f_px * scale, DIGITS),
        "shift_x": round((lens.cx_px - (lens.width_px - 1) / 2) * scale, DIGITS),
        "shift_y": round((lens.cy_px - (lens.height_px - 1) / 2) * scale, DIGITS),
    }


def _object(
    pose: Pose, lens: Lens, size_m: float, screen: tuple[int, int], k: float
) -> dict[str, float]:
    t, size = pose.translation, size_m * k
    camera_z = lens.f_px * screen[1] / lens.height_px
    rotation_x, rotation_y, angle = _angles(_mirrored(_matrix(pose.rotation)))
    values = {
        "x": screen[0] / 2 + k * t.x - size / 2,
        "y": screen[1] / 2 + k * t.y - size / 2,
        "z": camera_z - k * t.z,
        "width": size,
        "height": size,
        "depth": 0.0,
        "rotation_x": rotation_x,
        "rotation_y": rotation_y,
        "angle": angle,
    }
    return {name: round(value, DIGITS) + 0.0 for name, value in values.items()}


def _mirrored(m: Matrix) -> Matrix:
    """Return M·m·M, where M turns z round: the engine looks from the other side."""
    (a, b, c), (d, e, f), (g, h, i) = m
    return ((a, b, -c), (d, e, -f), (-g, -h, i))


def _angles(m: Matrix) -> tuple[float, float, float]:
    """Return the degrees about X, then Y, then Z that make up a rotation."""
    (a, b, _), (d, e, _), (g, h, i) = m
    about_y = math.degrees(math.asin(max(-1.0, min(1.0, -g))))
    if abs(g) > 0.9999999:
        return 0.0, about_y, math.degrees(math.atan2(-b, e))
    return math.degrees(math.atan2(h, i)), about_y, math.degrees(math.atan2(d, a))


def _rounded(point: tuple[float, float]) -> list[float]:
    return [round(value, DIGITS) for value in point]
