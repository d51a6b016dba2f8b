"""What a lens does to directions: the pinhole model, and pictures as planes of pixels."""

import math
from dataclasses import dataclass

import msgspec

from bridge.model.geometry import Vector3


class Intrinsics(msgspec.Struct, frozen=True):
    """A pinhole camera for one picture size, in pixels.

    The centre of the top-left pixel is (0, 0), as in OpenCV's camera matrix.
    """

    width_px: int
    height_px: int
    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float

    @classmethod
    def from_field_of_view(
        cls, width_px: int, height_px: int, horizontal_rad: float
    ) -> "Intrinsics":
        """Return square pixels and a centred axis for a horizontal field of view."""
        if not 0 < horizontal_rad < math.pi:
            raise ValueError(f"field of view {horizontal_rad} rad: expected between 0 and π")
        f = width_px / 2 / math.tan(horizontal_rad / 2)
        return cls(width_px, height_px, f, f, (width_px - 1) / 2, (height_px - 1) / 2)

    def scaled_to(self, width_px: int, height_px: int) -> "Intrinsics":
        """Return the same lens for pictures of another size and the same view."""
        kx, ky = width_px / self.width_px, height_px / self.height_px
        # Pixel centres sit half a pixel inside the picture's edge at every size.
        return Intrinsics(
            width_px,
            height_px,
            self.fx_px * kx,
            self.fy_px * ky,
            (self.cx_px + 0.5) * kx - 0.5,
            (self.cy_px + 0.5) * ky - 0.5,
        )

    def project(self, p_in_camera: Vector3) -> tuple[float, float]:
        """Return where a point in camera space appears; ValueError if it is behind."""
        if p_in_camera.z <= 0:
            raise ValueError(f"point at z = {p_in_camera.z} m is behind the camera")
        return (
            self.fx_px * p_in_camera.x / p_in_camera.z + self.cx_px,
            self.fy_px * p_in_camera.y / p_in_camera.z + self.cy_px,
        )


@dataclass(frozen=True, slots=True)
class Plane:
    """One channel of a picture: `height` rows of `width` bytes, `stride` bytes apart."""

    pixels: memoryview
    width: int
    height: int
    stride: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded frame: luma first, then two chroma planes of any subsampling, or none."""

    width: int
    height: int
    planes: tuple[Plane, ...]

    @property
    def luma(self) -> Plane:
        """The brightness plane, at full size."""
        return self.planes[0]
