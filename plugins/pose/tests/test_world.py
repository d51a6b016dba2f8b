"""Where things are in the world, from scenes whose truth is known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Pose, PoseSolution, Quaternion, TagDetection, TagDetections, Vector3
from bridge_pose.world import World, entity_name
from bridge_pose.world_settings import AnchorSettings

ORIGIN = Pose(Vector3(0, 0, 0), Quaternion(1, 0, 0, 0))
ABOVE = Pose(Vector3(0.1, 0.2, -0.8), Quaternion.from_axis_angle(Vector3(1, 0.3, 0), 0.2))
ASIDE = Pose(Vector3(0.6, -0.1, -0.7), Quaternion.from_axis_angle(Vector3(0, 1, 0.2), -0.6))
DUCK = Pose(Vector3(0.25, -0.1, -0.03), Quaternion.from_axis_angle(Vector3(0, 0, 1), 0.7))
HOLD_US = 1_000_000


def tag(
    number: int, *camera_from_tag: Pose, errors: tuple[float, ...] = (0.1, 5.0)
) -> TagDetection:
    solutions = tuple(PoseSolution(p, e) for p, e in zip(camera_from_tag, errors, strict=False))
    return TagDetection(number, "tag36h11", 0.1, None, 60.0, 0, solutions)


def picture(world_from_camera: Pose, **places: Pose) -> TagDetections:
    """Return what a camera sees of tags that are called `t0`, `t7`…"""
    camera_from_world = world_from_camera.inverse()
    tags = [tag(int(name[1:]), camera_from_world * place) for name, place in places.items()]
    return TagDetections(0, None, tuple(tags))


def room(**anchors: Pose) -> World:
    known = anchors or {"t0": ORIGIN}
    return World({f"tag36h11-{name[1:]}": pose for name, pose in known.items()}, HOLD_US)


def assert_close(found: Pose, true: Pose, within_m: float = 1e-9) -> None:
    assert (found.translation - true.translation).norm() < within_m
    assert found.rotation.angle_to(true.rotation) < max(1e-6, within_m)


def test_an_anchor_places_the_camera_and_the_camera_the_rest() -> None:
    found = dict(room().learn("cam-1", picture(ABOVE, t0=ORIGIN, t7=DUCK), 0))
    assert list(found) == ["cam-1", "tag-7"]
    assert_close(found["cam-1"].world_from_entity, ABOVE)
    assert_close(found["tag-7"].world_from_entity, DUCK)
    assert found["tag-7"].cameras == ("cam-1",)


def test_without_an_anchor_nothing_is_placed() -> None:
    assert list(room().learn("cam-1", picture(ABOVE, t7=DUCK), 0)) == []


def test_a_camera_keeps_its_place_for_as_long_as_it_may() -> None:
    world = room()
    list(world.learn("cam-1", picture(ABOVE, t0=ORIGIN), 0))
    held = dict(world.learn("cam-1", picture(ABOVE, t7=DUCK), HOLD_US))
    assert list(held) == ["tag-7"]
    assert_close(held["tag-7"].world_from_entity, DUCK)
    assert list(world.learn("cam-1", picture(ABOVE, t7=DUCK), HOLD_US + 1)) == []


def test_two_cameras_agree_on_one_place() -> None:
    world = room()
    list(world.learn("cam-1", picture(ABOVE, t0=ORIGIN, t7=DUCK), 0))
    found = dict(world.learn("cam-2", picture(ASIDE, t0=ORIGIN, t7=DUCK), 20_000))
    assert found["tag-7"].cameras == ("cam-1", "cam-2")
    assert_close(found["tag-7"].world_from_entity, DUCK)


def test_what_another_camera_saw_long_ago_does_not_count() -> None:
    world = room()
    elsewhere = Pose(Vector3(0.9, 0, 0), DUCK.rotation)
    list(world.learn("cam-1", picture(ABOVE, t0=ORIGIN, t7=elsewhere), 0))
    found = dict(world.learn("cam-2", picture(ASIDE, t0=ORIGIN, t7=DUCK), 150_000))
    assert found["tag-7"].cameras == ("cam-2",)
    assert_close(found["tag-7"].world_from_entity, DUCK)


def test_an_anchor_that_was_moved_by_somebody_counts_less_than_two_that_were_not() -> None:
    right, far = (
        Pose(Vector3(0.4, 0, 0), ORIGIN.rotation),
        Pose(Vector3(0, 0.4, 0), ORIGIN.rotation),
    )
    world = room(t0=ORIGIN, t1=right, t2=far)
    moved = Pose(Vector3(0.3, 0.5, 0), ORIGIN.rotation)
    found = dict(world.learn("cam-1", picture(ABOVE, t0=ORIGIN, t1=right, t2=moved), 0))
    assert (found["cam-1"].world_from_entity.translation - ABOVE.translation).norm() < 0.08
    alone = dict(room(t2=far).learn("cam-1", picture(ABOVE, t2=moved), 0))
    assert (alone["cam-1"].world_from_entity.translation - ABOVE.translation).norm() > 0.2


def flipped(pose: Pose) -> Pose:
    return Pose(pose.translation, pose.rotation * Quaternion.from_axis_angle(Vector3(1, 0, 0), 0.5))


def test_where_a_picture_cannot_tell_a_tag_does_not_flip() -> None:
    world = room()
    camera_from_world = ABOVE.inverse()
    true, wrong = camera_from_world * DUCK, flipped(camera_from_world * DUCK)

    def seen(first: Pose, second: Pose, *errors: float) -> TagDetections:
        return TagDetections(
            0, None, (tag(0, camera_from_world), tag(7, first, second, errors=errors))
        )

    list(world.learn("cam-1", seen(true, wrong, 0.1, 2.0), 0))
    unsure = dict(world.learn("cam-1", seen(wrong, true, 0.20, 0.22), 33_000))
    assert_close(unsure["tag-7"].world_from_entity, DUCK)
    clear = dict(world.learn("cam-1", seen(wrong, true, 0.2, 3.0), 66_000))
    assert_close(clear["tag-7"].world_from_entity, ABOVE * wrong)


def test_a_device_that_tells_no_pose_changes_nothing() -> None:
    seen = TagDetections(0, None, (TagDetection(0, "tag36h11", None, None, None, None, ()),))
    assert list(room().learn("old-board", seen, 0)) == []


def test_names_of_other_families_are_topic_chunks() -> None:
    detection = TagDetection(12, "tagStandard41h12", 0.1, None, 60.0, 0, ())
    assert entity_name(detection) == "tagstandard41h12-12"


@given(
    x=st.floats(-0.5, 0.5),
    y=st.floats(-0.5, 0.5),
    z=st.floats(-1.5, -0.3),
    angle=st.floats(-0.9, 0.9),
    turn=st.floats(-3, 3),
)
def test_places_are_found_from_anywhere(
    x: float, y: float, z: float, angle: float, turn: float
) -> None:
    camera = Pose(Vector3(x, y, z), Quaternion.from_axis_angle(Vector3(1, 0.5, 0), angle))
    duck = Pose(Vector3(-x, 0.1, 0), Quaternion.from_axis_angle(Vector3(0, 0, 1), turn))
    found = dict(room().learn("cam-1", picture(camera, t0=ORIGIN, t7=duck), 0))
    assert_close(found["tag-7"].world_from_entity, duck, 1e-7)


@pytest.mark.parametrize(
    ("angle", "moved"),
    [
        ("turn_deg", Vector3(0, 0, -1)),
        ("roll_deg", Vector3(0, 1, 0)),
        ("tilt_deg", Vector3(1, 0, 0)),
    ],
)
def test_anchors_are_turned_about_their_axes(angle: str, moved: Vector3) -> None:
    anchor = AnchorSettings(tag="tag36h11-0", **{angle: 90.0})
    turned = anchor.world_from_tag.rotation.rotate(Vector3(1, 0, 0))
    assert math.isclose((turned - moved).norm(), 0.0, abs_tol=1e-12)
