"""AprilTags found in a picture, and where they are."""

import msgspec

from bridge.model.camera import Intrinsics
from bridge.model.geometry import Pose

Point = tuple[float, float]


class PoseSolution(msgspec.Struct, frozen=True):
    """One of the two poses that four corners of a square allow."""

    camera_from_tag: Pose
    reprojection_error_px: float  # Root mean square over the four corners.


class TagDetection(msgspec.Struct, frozen=True):
    """One tag in one picture.

    Tag space: origin in the centre, x right and y down on the printed tag as one reads
    it, z into the paper; so an upright tag that faces the camera has no rotation.
    `corners_px` are top-left, top-right, bottom-right, bottom-left of the black border
    as one reads the tag, with pixel centres at whole numbers. `solutions` has the better
    first; their errors lie close together when the picture cannot tell them apart.
    """

    tag_id: int
    family: str
    size_m: float  # Edge of the black border.
    corners_px: tuple[Point, Point, Point, Point]
    decision_margin: float
    hamming: int
    solutions: tuple[PoseSolution, ...]

    @property
    def camera_from_tag(self) -> Pose:
        """The better of the two poses."""
        return self.solutions[0].camera_from_tag


class TagDetections(msgspec.Struct, frozen=True):
    """All tags of one picture; empty when nothing is seen, which is a fact too."""

    frame_seq: int
    intrinsics: Intrinsics
    tags: tuple[TagDetection, ...] = ()
