"""The stage as a worker runs it: a sample and its picture in, tags out."""

import math

import msgspec
import pytest

from bridge.api import (
    Media,
    Output,
    Picture,
    Pose,
    Quaternion,
    Sample,
    TagDetections,
    TopicKind,
    TopicSpec,
    Vector3,
    parse_pattern,
)
from bridge_pose.detector import TagReader, TagSighting
from bridge_pose.intrinsics import intrinsics_for
from bridge_pose.ippe import Corners
from bridge_pose.settings import PoseSettings
from bridge_pose.stage import TagFinder, build_tag_finder, tag_stage
from bridge_pose.testing import PlacedTag, draw_scene, picture_of

TOPIC = "device/cam-1/camera/jpeg"
JPEG = TopicSpec(
    parse_pattern("device/*/camera/jpeg"), TopicKind.MEDIA, "Pictures", media=Media.JPEG
)
LENS = intrinsics_for(PoseSettings(), "cam-1", 640, 480)
SQUARE: Corners = ((300.0, 200.0), (340.0, 200.0), (340.0, 240.0), (300.0, 240.0))
FLAT: Corners = (SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[1])


def picture_sample(seq: int = 7, frame_seq: int | None = None) -> Sample:
    return Sample(TOPIC, JPEG, seq, 1000, 2000, frame_seq=frame_seq)


def place(x: float, y: float, z: float, lean_rad: float = 0.5) -> Pose:
    return Pose(Vector3(x, y, z), Quaternion.from_axis_angle(Vector3(1, 0.4, 0.1), lean_rad))


def detections(output: Output) -> TagDetections:
    assert isinstance(output.value, TagDetections)
    return output.value


def empty_picture() -> Picture:
    return picture_of(draw_scene([], LENS, noise=3))


class FixedReader(TagReader):
    """Sees what it was told, in any picture."""

    def __init__(self, *sightings: TagSighting) -> None:
        self.sightings = sightings

    def read(self, luma: object, decimate: float) -> list[TagSighting]:
        return list(self.sightings)


def finder_that_sees(*sightings: TagSighting, settings: PoseSettings) -> TagFinder:
    return TagFinder("cam-1", settings, FixedReader(*sightings))


def test_tags_of_several_families_come_with_their_poses() -> None:
    options = {"families": ["tag36h11", "tag25h9"], "sizes_m": {"tag25h9-3": 0.16}}
    near = PlacedTag(place(-0.2, 0, 0.6), 12)
    large = PlacedTag(place(0.25, 0.05, 0.9), 3, "tag25h9", 0.16)
    find = build_tag_finder(TOPIC, options)
    found = detections(find(picture_sample(), picture_of(draw_scene([near, large], LENS, noise=2))))
    assert [(tag.family, tag.tag_id, tag.size_m) for tag in found.tags] == [
        ("tag25h9", 3, 0.16),
        ("tag36h11", 12, 0.1),
    ]
    for tag, placed in zip(found.tags, (large, near), strict=True):
        off = tag.camera_from_tag.translation - placed.camera_from_tag.translation
        assert off.norm() < 0.01
        turn = tag.camera_from_tag.rotation.angle_to(placed.camera_from_tag.rotation)
        assert math.degrees(turn) < 2
        assert len(tag.solutions) == 2


def test_a_small_tag_in_a_small_picture_is_found() -> None:
    lens = intrinsics_for(PoseSettings(), "cam-1", 320, 240)
    away_m = lens.fx_px * 0.1 / 18  # 18 px from edge to edge.
    luma = draw_scene([PlacedTag(place(0, 0, away_m, 0.1))], lens, noise=2)
    assert (
        len(detections(build_tag_finder(TOPIC, {})(picture_sample(), picture_of(luma))).tags) == 1
    )
    coarse = build_tag_finder(TOPIC, {"decimate": 4})
    assert not detections(coarse(picture_sample(), picture_of(luma))).tags


def test_a_picture_without_tags_gives_an_empty_list() -> None:
    found = detections(build_tag_finder(TOPIC, {})(picture_sample(), empty_picture()))
    assert found == TagDetections(7, LENS, ())


def test_a_picture_too_small_for_tags_gives_an_empty_list() -> None:
    lens = intrinsics_for(PoseSettings(), "cam-1", 8, 6)
    tiny = picture_of(draw_scene([], lens, noise=50))
    assert detections(build_tag_finder(TOPIC, {})(picture_sample(), tiny)).tags == ()


@pytest.mark.parametrize(("frame_seq", "expected"), [(None, 7), (3, 3), (0, 0)])
def test_the_output_names_its_picture(frame_seq: int | None, expected: int) -> None:
    finder = finder_that_sees(settings=PoseSettings())
    found = detections(finder(picture_sample(7, frame_seq), empty_picture()))
    assert found.frame_seq == expected


def test_what_reads_badly_or_is_no_square_is_left_out() -> None:
    settings = PoseSettings(families=("tag36h11", "tag16h5"), min_decision_margin=20, max_hamming=1)
    finder = finder_that_sees(
        TagSighting("tag36h11", 1, SQUARE, 19.0, 0),
        TagSighting("tag36h11", 2, SQUARE, 90.0, 2),
        TagSighting("tag36h11", 3, SQUARE, 90.0, 1),
        TagSighting("tag16h5", 4, SQUARE, 90.0, 1),
        TagSighting("tag36h11", 5, FLAT, 90.0, 0),
        settings=settings,
    )
    found = detections(finder(picture_sample(), empty_picture()))
    assert [tag.tag_id for tag in found.tags] == [3]


def test_of_two_prints_of_a_tag_the_clearer_comes_first() -> None:
    finder = finder_that_sees(
        TagSighting("tag36h11", 1, SQUARE, 30.0, 0),
        TagSighting("tag36h11", 0, SQUARE, 40.0, 0),
        TagSighting("tag36h11", 1, SQUARE, 50.0, 0),
        settings=PoseSettings(),
    )
    found = detections(finder(picture_sample(), empty_picture()))
    assert [(tag.tag_id, tag.decision_margin) for tag in found.tags] == [(0, 40), (1, 50), (1, 30)]


def test_detections_survive_the_way_out_of_the_worker() -> None:
    finder = finder_that_sees(TagSighting("tag36h11", 1, SQUARE, 30.0, 0), settings=PoseSettings())
    found = detections(finder(picture_sample(), empty_picture()))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=TagDetections)
    assert again == found


def test_a_sample_without_its_picture_is_an_error() -> None:
    with pytest.raises(ValueError, match="without its picture"):
        finder_that_sees(settings=PoseSettings())(picture_sample(), None)


def test_a_topic_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="device/cam-1/tags"):
        build_tag_finder("device/cam-1/tags", {})


def test_the_options_of_the_stage_rebuild_the_settings() -> None:
    settings = PoseSettings(families=("tag25h9",), sizes_m={"tag25h9": 0.05}, decimate=1.5)
    stage = tag_stage(settings)
    assert msgspec.convert(stage.options, PoseSettings) == settings
    assert msgspec.json.encode(stage.options)  # Plain values: they travel to the worker.
