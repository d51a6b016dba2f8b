"""The signs of taghub's angles and centimetres, against a scene that was drawn.

A tag is drawn at a known place. The AprilTag library finds it and its pose, as it does on
the boards, and the numbers are made of R and t as the firmware makes them. What the bridge
publishes must be the known place; and what the bridge tells games of a tag that it found
itself must be what the firmware would have told.
"""

import json
import math
import random

import numpy as np
import numpy.typing as npt
import pupil_apriltags
import pytest

from bridge.api import (
    Admitted,
    Intrinsics,
    Pose,
    PoseSolution,
    Quaternion,
    Sample,
    TagDetection,
    TagDetections,
    TagsArrived,
    TopicKind,
    TopicSpec,
    Vector3,
    parse_pattern,
)
from bridge_dialects.taghub.device_names import DeviceNames
from bridge_dialects.taghub.link import TaghubLink
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_pose.detector import TagReader
from bridge_pose.ippe import solve_square
from bridge_pose.testing import PlacedTag, draw_scene, picture_of

LENS = Intrinsics.from_field_of_view(640, 480, math.radians(62))
SIZE_M = 0.1
# The corner of the library's pixel (0, 0) is where the bridge counts −½.
HALF_PIXEL = 0.5
UPRIGHT = Quaternion(1, 0, 0, 0)
TAGS = TopicSpec(parse_pattern("device/*/tags"), TopicKind.STREAM, "", TagDetections)


def turned(x_deg: float, y_deg: float, z_deg: float) -> Quaternion:
    """Return a turn about z, then y, then x of the camera."""
    turn = UPRIGHT
    for axis, angle in (((1, 0, 0), x_deg), ((0, 1, 0), y_deg), ((0, 0, 1), z_deg)):
        turn = turn * Quaternion.from_axis_angle(Vector3(*axis), math.radians(angle))
    return turn


def some_places() -> list[Pose]:
    """Return one place for each sign that could be wrong, and some of all kinds."""
    plain = [
        Pose(Vector3(0.12, 0.0, 0.6), turned(0, 25, 0)),
        Pose(Vector3(-0.12, 0.05, 0.6), turned(0, -25, 0)),
        Pose(Vector3(0.0, 0.1, 0.6), turned(30, 0, 0)),
        Pose(Vector3(0.0, -0.1, 0.6), turned(-30, 0, 0)),
        Pose(Vector3(0.05, 0.05, 0.5), turned(20, 0, 40)),
        Pose(Vector3(0.05, -0.05, 0.5), turned(0, 20, -130)),
    ]
    source = random.Random(5)
    return plain + [
        Pose(
            Vector3(source.uniform(-0.1, 0.1), source.uniform(-0.1, 0.1), source.uniform(0.4, 0.8)),
            turned(source.uniform(-40, 40), source.uniform(15, 40), source.uniform(-180, 180)),
        )
        for _ in range(8)
    ]


def firmware_words(camera_from_tag: Pose) -> dict[str, object]:
    """Return what a board would send that sees the tag there."""
    luma = draw_scene([PlacedTag(camera_from_tag, size_m=SIZE_M)], LENS)
    found = detect(luma)
    turn: npt.NDArray[np.float64] = np.asarray(found.pose_R, np.float64)
    shift: npt.NDArray[np.float64] = np.asarray(found.pose_t, np.float64)
    place = (-turn.T @ shift).ravel() * 100
    return {
        "tag_id": int(found.tag_id),
        "decision_margin": round(float(found.decision_margin), 1),
        "yaw": degrees(math.atan2(turn[1, 0], turn[0, 0])),
        "pitch": degrees(math.atan2(-turn[2, 0], math.hypot(turn[2, 1], turn[2, 2]))),
        "roll": degrees(math.atan2(turn[2, 1], turn[2, 2])),
        "x_cm": round(float(place[0]), 1),
        "y_cm": round(float(place[1]), 1),
        "z_cm": round(float(place[2]), 1),
    }


def degrees(angle_rad: float) -> float:
    """Return degrees with the one decimal that firmware sends."""
    return round(math.degrees(angle_rad), 1)


def detect(luma: npt.NDArray[np.uint8]) -> pupil_apriltags.Detection:
    """Return the one tag that the library sees, with the library's own pose."""
    lens = (LENS.fx_px, LENS.fy_px, LENS.cx_px + HALF_PIXEL, LENS.cy_px + HALF_PIXEL)
    native = TagReader(("tag36h11",))._native
    (found,) = native.detect(luma, True, lens, SIZE_M)
    return found


def link() -> TaghubLink:
    """Return the link of a peer on this machine."""
    settings = TaghubSettings()
    board = Noticeboard(settings, lambda: 0.0)
    return TaghubLink("127.0.0.1", settings, board, DeviceNames(SYSTEM))


@pytest.mark.parametrize("true", some_places(), ids=str)
def test_words_of_the_firmware_become_the_place_that_was_drawn(true: Pose) -> None:
    words = firmware_words(true)
    z_cm = words["z_cm"]
    assert isinstance(z_cm, float)
    assert z_cm < 0
    events = link().receive(json.dumps({"event": "apriltag_data", **words}), 0)
    (told,) = (event for event in events if isinstance(event, TagsArrived))
    found = told.tags.tags[0].camera_from_tag
    assert math.degrees(found.rotation.angle_to(true.rotation)) < 2
    assert (found.translation - true.translation).norm() < 0.02 * true.translation.norm()


@pytest.mark.parametrize("true", some_places(), ids=str)
def test_tag_that_the_bridge_found_is_told_as_the_firmware_would(true: Pose) -> None:
    luma = draw_scene([PlacedTag(true, size_m=SIZE_M)], LENS)
    (seen,) = TagReader(("tag36h11",)).read(picture_of(luma).luma, 1.0)
    solutions = solve_square(seen.corners_px, LENS, SIZE_M)
    tag = detection_of(seen.tag_id, solutions[0].camera_from_tag)
    sample = Sample("device/cam-1/tags", TAGS, 1, 0, 0, TagDetections(1, LENS, (tag,)))
    game = link()
    game.receive(json.dumps({"event": "identify", "data": {"type": "gdevelop"}}), 0)
    game.admit(Admitted("f1", "game-f1", "game", 0))
    (text,) = game.send_sample(sample, 0)
    told, expected = json.loads(text), firmware_words(true)
    for angle in ("yaw", "pitch", "roll"):
        off = (told[angle] - float(str(expected[angle])) + 180) % 360 - 180
        assert abs(off) < 2.5, angle
    for place in ("x_cm", "y_cm", "z_cm"):
        assert abs(told[place] - float(str(expected[place]))) < 2.5, place


def detection_of(tag_id: int, camera_from_tag: Pose) -> TagDetection:
    """Return a tag as the bridge's own finder tells it."""
    solution = PoseSolution(camera_from_tag, 0.1)
    return TagDetection(tag_id, "tag36h11", SIZE_M, None, 50.0, 0, (solution,))
