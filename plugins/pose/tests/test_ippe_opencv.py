"""The solver against OpenCV's of the same name. OpenCV is needed by tests only."""

import math
import random

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge_pose.ippe import Corners, solve_square
from bridge_pose.testing import project_corners

LENS = Intrinsics(640, 480, 600.0, 590.0, 320.5, 236.0)
SIZE_M = 0.1
HALF_M = SIZE_M / 2
# OpenCV wants the square's y axis upwards, so its z axis comes out of the paper.
OPENCV_SQUARE = np.array(
    [[-HALF_M, HALF_M, 0], [HALF_M, HALF_M, 0], [HALF_M, -HALF_M, 0], [-HALF_M, -HALF_M, 0]]
)
OPENCV_FROM_TAG = np.diag([1.0, -1.0, -1.0])


def noisy_corners(random_source: random.Random) -> Corners:
    axis = Vector3(random_source.uniform(-1, 1), random_source.uniform(-1, 1), 0.3)
    rotation = Quaternion.from_axis_angle(axis, random_source.uniform(0.2, 1.2))
    at = Vector3(random_source.uniform(-0.2, 0.2), random_source.uniform(-0.1, 0.1), 0.7)
    corners = project_corners(Pose(at, rotation), LENS, SIZE_M)
    a, b, c, d = (
        (x + random_source.gauss(0, 0.3), y + random_source.gauss(0, 0.3)) for x, y in corners
    )
    return (a, b, c, d)


def opencv_poses(corners: Corners) -> list[tuple[npt.NDArray[np.float64], Quaternion]]:
    camera = np.array(
        [[LENS.fx_px, 0, LENS.cx_px], [0, LENS.fy_px, LENS.cy_px], [0, 0, 1]], np.float64
    )
    _, turns, places, _ = cv2.solvePnPGeneric(
        OPENCV_SQUARE,
        np.array(corners).reshape(4, 1, 2),
        camera,
        np.zeros(4),
        flags=cv2.SOLVEPNP_IPPE_SQUARE,
    )
    found = []
    for turn, place in zip(turns, places, strict=True):
        a, b, c = (cv2.Rodrigues(turn)[0] @ OPENCV_FROM_TAG).tolist()
        rotation = Quaternion.from_matrix((tuple(a), tuple(b), tuple(c)))
        found.append((np.asarray(place, np.float64).ravel(), rotation))
    return found


@pytest.mark.parametrize("seed", range(50))
def test_both_poses_are_those_of_opencv(seed: int) -> None:
    corners = noisy_corners(random.Random(seed))
    ours, theirs = solve_square(corners, LENS, SIZE_M), opencv_poses(corners)
    assert len(ours) == len(theirs) == 2
    for mine, (place, rotation) in zip(ours, theirs, strict=True):
        at = mine.camera_from_tag.translation
        assert (at.x, at.y, at.z) == pytest.approx(place.tolist(), abs=1e-6)
        assert mine.camera_from_tag.rotation.angle_to(rotation) < 1e-5


def test_the_error_is_the_root_mean_square_over_the_corners() -> None:
    corners = noisy_corners(random.Random(1))
    found = solve_square(corners, LENS, SIZE_M)[0]
    again = project_corners(found.camera_from_tag, LENS, SIZE_M)
    squares = [math.dist(a, b) ** 2 for a, b in zip(corners, again, strict=True)]
    assert found.reprojection_error_px == pytest.approx(math.sqrt(sum(squares) / 4))
