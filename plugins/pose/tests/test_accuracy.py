"""Poses from drawn pictures, through JPEG and back, against where the tags were put."""

import math
import random
import statistics
import subprocess
import sys

import cv2
import numpy as np
import pytest

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge_pose.detector import TagReader
from bridge_pose.ippe import solve_square
from bridge_pose.testing import Luma, PlacedTag, draw_scene, picture_of

LENS = Intrinsics.from_field_of_view(640, 480, math.radians(62))
FRAMES = 200

FIVE_THOUSAND_DETECTIONS = """
import psutil
from bridge.api import Intrinsics, Media, Pose, Quaternion, Sample, TopicKind, TopicSpec, Vector3
from bridge.api import parse_pattern
from bridge_pose.stage import build_tag_finder
from bridge_pose.testing import PlacedTag, draw_scene, picture_of
spec = TopicSpec(parse_pattern("device/*/camera/jpeg"), TopicKind.MEDIA, "", media=Media.JPEG)
sample = Sample("device/cam-1/camera/jpeg", spec, 1, 0, 0)
lens = Intrinsics.from_field_of_view(320, 240, 1.0)
turn = Quaternion.from_axis_angle(Vector3(1, 0.3, 0.2), 0.5)
tags = [PlacedTag(Pose(Vector3(x, y, 0.9), turn), 7) for x in (-0.18, 0, 0.18) for y in (-0.1, 0.1)]
picture = picture_of(draw_scene(tags, lens, noise=2))
find = build_tag_finder(sample.topic, {})
def find_often(pictures):
    return sum(len(find(sample, picture).value.tags) for _ in range(pictures))
find_often(100)
before = psutil.Process().memory_info().rss
found = find_often(834)
print(found, psutil.Process().memory_info().rss - before)
"""


def some_pose(source: random.Random) -> Pose:
    z = source.uniform(0.3, 1.5)
    about, tilt = source.uniform(-math.pi, math.pi), source.uniform(0.1, 1.0)
    lean = Quaternion.from_axis_angle(Vector3(math.cos(about), math.sin(about), 0), tilt)
    roll = Quaternion.from_axis_angle(Vector3(0, 0, 1), source.uniform(-math.pi, math.pi))
    return Pose(
        Vector3(source.uniform(-0.3, 0.3) * z, source.uniform(-0.2, 0.2) * z, z), lean * roll
    )


def through_jpeg(luma: Luma) -> Luma:
    encoded = cv2.imencode(".jpg", luma, [cv2.IMWRITE_JPEG_QUALITY, 50])[1]
    decoded = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)


def test_the_median_pose_is_within_2_percent_and_2_degrees() -> None:
    source, reader = random.Random(11), TagReader(("tag36h11",))
    off_parts, off_deg = [], []
    for frame in range(FRAMES):
        true = some_pose(source)
        luma = through_jpeg(draw_scene([PlacedTag(true)], LENS, noise=4, seed=frame))
        for seen in reader.read(picture_of(luma).luma, 2.0):
            best = solve_square(seen.corners_px, LENS, 0.1)[0].camera_from_tag
            off = (best.translation - true.translation).norm()
            off_parts.append(off / true.translation.norm())
            off_deg.append(math.degrees(best.rotation.angle_to(true.rotation)))
    assert len(off_parts) > 0.95 * FRAMES
    assert statistics.median(off_parts) < 0.02
    assert statistics.median(off_deg) < 2


@pytest.mark.sockets
@pytest.mark.skipif(sys.platform == "win32", reason="Windows trims working sets as it likes")
def test_five_thousand_detections_leave_memory_as_it_was() -> None:
    run = subprocess.run(
        [sys.executable, "-c", FIVE_THOUSAND_DETECTIONS], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    found, grown_bytes = map(int, run.stdout.split())
    assert found == 5004
    assert grown_bytes < 1_000_000
