"""What a game received is counted, timed and compared with the truth."""

import msgspec
import pytest

from bridge.api import (
    FLAG_KEY_FRAME,
    Hop,
    Pose,
    PoseSolution,
    TagDetection,
    TagDetections,
    TopicKind,
    Vector3,
)
from bridge.client import ReceivedSample
from bridge_simulator.measure import Measurement, legs_of
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import lens_of
from bridge_simulator.truth import GroundTruth
from bridge_simulator.visible import true_tags

VGA = lens_of("VGA")
TRUTH = GroundTruth(5, VGA, true_tags(build_scene("table", 1).at(0), VGA))
RETAINED = 4


def received(
    kind: str, value: msgspec.Struct | None = None, flags: int = 0, hops: tuple[Hop, ...] = ()
) -> ReceivedSample:
    return ReceivedSample(
        topic=f"device/cam-1/{kind}",
        kind=TopicKind.MEDIA if value is None else TopicKind.STREAM,
        schema="",
        seq=1,
        captured_us=1_000,
        received_us=4_000,
        arrived_us=9_000,
        flags=flags,
        value=None if value is None else msgspec.to_builtins(value),
        payload=b"12345" if value is None else b"",
        hops=hops,
    )


def detections(shift_m: float) -> TagDetections:
    tags = []
    for tag in TRUTH.tags:
        place = tag.camera_from_tag.translation
        moved = Pose(Vector3(place.x + shift_m, place.y, place.z), tag.camera_from_tag.rotation)
        solutions = (PoseSolution(moved, 0.1),)
        tags.append(TagDetection(tag.tag_id, "tag36h11", 0.1, tag.corners_px, 50.0, 0, solutions))
    return TagDetections(5, VGA, tuple(tags))


def test_way_of_a_picture_is_split_at_the_reception() -> None:
    legs = legs_of(received("camera/jpeg", hops=(Hop("device_sent", 2_500),)))
    assert legs == {
        "captured->device_sent": 1_500,
        "device_sent->received": 1_500,
        "received->arrived": 5_000,
        "received->published": 0,
        "published->arrived": 5_000,
        "captured->arrived": 8_000,
    }


def test_way_says_what_the_bridge_stamped() -> None:
    stamps = (Hop("device_sent", 2_500), Hop("received", 4_000), Hop("published", 4_300))
    legs = legs_of(received("camera/jpeg", hops=stamps))
    assert legs["received->published"] == 300
    assert legs["published->arrived"] == 4_700
    assert "received->received" not in legs


def test_way_of_a_derived_sample_goes_through_its_stages() -> None:
    hops = (Hop("device_sent", 2_500), Hop("pose.start", 4_100), Hop("pose.end", 7_000))
    legs = legs_of(received("tags", detections(0.0), hops=hops))
    assert legs["received->pose.start"] == 100
    assert legs["pose.start->pose.end"] == 2_900
    assert legs["received->published"] == 3_000
    assert legs["published->arrived"] == legs["pose.end->arrived"] == 2_000


def test_pictures_and_key_frames_are_counted() -> None:
    measurement = Measurement()
    measurement.note(received("camera/jpeg"))
    for flags in (FLAG_KEY_FRAME, 0, 0):
        measurement.note(received("camera/h264", flags=flags))
    report = measurement.report()
    assert report["frames"] == {"received": 1, "by_device": {"cam-1": 1}, "bytes": 5}
    assert report["h264"] == {"units": 3, "key_frames": 1, "bytes": 15}


def test_latency_is_told_as_percentiles() -> None:
    measurement = Measurement()
    measurement.note(received("camera/jpeg"))
    latency = measurement.report()["latency_us"]
    assert isinstance(latency, dict)
    assert latency["camera/jpeg"]["captured->arrived"] == {"count": 1, "p50": 8_000, "p99": 8_000}


def test_retained_sample_counts_for_nothing() -> None:
    measurement = Measurement()
    measurement.note(received("truth", TRUTH, flags=RETAINED))
    assert measurement.report()["truth"] == {"samples": 0}


@pytest.mark.parametrize("is_truth_first", [True, False])
def test_pose_error_is_found_whichever_comes_first(is_truth_first: bool) -> None:
    measurement = Measurement()
    samples = [received("truth", TRUTH), received("tags", detections(0.01))]
    for sample in samples if is_truth_first else reversed(samples):
        measurement.note(sample)
    error = measurement.report()["pose_error"]
    assert isinstance(error, dict)
    assert error["count"] == 4
    assert 0.6 < error["position_percent_median"] < 2.0
    assert error["rotation_deg_median"] == pytest.approx(0, abs=1e-3)


def test_no_detection_is_no_error() -> None:
    error = Measurement().report()["pose_error"]
    assert error == {"count": 0, "position_percent_median": None, "rotation_deg_median": None}
