"""The truth's arithmetic, and the error of a pose."""

import math

import pytest

from bridge.api import Pose, PoseSolution, Quaternion, TagDetection, TagDetections, Vector3
from bridge_simulator.boards import single_tag
from bridge_simulator.sensor import lens_of
from bridge_simulator.truth import GroundTruth, pose_error, truth_error
from bridge_simulator.view import PlacedBoard, View
from bridge_simulator.visible import faces_camera, true_tags

VGA = lens_of("VGA")
UPRIGHT = Quaternion(1.0, 0.0, 0.0, 0.0)
AHEAD = Pose(Vector3(0.0, 0.0, 1.0), UPRIGHT)
CARD = single_tag(7, 0.1, (0, 128, 128))


def view_of(pose: Pose) -> View:
    return View((PlacedBoard(CARD, pose),))


def detected(tag_id: int, pose: Pose) -> TagDetections:
    corners = ((0.0, 0.0),) * 4
    tag = TagDetection(tag_id, "tag36h11", 0.1, corners, 50.0, 0, (PoseSolution(pose, 0.1),))
    return TagDetections(1, VGA, (tag,))


def test_corners_begin_at_the_top_left_and_go_clockwise() -> None:
    (tag,) = true_tags(view_of(AHEAD), VGA)
    half_px = 0.05 * VGA.fx_px
    assert tag.corners_px[0] == pytest.approx((VGA.cx_px - half_px, VGA.cy_px - half_px))
    assert tag.corners_px[2] == pytest.approx((VGA.cx_px + half_px, VGA.cy_px + half_px))
    assert tag.corners_px[1][0] > tag.corners_px[0][0]


def test_tag_that_is_partly_outside_is_left_out() -> None:
    assert true_tags(view_of(Pose(Vector3(0.59, 0.0, 1.0), UPRIGHT)), VGA) == ()


@pytest.mark.parametrize(
    ("turn_rad", "is_shown"), [(0.0, True), (1.3, True), (1.5, False), (3.1, False)]
)
def test_board_shows_its_front_only(turn_rad: float, is_shown: bool) -> None:
    turn = Quaternion.from_axis_angle(Vector3(0.0, 1.0, 0.0), turn_rad)
    assert faces_camera(Pose(Vector3(0.0, 0.0, 1.0), turn)) is is_shown


def test_error_is_percent_of_distance_and_degrees() -> None:
    turn = Quaternion.from_axis_angle(Vector3(0.0, 0.0, 1.0), math.radians(3))
    error = pose_error(
        7, Pose(Vector3(0.0, 0.03, 2.0), turn), Pose(Vector3(0.0, 0.0, 2.0), UPRIGHT)
    )
    assert error.position_percent == pytest.approx(1.5)
    assert error.rotation_deg == pytest.approx(3.0)


def test_error_is_told_for_tags_that_are_in_both() -> None:
    truth = GroundTruth(1, VGA, true_tags(view_of(AHEAD), VGA))
    (error,) = truth_error(detected(7, AHEAD), truth)
    assert (error.tag_id, error.position_percent) == (7, 0.0)
    assert truth_error(detected(8, AHEAD), truth) == ()
