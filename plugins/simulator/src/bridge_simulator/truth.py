"""What really was in a picture, so that the error of a pose is a number."""

import math
from dataclasses import dataclass

import msgspec

from bridge.api import (
    Intrinsics,
    Pose,
    TagDetections,
    TopicKind,
    TopicSpec,
    parse_pattern,
)

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


class TagTruth(msgspec.Struct, frozen=True):
    """One tag that is wholly to be seen; fields as in TagDetection."""

    tag_id: int
    size_m: float
    camera_from_tag: Pose
    corners_px: Corners


class GroundTruth(msgspec.Struct, frozen=True):
    """Every readable tag of one picture. Topic `device/{id}/truth`.

    Its sample has the `captured_us` and the `frame_seq` of the picture's own sample.
    """

    frame_seq: int
    intrinsics: Intrinsics
    tags: tuple[TagTruth, ...] = ()


TRUTH_TOPIC = TopicSpec(
    pattern=parse_pattern("device/*/truth"),
    kind=TopicKind.STREAM,
    description="What a virtual camera really saw: the poses that detections should find",
    schema=GroundTruth,
    key_field="tag_id",
)


@dataclass(frozen=True, slots=True)
class TagError:
    """How far a detected pose lies from the truth."""

    tag_id: int
    position_percent: float  # Of the true distance.
    rotation_deg: float


def truth_error(detections: TagDetections, truth: GroundTruth) -> tuple[TagError, ...]:
    """Return the error of each detected tag that is known; `detections` of the same picture.

    Tags of the truth that were not detected, and detections without a truth, are left out.
    """
    known = {tag.tag_id: tag for tag in truth.tags}
    return tuple(
        pose_error(found.tag_id, found.camera_from_tag, known[found.tag_id].camera_from_tag)
        for found in detections.tags
        if found.tag_id in known and found.solutions
    )


def pose_error(tag_id: int, found: Pose, true: Pose) -> TagError:
    """Return how far `found` lies from `true`."""
    apart_m = (found.translation - true.translation).norm()
    return TagError(
        tag_id,
        100 * apart_m / true.translation.norm(),
        math.degrees(found.rotation.angle_to(true.rotation)),
    )
