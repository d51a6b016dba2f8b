"""The stage as the pipeline sees it: what it takes, gives, and is made of."""

import json
from collections.abc import Callable

import msgspec

from bridge.api import Picture, PixelNeed, Place, Plane, Sample
from bridge_video.settings import VideoSettings
from bridge_video.stages import (
    H264_TOPIC,
    build_decoder,
    build_transcoder,
    size_window,
    transcoding_stage,
)

Factors = tuple[tuple[int, int], ...]
WriteJpeg = Callable[[int, int, Factors, Callable[[int, int, int], int], int], bytes]


def test_stage_gives_the_h264_topic_of_the_same_camera() -> None:
    stage = transcoding_stage(VideoSettings())
    wildcards = stage.takes.wildcards("device/cam-1/camera/jpeg")
    assert wildcards is not None
    assert stage.gives.bind(wildcards) == "device/cam-1/camera/h264"
    assert (stage.place, stage.pixels) == (Place.THREAD, PixelNeed.ALL)


def test_settings_reach_the_stage_as_plain_values() -> None:
    stage = transcoding_stage(VideoSettings(crf=30, budget_ms=12.5))
    assert stage.budget_us == 12_500
    options = json.loads(json.dumps(dict(stage.options)))
    assert msgspec.convert(options, VideoSettings).crf == 30


def test_transcoder_is_built_from_the_stages_options() -> None:
    stage = transcoding_stage(VideoSettings(preset="ultrafast"))
    transcode = build_transcoder("device/cam-1/camera/jpeg", stage.options)
    grey = Plane(memoryview(bytes(64 * 48)), 64, 48, 64)
    sample = Sample("device/cam-1/camera/h264", H264_TOPIC, 1, 1, 1, payload=b"x")
    output = transcode(sample, Picture(64, 48, (grey,)))
    assert output is not None
    assert output.payload.startswith(b"\x00\x00\x00\x01\x67")
    transcode.close()


def test_size_window_is_that_of_the_settings() -> None:
    window = size_window(VideoSettings(min_width_px=20, max_height_px=100))
    assert (window.min_width_px, window.max_height_px) == (20, 100)


def test_decoder_is_built_for_the_window(block_jpeg: WriteJpeg) -> None:
    decoder = build_decoder(size_window(VideoSettings()))
    assert decoder.decode(block_jpeg(32, 16, ((1, 1),), lambda *_: 90, 0)).width == 32
