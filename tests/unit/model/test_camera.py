import math

import pytest

from bridge.model.camera import Intrinsics, Picture, Plane
from bridge.model.geometry import Vector3


def test_the_field_of_view_spans_the_picture_from_edge_to_edge() -> None:
    lens = Intrinsics.from_field_of_view(640, 480, math.radians(60))
    edge = math.tan(math.radians(30))
    assert lens.project(Vector3(-edge, 0, 1))[0] == pytest.approx(-0.5)
    assert lens.project(Vector3(edge, 0, 1))[0] == pytest.approx(639.5)
    assert lens.project(Vector3(0, 0, 5)) == pytest.approx((319.5, 239.5))


def test_a_scaled_lens_sees_the_same_directions() -> None:
    lens = Intrinsics(640, 480, 600.0, 610.0, 322.0, 238.0)
    x, y = lens.project(Vector3(0.1, -0.2, 1))
    small = lens.scaled_to(320, 240).project(Vector3(0.1, -0.2, 1))
    assert small == pytest.approx(((x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5))


def test_what_lies_behind_the_camera_is_not_seen() -> None:
    with pytest.raises(ValueError, match="behind"):
        Intrinsics.from_field_of_view(640, 480, 1.0).project(Vector3(0, 0, -1))


@pytest.mark.parametrize("angle", [0.0, math.pi, -1.0])
def test_an_impossible_field_of_view_is_refused(angle: float) -> None:
    with pytest.raises(ValueError, match="field of view"):
        Intrinsics.from_field_of_view(640, 480, angle)


def test_luma_is_the_first_plane() -> None:
    plane = Plane(memoryview(b"1234"), 2, 2, 2)
    assert Picture(2, 2, (plane,)).luma is plane
