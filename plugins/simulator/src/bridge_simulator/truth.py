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
    Vector3,
    parse_pattern,
)
from bridge_simulator.scene import PlacedBoard, View

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
# A board seen at more than 80° from its normal shows nothing that could be read.
MIN_FACING = 0.17
# Nearer than this the lens sees nothing, and projection would blow up.
MIN_DISTANCE_M = 0.05


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


def faces_camera(camera_from_board: Pose) -> bool:
    """Tell whether a board shows its printed side."""
    place = camera_from_board.translation
    into_paper = camera_from_board.rotation.rotate(Vector3(0.0, 0.0, 1.0))
    along = into_paper.x * place.x + into_paper.y * place.y + into_paper.z * place.z
    return place.z > MIN_DISTANCE_M and along > MIN_FACING * place.norm()


def true_tags(view: View, lens: Intrinsics) -> tuple[TagTruth, ...]:
    """Return the tags of a view that are wholly in the picture, in order of id."""
    found = [
        tag
        for board in view.boards
        if faces_camera(board.camera_from_board)
        for tag in _tags_of(board, lens)
        if all(_is_inside(corner, lens) for corner in tag.corners_px)
    ]
    return tuple(sorted(found, key=lambda tag: tag.tag_id))


def _tags_of(board: PlacedBoard, lens: Intrinsics) -> list[TagTruth]:
    size_m = board.design.tag_size_m
    tags = []
    for printed in board.design.tags:
        centre = board.camera_from_board.apply(board.design.centre_of(printed))
        pose = Pose(centre, board.camera_from_board.rotation)
        if centre.z > MIN_DISTANCE_M + size_m:
            corners = project_square(pose, size_m, lens)
            tags.append(TagTruth(printed.tag_id, size_m, pose, corners))
    return tags


def project_square(camera_from_square: Pose, size_m: float, lens: Intrinsics) -> Corners:
    """Return where the corners of a square appear: top-left first, then clockwise."""
    h = size_m / 2
    top_left, top_right, bottom_right, bottom_left = (
        lens.project(camera_from_square.apply(Vector3(x, y, 0.0)))
        for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))
    )
    return (top_left, top_right, bottom_right, bottom_left)


def _is_inside(point: Point, lens: Intrinsics) -> bool:
    return 0 <= point[0] <= lens.width_px - 1 and 0 <= point[1] <= lens.height_px - 1


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
