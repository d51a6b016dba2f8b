import math

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Pose, Quaternion, Vector3
from bridge_dialects.taghub.tag_poses import (
    TagAngles,
    angles_of,
    camera_in_tag,
    pose_from_words,
)

DEGREES = st.floats(-179, 179)


def test_upright_tag_in_front_of_the_camera_is_not_turned() -> None:
    pose = pose_from_words(TagAngles(0, 0, 0), Vector3(0, 0, -0.5))
    assert pose == Pose(Vector3(0, 0, 0.5), Quaternion(1, 0, 0, 0))


def test_tag_that_is_turned_in_its_plane_has_yaw() -> None:
    quarter = Quaternion.from_axis_angle(Vector3(0, 0, 1), math.pi / 2)
    angles = angles_of(Pose(Vector3(0, 0, 1), quarter))
    assert math.isclose(angles.yaw_deg, 90)
    assert abs(angles.pitch_deg) < 1e-9
    assert abs(angles.roll_deg) < 1e-9


def test_camera_to_the_right_of_the_tag_has_positive_x() -> None:
    # The tag appears on the left of the picture, so its x in the camera is negative.
    place = camera_in_tag(Pose(Vector3(-0.2, 0, 1), Quaternion(1, 0, 0, 0)))
    assert (place.x, place.y, place.z) == (0.2, 0, -1)


@given(DEGREES, st.floats(-88, 88), DEGREES, *[st.floats(-5, 5)] * 3)
def test_words_become_a_pose_and_the_same_words_again(
    yaw: float, pitch: float, roll: float, x: float, y: float, z: float
) -> None:
    pose = pose_from_words(TagAngles(yaw, pitch, roll), Vector3(x, y, z))
    again = angles_of(pose)
    for told, found in zip((yaw, pitch, roll), _angles(again), strict=True):
        assert abs((told - found + 180) % 360 - 180) < 1e-6
    assert (camera_in_tag(pose) - Vector3(x, y, z)).norm() < 1e-9


def _angles(angles: TagAngles) -> tuple[float, float, float]:
    return angles.yaw_deg, angles.pitch_deg, angles.roll_deg
