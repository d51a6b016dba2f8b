"""The stage `camera/jpeg → tags`: from a picture's luma to tags with poses.

Knows: settings, the lens, the reader, the solver. Does not know: JPEG, processes, who
wants the tags.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from bridge.api import (
    Intrinsics,
    Output,
    Picture,
    PixelNeed,
    Place,
    Plane,
    Sample,
    Stage,
    TagDetection,
    TagDetections,
    parse_pattern,
)
from bridge_pose.intrinsics import intrinsics_for
from bridge_pose.ippe import solve_square
from bridge_pose.settings import PoseSettings

if TYPE_CHECKING:
    from bridge_pose.detector import TagReader

TAKES = parse_pattern("device/*/camera/jpeg")
GIVES = parse_pattern("device/*/tags")
# Many times what a VGA picture takes on a desktop machine, so that small boards keep up.
# Longer than this, and what is published describes a picture that a game has forgotten.
BUDGET_US = 60_000


def tag_stage(settings: PoseSettings) -> Stage:
    """Return the stage as it is registered: one worker process per camera, newest wins."""
    return Stage(
        name="tags",
        takes=TAKES,
        gives=GIVES,
        build=build_tag_finder,
        place=Place.PROCESS,
        budget_us=BUDGET_US,
        schema=TagDetections,
        pixels=PixelNeed.LUMA,
        options=msgspec.to_builtins(settings),
    )


def build_tag_finder(topic: str, options: Mapping[str, object]) -> "TagFinder":
    """Return the finder for one camera's pictures. Called in the worker process."""
    # The native library and numpy stay out of the bridge's own process.
    from bridge_pose.detector import TagReader  # noqa: PLC0415

    settings = msgspec.convert(options, PoseSettings)
    wildcards = TAKES.wildcards(topic)
    if wildcards is None:
        raise ValueError(f"topic {topic!r}: expected one of {TAKES.text}")
    return TagFinder(wildcards[0], settings, TagReader(settings.families))


class TagFinder:
    """Finds the tags of one camera, picture by picture."""

    def __init__(self, device: str, settings: PoseSettings, reader: "TagReader") -> None:
        self._device = device
        self._settings = settings
        self._reader = reader

    def __call__(self, sample: Sample, picture: Picture | None) -> Output:
        """Return all tags of the picture; an empty list is a fact too."""
        if picture is None:
            raise ValueError(f"sample {sample.seq} of {sample.topic!r} came without its picture")
        lens = intrinsics_for(self._settings, self._device, picture.width, picture.height)
        tags = sorted(self._tags(picture.luma, lens), key=_order)
        frame_seq = sample.seq if sample.frame_seq is None else sample.frame_seq
        return Output(value=TagDetections(frame_seq, lens, tuple(tags)))

    def _tags(self, luma: Plane, lens: Intrinsics) -> Iterator[TagDetection]:
        decimate = self._settings.decimation(luma.width, luma.height)
        for seen in self._reader.read(luma, decimate):
            if seen.decision_margin < self._settings.min_decision_margin:
                continue
            if seen.hamming > self._settings.repairs_allowed(seen.family):
                continue
            size_m = self._settings.tag_size_m(seen.family, seen.tag_id)
            try:
                solutions = solve_square(seen.corners_px, lens, size_m)
            except ValueError:
                # Corners that no square can have: whatever was read, it is not a tag.
                continue
            yield TagDetection(
                seen.tag_id,
                seen.family,
                size_m,
                seen.corners_px,
                seen.decision_margin,
                seen.hamming,
                solutions,
            )

    def request_key_frame(self) -> None:
        """Nothing: each picture is looked at afresh."""

    def close(self) -> None:
        """Nothing: the native detector must not be destroyed, see `bridge_pose.detector`."""


def _order(tag: TagDetection) -> tuple[str, int, float]:
    # The same picture gives the same list; of two prints of one tag the clearer is first.
    return (tag.family, tag.tag_id, -(tag.decision_margin or 0.0))
