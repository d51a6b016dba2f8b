"""What a game received, how late and how exact. Pure: samples in, one object out."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Generic, TypeVar

import msgspec
import numpy as np

from bridge.api import TagDetections
from bridge.client import ReceivedSample
from bridge_simulator.truth import GroundTruth, TagError, truth_error

# Enough for the pictures between a truth and its detections, however slow the detector is.
_KEPT_PICTURES = 512
JsonObject = dict[str, object]
V = TypeVar("V")


def kind_of_topic(topic: str) -> str:
    """Return `camera/jpeg` of `device/cam-1/camera/jpeg`."""
    return topic.split("/", 2)[-1]


def legs_of(sample: ReceivedSample) -> dict[str, int]:
    """Return how long each part of a sample's way took, in µs.

    `received->published` is the bridge's own part: up to when this sample was ready, which
    for a derived one is the end of its stage.
    """
    hops = [(hop.name, hop.at_us) for hop in sample.hops]
    if "received" not in dict(hops):
        by_device = [hop for hop in hops if hop[0].startswith("device")]
        hops = [*by_device, ("received", sample.received_us), *hops[len(by_device) :]]
    way = [("captured", sample.captured_us), *hops, ("arrived", sample.arrived_us)]
    legs = {
        f"{start}->{end}": end_us - start_us for (start, start_us), (end, end_us) in pairwise(way)
    }
    published_us = hops[-1][1]
    legs["received->published"] = published_us - sample.received_us
    legs["published->arrived"] = sample.arrived_us - published_us
    legs["captured->arrived"] = sample.arrived_us - sample.captured_us
    return legs


class _Recent(Generic[V]):
    """The newest values by device and picture, until they are asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], V] = OrderedDict()

    def keep(self, device: str, frame_seq: int, value: V) -> None:
        self._kept[device, frame_seq] = value
        if len(self._kept) > _KEPT_PICTURES:
            self._kept.popitem(last=False)

    def take(self, device: str, frame_seq: int) -> V | None:
        return self._kept.pop((device, frame_seq), None)


class Measurement:
    """Adds up samples of simulated cameras and what was derived from them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._frames: Counter[str] = Counter()
        self._key_frames = 0
        self._legs: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._truths = _Recent[GroundTruth]()
        self._found = _Recent[TagDetections]()
        self._errors: list[TagError] = []
        self._true_tags = 0
        self._detections = 0

    def note(self, sample: ReceivedSample) -> None:
        """Count a sample. Retained ones are left out: they say nothing about lateness."""
        if sample.is_retained:
            return
        kind = kind_of_topic(sample.topic)
        self._counts[kind] += 1
        self._bytes[kind] += len(sample.payload)
        for leg, took_us in legs_of(sample).items():
            self._legs[kind][leg].append(took_us)
        device = sample.topic.split("/")[1]
        match kind:
            case "camera/jpeg":
                self._frames[device] += 1
            case "camera/h264":
                self._key_frames += sample.is_key_frame
            case "tags":
                self._note_tags(device, msgspec.convert(sample.value, TagDetections))
            case "truth":
                self._note_truth(device, msgspec.convert(sample.value, GroundTruth))

    def _note_tags(self, device: str, found: TagDetections) -> None:
        self._detections += len(found.tags)
        truth = self._truths.take(device, found.frame_seq)
        if truth is None:
            self._found.keep(device, found.frame_seq, found)
        else:
            self._compare(found, truth)

    def _note_truth(self, device: str, truth: GroundTruth) -> None:
        found = self._found.take(device, truth.frame_seq)
        if found is None:
            self._truths.keep(device, truth.frame_seq, truth)
        else:
            self._compare(found, truth)

    def _compare(self, found: TagDetections, truth: GroundTruth) -> None:
        self._true_tags += len(truth.tags)
        self._errors.extend(truth_error(found, truth))

    def report(self) -> JsonObject:
        """Return everything as one object for JSON."""
        return {
            "frames": {"received": self._counts["camera/jpeg"], "by_device": dict(self._frames),
                       "bytes": self._bytes["camera/jpeg"]},
            "h264": {"units": self._counts["camera/h264"], "key_frames": self._key_frames,
                     "bytes": self._bytes["camera/h264"]},
            "tags": {"samples": self._counts["tags"], "detections": self._detections,
                     "compared": len(self._errors), "true_tags": self._true_tags},
            "truth": {"samples": self._counts["truth"]},
            "latency_us": {
                kind: {leg: _summary(times) for leg, times in legs.items()}
                for kind, legs in sorted(self._legs.items())
            },
            "pose_error": self._pose_error(),
        }  # fmt: skip

    def _pose_error(self) -> JsonObject:
        if not self._errors:
            return {"count": 0, "position_percent_median": None, "rotation_deg_median": None}
        return {
            "count": len(self._errors),
            "position_percent_median": _median(error.position_percent for error in self._errors),
            "rotation_deg_median": _median(error.rotation_deg for error in self._errors),
        }


def _summary(times_us: list[int]) -> JsonObject:
    p50, p99 = np.percentile(np.asarray(times_us), (50, 99))
    return {"count": len(times_us), "p50": round(float(p50)), "p99": round(float(p99))}


def _median(numbers: Iterable[float]) -> float:
    return round(float(np.median(list(numbers))), 4)
