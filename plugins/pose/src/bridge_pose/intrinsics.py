"""Which lens a picture was taken with, whatever its size.

Knows: settings, and how the sensors of small camera boards cut their pictures. Does not
know: pixels, tags.
"""

import math

import msgspec

from bridge.api import Intrinsics
from bridge_pose.settings import CameraSettings, PoseSettings

# Every sensor of these boards is 4:3 (OV2640, OV3660, OV5640, OV7670, GC0308). A picture
# of another shape is the sensor's middle, as wide or as high as the sensor allows; only
# odd small ones (CIF, HQVGA: within 3 %) are the whole view, squeezed a little.
SENSOR_ASPECT = 4 / 3
MAX_SQUEEZE = 0.03


def intrinsics_for(
    settings: PoseSettings, device: str, width_px: int, height_px: int
) -> Intrinsics:
    """Return the lens of `device` for pictures of this size.

    A calibration holds for its own picture size as it is, and for others by the rule of
    SENSOR_ASPECT; without one the field of view of the device, or of all devices, counts.
    """
    camera = settings.cameras.get(device, CameraSettings(fov_deg=settings.fov_deg))
    return resized(_calibration(camera), width_px, height_px)


def _calibration(camera: CameraSettings) -> Intrinsics:
    if camera.fov_deg is not None:
        return Intrinsics.from_field_of_view(640, 480, math.radians(camera.fov_deg))
    # The six keys are the lens's own; the settings saw to it that none is missing.
    return msgspec.convert(msgspec.structs.asdict(camera), Intrinsics)


def resized(lens: Intrinsics, width_px: int, height_px: int) -> Intrinsics:
    """Return the same lens and sensor for another picture size, cut or not."""
    if (lens.width_px, lens.height_px) == (width_px, height_px):
        return lens
    from_width, from_height = _whole_view(lens.width_px, lens.height_px)
    to_width, to_height = _whole_view(width_px, height_px)
    kx, ky = to_width / from_width, to_height / from_height
    # From the pixel's centre to the edge of the whole view, and back.
    cut_x, cut_y = (from_width - lens.width_px + 1) / 2, (from_height - lens.height_px + 1) / 2
    return Intrinsics(
        width_px,
        height_px,
        lens.fx_px * kx,
        lens.fy_px * ky,
        (lens.cx_px + cut_x) * kx - (to_width - width_px + 1) / 2,
        (lens.cy_px + cut_y) * ky - (to_height - height_px + 1) / 2,
    )


def _whole_view(width_px: int, height_px: int) -> tuple[float, float]:
    """Return the size in pixels that the sensor's whole view has at a picture's scale."""
    aspect = width_px / height_px
    if abs(aspect / SENSOR_ASPECT - 1) <= MAX_SQUEEZE:
        return (width_px, height_px)
    if aspect > SENSOR_ASPECT:
        return (width_px, width_px / SENSOR_ASPECT)
    return (height_px * SENSOR_ASPECT, height_px)
