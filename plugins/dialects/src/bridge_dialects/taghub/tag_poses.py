"""Angles and centimetres of the system's firmware, and poses of the bridge.

Knows: geometry. Does not know: messages.

The firmware takes R and t from the AprilTag library (`estimate_tag_pose`): a point p of
the tag is R·p + t in the camera. The library's camera looks along z with x to the right
and y down. Its tag has the corner p[0], the bottom left one as one reads the tag, at
(−s, +s, 0) and p[1], the bottom right one, at (+s, +s, 0): x to the right and y down on
the print, so z into the paper. These are the two spaces of the bridge, and therefore
camera_from_tag = (R, t) without any turn between them. A drawn scene proves it
(tests/integration/test_taghub_scene.py).

What travels is made of R and t:

    yaw = atan2(R10, R00)   pitch = atan2(−R20, √(R21² + R22²))   roll = atan2(R21, R22)
    (x, y, z) = −Rᵀ·t

that is, R = Rz(yaw)·Ry(pitch)·Rx(roll), and (x, y, z) is where the camera is in the tag's
space. A tag is seen from the side that is printed, so z is negative, and t = −R·(x, y, z).
"""

import math
from dataclasses import dataclass

from bridge.api import Pose, Quaternion, Vector3

_X, _Y, _Z = Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)


@dataclass(frozen=True, slots=True)
class TagAngles:
    """The firmware's three angles, in degrees."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def pose_from_words(angles: TagAngles, camera_in_tag_m: Vector3) -> Pose:
    """Return camera_from_tag."""
    rotation = (
        Quaternion.from_axis_angle(_Z, math.radians(angles.yaw_deg))
        * Quaternion.from_axis_angle(_Y, math.radians(angles.pitch_deg))
        * Quaternion.from_axis_angle(_X, math.radians(angles.roll_deg))
    ).normalized()
    seen = rotation.rotate(camera_in_tag_m)
    return Pose(Vector3(-seen.x, -seen.y, -seen.z), rotation)


def angles_of(camera_from_tag: Pose) -> TagAngles:
    """Return the angles that the firmware would tell."""
    rotate = camera_from_tag.rotation.rotate
    first, second, third = rotate(_X), rotate(_Y), rotate(_Z)
    return TagAngles(
        math.degrees(math.atan2(first.y, first.x)),
        math.degrees(math.atan2(-first.z, math.hypot(second.z, third.z))),
        math.degrees(math.atan2(second.z, third.z)),
    )


def camera_in_tag(camera_from_tag: Pose) -> Vector3:
    """Return where the camera is in the tag's space, in metres."""
    t = camera_from_tag.translation
    return camera_from_tag.rotation.inverse().rotate(Vector3(-t.x, -t.y, -t.z))
