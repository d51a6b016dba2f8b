"""Tags that the bridge found, told as a device of the system would have told them.

Knows: tags, lenses, the fields. Does not know: hub, links.
"""

import math
from dataclasses import dataclass

from bridge.api import Intrinsics, JsonScalar, TagDetection
from bridge_dialects.taghub.tag_poses import angles_of, camera_in_tag

_MILLIS_WRAP = 2**32


@dataclass(frozen=True, slots=True)
class CameraLabel:
    """What games are told of a camera. The address is one that the bridge has seen itself."""

    name: str
    address: str = ""


def tell_found_tag(
    tag: TagDetection, lens: Intrinsics | None, camera: CameraLabel, captured_us: int
) -> dict[str, JsonScalar] | None:
    """Return the fields of a tag, or None if nobody knows where it is."""
    if not tag.solutions:
        return None
    angles = angles_of(tag.camera_from_tag)
    place = camera_in_tag(tag.camera_from_tag)
    told: dict[str, JsonScalar] = {
        "tag_id": tag.tag_id,
        "decision_margin": _rounded(tag.decision_margin),
        "yaw": _rounded(angles.yaw_deg),
        "pitch": _rounded(angles.pitch_deg),
        "roll": _rounded(angles.roll_deg),
        "x_cm": _rounded(place.x * 100),
        "y_cm": _rounded(place.y * 100),
        "z_cm": _rounded(place.z * 100),
        "range_cm": _rounded(place.norm() * 100),
        "distance_cm": _rounded(abs(place.z) * 100),
        "tag_size_percent": _size_percent(tag, lens),
        "timestamp": captured_us // 1000 % _MILLIS_WRAP,
        "camera_name": camera.name,
        "smartcam_ip": camera.address,
    }
    return {name: value for name, value in told.items() if value is not None}


def _rounded(value: float | None) -> float | None:
    """Return one decimal, as firmware does."""
    # Without the sum a small negative number would be told as -0.
    return None if value is None else round(value, 1) + 0.0


def _size_percent(tag: TagDetection, lens: Intrinsics | None) -> float | None:
    """Return the tag's diagonal in parts of the picture's."""
    if tag.corners_px is None or lens is None:
        return None
    (x1, y1), _, (x2, y2), _ = tag.corners_px
    return _rounded(100 * math.hypot(x2 - x1, y2 - y1) / math.hypot(lens.width_px, lens.height_px))
