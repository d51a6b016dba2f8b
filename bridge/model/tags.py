"""AprilTags found in a picture, and where they are."""

import msgspec

from bridge.model.camera import Intrinsics
from bridge.model.geometry import Pose
from bridge.model.values import JsonScalar

Point = tuple[float, float]


class PoseSolution(msgspec.Struct, frozen=True):
    """One of the two poses that four corners of a square allow."""

    camera_from_tag: Pose
    # Root mean square over the four corners; None when a device found the pose itself.
    reprojection_error_px: float | None


class TagDetection(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tag in one picture.

    Tag space: origin in the centre, x right and y down on the printed tag as one reads
    it, z into the paper; so an upright tag that faces the camera has no rotation.
    `corners_px` are top-left, top-right, bottom-right, bottom-left of the black border
    as one reads the tag, with pixel centres at whole numbers. `solutions` has the better
    first; their errors lie close together when the picture cannot tell them apart.

    A device of another system that finds tags itself tells less: what it does not tell
    is None, `solutions` may be empty, and `raw` has its own words, as they came.
    """

    tag_id: int
    family: str
    size_m: float | None  # Edge of the black border.
    corners_px: tuple[Point, Point, Point, Point] | None
    decision_margin: float | None
    hamming: int | None
    solutions: tuple[PoseSolution, ...]
    raw: dict[str, JsonScalar] = {}

    @property
    def camera_from_tag(self) -> Pose:
        """The better of the two poses; IndexError if the device told none."""
        return self.solutions[0].camera_from_tag


class TagDetections(msgspec.Struct, frozen=True):
    """All tags of one picture; empty when nothing is seen, which is a fact too."""

    frame_seq: int
    intrinsics: Intrinsics | None  # None when a device found the tags itself.
    tags: tuple[TagDetection, ...] = ()
