"""When the stage begins afresh, and that nothing which was asked for is forgotten."""

from collections.abc import Callable

import av
import pytest
from av.video.codeccontext import VideoCodecContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.api import (
    FLAG_DISCONTINUITY,
    FLAG_KEY_FRAME,
    Media,
    Picture,
    Sample,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge_video.decoder import JpegDecoder
from bridge_video.jpeg_header import SizeWindow
from bridge_video.settings import VideoSettings
from bridge_video.transcoder import KEY_FRAME_GAP_US, H264Transcoder

PaintJpeg = Callable[[int, int, str, int], bytes]
TOPIC = "device/cam-1/camera/jpeg"
SPEC = TopicSpec(parse_pattern(TOPIC), TopicKind.MEDIA, "x", media=Media.JPEG)


class Camera:
    """Feeds a transcoder with pictures at times that a test chooses."""

    def __init__(self, paint_jpeg: PaintJpeg, settings: VideoSettings) -> None:
        self.transcoder = H264Transcoder(settings)
        self._paint = paint_jpeg
        self._decoder = JpegDecoder(SizeWindow())
        self._seen: dict[tuple[int, int, str], Picture] = {}
        self.units: list[bytes] = []

    def flags_at(
        self, us: int, width: int = 64, height: int = 48, pixel_format: str = "yuvj422p"
    ) -> int:
        """Transcode a picture received at `us`; return the output's flags."""
        key = (width, height, pixel_format)
        if key not in self._seen:
            payload = self._paint(width, height, pixel_format, 1)
            self._seen[key] = self._decoder.decode(payload)
        sample = Sample(TOPIC, SPEC, 1, us, us, payload=b"x")
        output = self.transcoder(sample, self._seen[key])
        assert output is not None
        self.units.append(output.payload)
        return output.flags


@pytest.fixture
def camera(paint_jpeg: PaintJpeg) -> Camera:
    """Return a camera with the default settings."""
    return Camera(paint_jpeg, VideoSettings())


def test_first_output_is_a_key_frame_and_the_next_are_not(camera: Camera) -> None:
    flags = [camera.flags_at(5_000_000 + n * 33_000) for n in range(5)]
    assert flags == [FLAG_KEY_FRAME, 0, 0, 0, 0]


def test_request_makes_the_next_output_a_key_frame(camera: Camera) -> None:
    camera.flags_at(1_000_000)
    camera.flags_at(2_000_000)
    camera.transcoder.request_key_frame()
    assert [camera.flags_at(us) for us in (3_000_000, 3_033_000)] == [FLAG_KEY_FRAME, 0]


def test_requests_close_together_share_a_key_frame_and_none_is_lost(camera: Camera) -> None:
    camera.flags_at(1_000_000)
    camera.transcoder.request_key_frame()
    flags = []
    for n in range(1, 12):
        flags.append(camera.flags_at(1_000_000 + n * 50_000))
        camera.transcoder.request_key_frame()
    assert [n for n, flag in enumerate(flags, start=1) if flag] == [5, 10]


def test_key_frames_come_unasked_after_the_interval(paint_jpeg: PaintJpeg) -> None:
    camera = Camera(paint_jpeg, VideoSettings(key_frame_s=2.0))
    flags = [camera.flags_at(second * 500_000) for second in range(20, 30)]
    assert [n for n, flag in enumerate(flags) if flag] == [0, 4, 8]


def test_new_picture_size_begins_afresh(camera: Camera) -> None:
    sizes = [(64, 48), (64, 48), (96, 64), (96, 64), (64, 48)]
    flags = [camera.flags_at(1_000_000 + n, *size) for n, size in enumerate(sizes)]
    afresh = FLAG_KEY_FRAME | FLAG_DISCONTINUITY
    assert flags == [FLAG_KEY_FRAME, 0, afresh, 0, afresh]


def test_player_follows_a_new_picture_size(camera: Camera) -> None:
    sizes = [(64, 48), (96, 64), (96, 64), (48, 32)]
    for n, size in enumerate(sizes):
        camera.flags_at(1_000_000 + n, *size)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, VideoCodecContext)
    packets = [*map(av.Packet, camera.units), None]
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    assert [(frame.width, frame.height) for frame in frames] == sizes


def test_another_subsampling_of_the_same_size_goes_on(camera: Camera) -> None:
    formats = ["yuvj422p", "yuvj420p", "yuvj444p"]
    flags = [camera.flags_at(1_000_000 + n, 64, 48, name) for n, name in enumerate(formats)]
    assert flags == [FLAG_KEY_FRAME, 0, 0]


def test_odd_pictures_lose_their_last_row_and_column(camera: Camera) -> None:
    assert camera.flags_at(1_000_000, 65, 49) == FLAG_KEY_FRAME
    # The even size is the same, and so is the encoder.
    assert camera.flags_at(1_033_000, 64, 48) == 0


def test_closed_transcoder_begins_afresh(camera: Camera) -> None:
    camera.flags_at(1_000_000)
    camera.transcoder.close()
    assert camera.flags_at(1_033_000) == FLAG_KEY_FRAME


def test_sample_without_pixels_is_the_callers_fault(camera: Camera) -> None:
    sample = Sample(TOPIC, SPEC, 7, 1, 1, payload=b"x")
    with pytest.raises(ValueError, match="sample 7 of 'device/cam-1/camera/jpeg'"):
        camera.transcoder(sample, None)


@settings(max_examples=25)
@given(steps=st.lists(st.tuples(st.integers(1, 400_000), st.booleans()), max_size=40))
def test_every_request_is_served_within_one_gap(
    steps: list[tuple[int, bool]], paint_jpeg: PaintJpeg
) -> None:
    camera = Camera(paint_jpeg, VideoSettings(key_frame_s=600))
    now_us = last_key_us = 1_000_000
    camera.flags_at(now_us)
    is_waiting = False
    for step_us, is_request in steps:
        if is_request:
            camera.transcoder.request_key_frame()
            is_waiting = True
        now_us += step_us
        is_key = bool(camera.flags_at(now_us) & FLAG_KEY_FRAME)
        assert is_key == (is_waiting and now_us - last_key_us >= KEY_FRAME_GAP_US)
        if is_key:
            is_waiting, last_key_us = False, now_us
