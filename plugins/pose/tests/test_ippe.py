"""The solver against poses that are known, and against nonsense."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge_pose.ippe import Corners, error_of, solve_square
from bridge_pose.testing import project_corners

LENS = Intrinsics(640, 480, 600.0, 590.0, 320.5, 236.0)
SIZE_M = 0.1
Z = Vector3(0, 0, 1)
SQUARE: Corners = ((100.0, 100.0), (200.0, 100.0), (200.0, 200.0), (100.0, 200.0))


@st.composite
def visible_poses(draw: st.DrawFn) -> Pose:
    """Return a pose whose tag shows its face to the camera, turned by up to 80°."""
    angle = st.floats(-math.pi, math.pi)
    about, tilt, roll = draw(angle), draw(st.floats(0, math.radians(80))), draw(angle)
    lean = Quaternion.from_axis_angle(Vector3(math.cos(about), math.sin(about), 0), tilt)
    rotation = lean * Quaternion.from_axis_angle(Z, roll)
    z = draw(st.floats(0.15, 5.0))
    at = Vector3(draw(st.floats(-0.5, 0.5)) * z, draw(st.floats(-0.4, 0.4)) * z, z)
    normal = rotation.rotate(Z)
    facing = (normal.x * at.x + normal.y * at.y + normal.z * at.z) / at.norm()
    assume(facing > 0.1)
    return Pose(at, rotation)


@given(visible_poses())
@example(Pose(Vector3(0, 0, 1), Quaternion(1, 0, 0, 0)))
def test_a_projected_pose_is_found_again(pose: Pose) -> None:
    solutions = solve_square(project_corners(pose, LENS, SIZE_M), LENS, SIZE_M)
    distances = [
        (found.camera_from_tag.translation - pose.translation).norm()
        + found.camera_from_tag.rotation.angle_to(pose.rotation)
        for found in solutions
    ]
    assert min(distances) < 1e-6
    # Where both poses meet, the root of a rounding error is 1e-8 rad, hence this much.
    assert error_of(solutions[0]) < 1e-5


@given(visible_poses())
def test_both_poses_come_with_the_better_one_first(pose: Pose) -> None:
    first, second = solve_square(project_corners(pose, LENS, SIZE_M), LENS, SIZE_M)
    assert error_of(first) <= error_of(second)


@given(visible_poses())
def test_the_two_poses_mirror_each_other_about_the_line_of_sight(pose: Pose) -> None:
    first, second = solve_square(project_corners(pose, LENS, SIZE_M), LENS, SIZE_M)
    sight = first.camera_from_tag.translation
    leans = []
    for found in (first, second):
        normal = found.camera_from_tag.rotation.rotate(Z)
        cosine = normal.x * sight.x + normal.y * sight.y + normal.z * sight.z
        leans.append(math.acos(min(1.0, cosine / sight.norm())))
    # The derivative at the centre is the same, so the tilt against the line of sight is.
    assert leans[0] == pytest.approx(leans[1], abs=0.15)


@given(visible_poses(), st.floats(0.01, 2.0))
def test_a_larger_tag_is_as_much_farther_away(pose: Pose, size_m: float) -> None:
    corners = project_corners(pose, LENS, SIZE_M)
    near, far = solve_square(corners, LENS, SIZE_M)[0], solve_square(corners, LENS, size_m)[0]
    scale = size_m / SIZE_M
    assert far.camera_from_tag.translation.norm() == pytest.approx(
        near.camera_from_tag.translation.norm() * scale, rel=1e-4
    )


def test_an_upright_tag_that_faces_the_camera_has_no_rotation() -> None:
    corners = project_corners(Pose(Vector3(0, 0, 1), Quaternion(1, 0, 0, 0)), LENS, SIZE_M)
    rotation = solve_square(corners, LENS, SIZE_M)[0].camera_from_tag.rotation
    assert rotation.angle_to(Quaternion(1, 0, 0, 0)) < 1e-6
    assert corners[0][0] < corners[1][0]  # The left corners are on the left,
    assert corners[0][1] < corners[3][1]  # and the upper ones above.


def test_a_tag_whose_right_edge_is_farther_has_turned_about_its_downward_axis() -> None:
    turned = Quaternion.from_axis_angle(Vector3(0, 1, 0), -0.6)
    pose = Pose(Vector3(0, 0, 0.5), turned)
    assert pose.apply(Vector3(SIZE_M / 2, 0, 0)).z > 0.5
    found = solve_square(project_corners(pose, LENS, SIZE_M), LENS, SIZE_M)[0]
    assert found.camera_from_tag.rotation.angle_to(turned) < 1e-6


def test_a_far_frontal_tag_has_two_poses_that_explain_it_almost_equally_well() -> None:
    lean = Quaternion.from_axis_angle(Vector3(1, 0, 0), 0.15)
    corners = project_corners(Pose(Vector3(0, 0, 3), lean), LENS, SIZE_M)
    first, second = solve_square(corners, LENS, SIZE_M)
    assert error_of(second) < 0.05
    apart = first.camera_from_tag.rotation.angle_to(second.camera_from_tag.rotation)
    assert apart == pytest.approx(0.3, abs=0.01)


def test_a_near_tilted_tag_has_one_pose_that_explains_it() -> None:
    lean = Quaternion.from_axis_angle(Vector3(1, 0, 0), 0.8)
    corners = project_corners(Pose(Vector3(0, 0, 0.4), lean), LENS, SIZE_M)
    first, second = solve_square(corners, LENS, SIZE_M)
    assert error_of(first) < 1e-9
    assert error_of(second) > 3


@pytest.mark.parametrize(
    "corners",
    [
        (SQUARE[0],) * 4,
        (SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[3]),  # Two in one place.
        (SQUARE[0], SQUARE[1], (300.0, 100.0), SQUARE[3]),  # Three on a line.
        (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]),  # Crossed over.
        (SQUARE[1], SQUARE[0], SQUARE[3], SQUARE[2]),  # Seen in a mirror.
        (SQUARE[0], SQUARE[1], (120.0, 120.0), SQUARE[3]),  # Dented.
        ((math.nan, 100.0), *SQUARE[1:]),
        ((-math.inf, 100.0), *SQUARE[1:]),
    ],
)
def test_corners_of_no_square_are_refused(corners: Corners) -> None:
    with pytest.raises(ValueError, match="top-left, top-right, bottom-right, bottom-left"):
        solve_square(corners, LENS, SIZE_M)


@pytest.mark.parametrize("size_m", [0.0, -0.1, math.nan])
def test_a_tag_without_size_is_refused(size_m: float) -> None:
    with pytest.raises(ValueError, match="tag size"):
        solve_square(SQUARE, LENS, size_m)


@st.composite
def quadrilaterals(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Return four points around a place, mostly convex and in order, of any size."""
    x, y = draw(st.floats(-1e6, 1e6)), draw(st.floats(-1e6, 1e6))
    size = 10.0 ** draw(st.floats(-14, 12))
    turns = sorted(draw(st.lists(st.floats(0, 6.28), min_size=4, max_size=4)))
    return [(x + size * math.cos(turn), y + size * math.sin(turn)) for turn in turns]


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=4, max_size=4) | quadrilaterals())
@example([(0.0, 0.0), (1e154, 0.0), (1e154, 1e154), (0.0, 1e154)])
@example([(0.0, 0.0), (1e-160, 0.0), (1e-160, 1e-160), (0.0, 1e-160)])
@example([(-9e4, -9e4), (9e4, -1e5), (10.0, 300.0), (-10.0, 299.0)])
def test_any_four_points_give_finite_poses_or_an_error(points: list[tuple[float, float]]) -> None:
    a, b, c, d = points
    try:
        solutions = solve_square((a, b, c, d), LENS, SIZE_M)
    except ValueError:
        return
    assert solutions
    for found in solutions:
        at, turn = found.camera_from_tag.translation, found.camera_from_tag.rotation
        numbers = (at.x, at.y, at.z, turn.w, turn.x, turn.y, turn.z, error_of(found))
        assert all(math.isfinite(number) for number in numbers)
        assert math.hypot(*numbers[3:7]) == pytest.approx(1)
