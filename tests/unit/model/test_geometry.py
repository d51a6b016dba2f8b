import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bridge.model.geometry import Pose, Quaternion, Vector3

LENGTHS = st.floats(-10, 10)
VECTORS = st.builds(Vector3, LENGTHS, LENGTHS, LENGTHS)


@st.composite
def rotations(draw: st.DrawFn) -> Quaternion:
    axis = draw(VECTORS)
    assume(axis.norm() > 0.01)
    return Quaternion.from_axis_angle(axis, draw(st.floats(-math.pi, math.pi)))


POSES = st.builds(Pose, VECTORS, rotations())


def near(a: Vector3, b: Vector3) -> bool:
    return (a - b).norm() < 1e-9


def matrix_of(q: Quaternion) -> tuple[tuple[float, ...], ...]:
    columns = [q.rotate(Vector3(*unit)) for unit in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    return tuple(tuple(getattr(c, axis) for c in columns) for axis in "xyz")


@given(rotations(), VECTORS)
def test_a_rotation_keeps_lengths_and_its_inverse_undoes_it(q: Quaternion, v: Vector3) -> None:
    assert q.rotate(v).norm() == pytest.approx(v.norm(), abs=1e-9)
    assert near(q.inverse().rotate(q.rotate(v)), v)


@given(rotations(), rotations(), VECTORS)
def test_a_product_turns_by_the_right_factor_first(
    a: Quaternion, b: Quaternion, v: Vector3
) -> None:
    assert near((a * b).rotate(v), a.rotate(b.rotate(v)))


@given(rotations())
def test_a_rotation_survives_the_way_through_its_matrix(q: Quaternion) -> None:
    assert Quaternion.from_matrix(matrix_of(q)).angle_to(q) < 1e-6


@given(POSES, POSES, VECTORS)
def test_poses_compose_as_their_names_say(a_from_b: Pose, b_from_c: Pose, p_in_c: Vector3) -> None:
    assert near((a_from_b * b_from_c).apply(p_in_c), a_from_b.apply(b_from_c.apply(p_in_c)))
    assert near(a_from_b.inverse().apply(a_from_b.apply(p_in_c)), p_in_c)


def test_a_quarter_turn_about_z_takes_x_to_y() -> None:
    quarter = Quaternion.from_axis_angle(Vector3(0, 0, 2), math.pi / 2)
    assert near(quarter.rotate(Vector3(1, 0, 0)), Vector3(0, 1, 0))
    assert quarter.angle_to(Quaternion(1, 0, 0, 0)) == pytest.approx(math.pi / 2)


def test_rotations_without_direction_are_refused() -> None:
    with pytest.raises(ValueError, match="axis"):
        Quaternion.from_axis_angle(Vector3(0, 0, 0), 1.0)
    with pytest.raises(ValueError, match="length zero"):
        Quaternion(0, 0, 0, 0).normalized()
