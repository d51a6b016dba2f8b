"""What an operator may say in `[plugin.pose]`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from bridge.api import parse_device_id
from bridge_pose.world_settings import WorldSettings

# How many wrong bits of a tag may be repaired, by family. Repairing more made tags out of
# clutter: of 150 drawn pictures full of boxes, 659 times with tag16h5 and 2 bits.
# Families with more than 40,000 tags are left out: their look-up tables take gigabytes.
REPAIRABLE_BITS = {
    "tag36h11": 2,
    "tagStandard41h12": 2,
    "tag25h9": 1,
    "tagCircle21h7": 1,
    "tag16h5": 0,
}
# The library halves or divides by whole numbers, and knows 1.5.
DECIMATIONS = (1.0, 1.5, 2.0, 3.0, 4.0)
# Up to HVGA a picture is searched as it is: decimated by 2, one tag in seven of the
# simulator's QVGA pictures was missed, for 2 ms of 4 saved. In VGA hardly one was missed,
# for 6 ms of 10 saved.
SMALL_PICTURE_PX = 480 * 320
MAX_SIZE_M = 10.0
CALIBRATION_KEYS = ("width_px", "height_px", "fx_px", "fy_px", "cx_px", "cy_px")


class CameraSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lens of one device: `fov_deg`, or the six numbers of a calibration.

    `fov_deg` is the horizontal field of view of the whole 4:3 picture. The six numbers
    are those of OpenCV's camera matrix and the picture size that they were found at.
    """

    fov_deg: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    fx_px: float | None = None
    fy_px: float | None = None
    cx_px: float | None = None
    cy_px: float | None = None

    def fault(self) -> str:
        """Return what is wrong and how to put it right, or an empty text."""
        given = [key for key in CALIBRATION_KEYS if getattr(self, key) is not None]
        if self.fov_deg is not None:
            if given:
                return f"fov_deg and {given[0]} exclude each other; take one of them out"
            return "" if 0 < self.fov_deg < 180 else f"fov_deg = {self.fov_deg}: give 0 to 180"
        missing = [key for key in CALIBRATION_KEYS if key not in given]
        if missing:
            return f"{missing[0]} is missing; give all of {', '.join(CALIBRATION_KEYS)}, or fov_deg"
        for key in CALIBRATION_KEYS[:4]:
            if not getattr(self, key) > 0:
                return f"{key} = {getattr(self, key)}: give a number greater than 0"
        return ""


class PoseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[plugin.pose]`."""

    families: tuple[str, ...] = ("tag36h11",)
    size_m: Annotated[float, Meta(gt=0, le=MAX_SIZE_M)] = 0.1
    # By family ("tag16h5") or by tag ("tag36h11-7").
    sizes_m: dict[str, float] = msgspec.field(default_factory=dict)
    decimate: float | None = None  # None: by the size of the picture.
    # Real tags in poor light have 13 and more, clutter that happens to read as a tag
    # has 2 to 4.
    min_decision_margin: Annotated[float, Meta(ge=0)] = 10.0
    max_hamming: Annotated[int, Meta(ge=0, le=2)] = 2
    # Between the stock lens of an OV2640 board (3.6 mm before a sensor 3.59 mm wide: 53°)
    # and the next wider one (68°): without a setting, distances are a fifth off at worst.
    fov_deg: Annotated[float, Meta(gt=0, lt=180)] = 62.0
    cameras: dict[str, CameraSettings] = msgspec.field(default_factory=dict)
    world: WorldSettings = WorldSettings()

    def __post_init__(self) -> None:
        """Raise ValueError that names the key and the remedy."""
        self._check_families()
        for key, size_m in self.sizes_m.items():
            self._check_size(key, size_m)
        if self.decimate is not None and self.decimate not in DECIMATIONS:
            choices = ", ".join(f"{choice:g}" for choice in DECIMATIONS)
            raise ValueError(f"decimate = {self.decimate}: give one of {choices}")
        for device, camera in self.cameras.items():
            parse_device_id(device)
            if fault := camera.fault():
                raise ValueError(f"cameras.{device}: {fault}")

    def _check_families(self) -> None:
        if not self.families:
            raise ValueError("families is empty: give at least one, as in ['tag36h11']")
        if len(set(self.families)) < len(self.families):
            raise ValueError(f"families = {list(self.families)}: name each family once")
        for family in self.families:
            if family not in REPAIRABLE_BITS:
                known = ", ".join(REPAIRABLE_BITS)
                raise ValueError(f"families has {family!r}: give one of {known}")

    def _check_size(self, key: str, size_m: float) -> None:
        family, dash, tag_id = key.partition("-")
        if family not in self.families or (dash and not tag_id.isdecimal()):
            raise ValueError(
                f"sizes_m.{key}: give a family of `families`, or a family and a tag as in "
                f"'{self.families[0]}-7'"
            )
        if not 0 < size_m <= MAX_SIZE_M:
            raise ValueError(f"sizes_m.{key} = {size_m}: give metres, up to {MAX_SIZE_M:g}")

    def tag_size_m(self, family: str, tag_id: int) -> float:
        """Return the edge of a tag's black border."""
        return self.sizes_m.get(f"{family}-{tag_id}", self.sizes_m.get(family, self.size_m))

    def decimation(self, width_px: int, height_px: int) -> float:
        """Return by how much a picture of this size is shrunk before squares are sought."""
        if self.decimate is not None:
            return self.decimate
        return 1.0 if width_px * height_px <= SMALL_PICTURE_PX else 2.0

    def repairs_allowed(self, family: str) -> int:
        """Return how many wrong bits a tag of the family may have had."""
        return min(self.max_hamming, REPAIRABLE_BITS[family])
