"""The native detector: what it reads, and what it must never be shown."""

import gc
import math
import subprocess
import sys

import numpy as np
import pytest

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge_pose.detector import DECODE_SHARPENING, TagReader
from bridge_pose.settings import DECIMATIONS, REPAIRABLE_BITS
from bridge_pose.testing import PlacedTag, draw_scene, picture_of, project_corners

LENS = Intrinsics.from_field_of_view(640, 480, math.radians(60))

TINY_PICTURES = f"""
import numpy as np
from bridge_pose.detector import TagReader
from bridge_pose.testing import picture_of
grain = np.random.default_rng(1)
reader = TagReader(("tag16h5",))
for decimate in {DECIMATIONS}:
    for height in range(1, 24):
        for width in (*range(1, 24), 640):
            luma = (grain.random((height, width)) > 0.5).astype(np.uint8) * 255
            reader.read(picture_of(luma).luma, decimate)
            reader.read(picture_of(luma.T).luma, decimate)
print("survived")
"""


def at(x: float, y: float, z: float, roll_rad: float = 0.0) -> Pose:
    return Pose(Vector3(x, y, z), Quaternion.from_axis_angle(Vector3(0, 0, 1), roll_rad))


@pytest.mark.parametrize("quarter_turns", range(4))
def test_corners_run_as_one_reads_the_tag_whichever_way_it_is_turned(quarter_turns: int) -> None:
    pose = at(0.02, -0.01, 0.5, quarter_turns * math.pi / 2 + 0.1)
    luma = draw_scene([PlacedTag(pose)], LENS)
    (seen,) = TagReader(("tag36h11",)).read(picture_of(luma).luma, 1.0)
    for found, true in zip(seen.corners_px, project_corners(pose, LENS, 0.1), strict=True):
        assert math.dist(found, true) < 0.25


def test_pixel_centres_lie_at_whole_numbers() -> None:
    # The error that the half pixel would make is the same everywhere, so it shows in the
    # mean; the errors of single edges do not.
    offsets = []
    reader = TagReader(("tag36h11",))
    for step in range(12):
        pose = at(0.003 * step, -0.002 * step, 0.6, 0.4 * step)
        (seen,) = reader.read(picture_of(draw_scene([PlacedTag(pose)], LENS)).luma, 2.0)
        true = project_corners(pose, LENS, 0.1)
        offsets += np.subtract(seen.corners_px, true).tolist()
    assert np.abs(np.mean(offsets, axis=0)).max() < 0.05


def test_several_families_are_read_in_one_picture() -> None:
    families = tuple(REPAIRABLE_BITS)
    tags = [
        PlacedTag(at(-0.4 + 0.4 * (i % 3), -0.2 + 0.4 * (i // 3), 1.0), 3 + i, family)
        for i, family in enumerate(families)
    ]
    luma = draw_scene(tags, LENS, noise=2)
    seen = TagReader(families).read(picture_of(luma).luma, 1.0)
    clear = {(tag.family, tag.tag_id) for tag in seen if tag.decision_margin > 100}
    assert clear == {(tag.family, tag.tag_id) for tag in tags}


def test_a_family_that_was_not_asked_for_is_not_read() -> None:
    luma = draw_scene([PlacedTag(at(0, 0, 0.5), family="tag25h9")], LENS)
    assert not TagReader(("tag36h11",)).read(picture_of(luma).luma, 2.0)


def test_less_decimation_reads_smaller_tags() -> None:
    tag = PlacedTag(at(0, 0, LENS.fx_px * 0.1 / 18, 0.3))  # 18 px from edge to edge.
    plane = picture_of(draw_scene([tag], LENS)).luma
    assert len(TagReader(("tag36h11",)).read(plane, 1.0)) == 1
    assert not TagReader(("tag36h11",)).read(plane, 4.0)


def test_rows_may_be_farther_apart_than_they_are_long() -> None:
    luma = draw_scene([PlacedTag(at(0, 0, 0.5, 0.2))], LENS)
    reader = TagReader(("tag36h11",))
    dense = reader.read(picture_of(luma).luma, 2.0)
    assert reader.read(picture_of(luma, stride=704).luma, 2.0) == dense
    assert len(dense) == 1


@pytest.mark.parametrize("level", [0, 120, 255])
def test_nothing_is_seen_in_an_even_picture(level: int) -> None:
    luma = np.full((480, 640), level, np.uint8)
    assert TagReader(("tag36h11",)).read(picture_of(luma).luma, 2.0) == []


@pytest.mark.sockets
def test_tiny_pictures_do_no_harm() -> None:
    # In a process of its own: the harm would be a crash.
    run = subprocess.run([sys.executable, "-c", TINY_PICTURES], capture_output=True, check=False)
    assert run.stdout == b"survived\n", run.stderr.decode()


def test_small_tags_are_sharpened_although_the_constructor_rounds_that_away() -> None:
    native = TagReader(("tag36h11",))._native
    assert native.tag_detector_ptr.contents.decode_sharpening == DECODE_SHARPENING


def test_a_detector_is_never_destroyed() -> None:
    reader = TagReader(("tag16h5",))
    freed: list[str] = []

    class Library:
        def __getattr__(self, name: str) -> object:
            freed.append(name)
            raise AttributeError(name)

    reader._native.libc = Library()
    del reader
    gc.collect()
    assert freed == []
