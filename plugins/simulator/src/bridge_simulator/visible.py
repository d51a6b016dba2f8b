"""Which tags of a view can be read through a lens, and where their corners appear."""

from bridge.api import Intrinsics, Pose, Vector3
from bridge_simulator.truth import Corners, Point, TagTruth
from bridge_simulator.view import PlacedBoard, View

# A board seen at more than 80° from its normal shows nothing that could be read.
MIN_FACING = 0.17
# Nearer than this the lens sees nothing, and projection would blow up.
MIN_DISTANCE_M = 0.05


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
