"""Access units that any decoder can read, in the right colours, with P pictures between keys."""

from collections.abc import Callable

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from bridge_video.decoder import JpegDecoder
from bridge_video.encoder import H264Encoder
from bridge_video.jpeg_header import SizeWindow

PaintJpeg = Callable[[int, int, str, int], bytes]
SPS, PPS, IDR, SLICE = 7, 8, 5, 1


def units_of(access_unit: bytes) -> list[int]:
    """Return the NAL unit types of an access unit in Annex B."""
    parts = access_unit.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")
    return [part[0] & 31 for part in parts[1:]]


def play(access_units: list[bytes]) -> tuple[list[VideoFrame], VideoCodecContext]:
    """Return the frames that a player sees, and its decoder."""
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    frames = [frame for unit in access_units for frame in decoder.decode(av.Packet(unit))]
    return frames + decoder.decode(None), decoder


def encode(jpegs: list[bytes], keys: frozenset[int] = frozenset()) -> list[tuple[bytes, bool]]:
    """Return the access units of pictures of one size, keys where asked for."""
    decoder = JpegDecoder(SizeWindow())
    pictures = [decoder.decode(jpeg) for jpeg in jpegs]
    encoder = H264Encoder(pictures[0].width & ~1, pictures[0].height & ~1, "superfast", 26)
    return [encoder.encode(p, key_frame=n in keys) for n, p in enumerate(pictures)]


def psnr_db(frame: VideoFrame, jpeg: bytes) -> float:
    """Return how close a played frame is to its source, over all of luma and chroma."""
    decoder = av.CodecContext.create("mjpeg", "r")
    assert isinstance(decoder, VideoCodecContext)
    source = decoder.decode(av.Packet(jpeg))[0].reformat(format="yuvj420p").to_ndarray()
    played = frame.to_ndarray()
    width = played.shape[1]
    error = played.astype(float) - source[: played.shape[0], :width].astype(float)
    return float(10 * np.log10(255**2 / max(np.mean(error**2), 0.01)))


def test_only_the_first_picture_is_a_key_frame_unless_asked(paint_jpeg: PaintJpeg) -> None:
    encoded = encode([paint_jpeg(320, 240, "yuvj422p", n) for n in range(8)], frozenset({5}))
    assert [is_key for _, is_key in encoded] == [n in (0, 5) for n in range(8)]
    frames, _ = play([unit for unit, _ in encoded])
    kinds = [PictureType(frame.pict_type) for frame in frames]
    assert kinds == [PictureType.I if n in (0, 5) else PictureType.P for n in range(8)]


def test_every_key_frame_brings_its_parameter_sets(paint_jpeg: PaintJpeg) -> None:
    encoded = encode([paint_jpeg(320, 240, "yuvj422p", n) for n in range(4)], frozenset({2}))
    for number, (unit, _) in enumerate(encoded):
        kinds = [kind for kind in units_of(unit) if kind in (SPS, PPS, IDR, SLICE)]
        assert kinds == ([SPS, PPS, IDR] if number in (0, 2) else [SLICE])


def test_player_may_start_at_any_key_frame(paint_jpeg: PaintJpeg) -> None:
    encoded = encode([paint_jpeg(320, 240, "yuvj422p", n) for n in range(6)], frozenset({3}))
    assert len(play([unit for unit, _ in encoded[3:]])[0]) == 3


def test_pictures_between_key_frames_are_much_smaller(paint_jpeg: PaintJpeg) -> None:
    sizes = [len(u) for u, _ in encode([paint_jpeg(320, 240, "yuvj422p", n) for n in range(4)])]
    assert max(sizes[1:]) * 2 < sizes[0]


def test_numbers_painted_in_the_pictures_survive(
    paint_jpeg: PaintJpeg, read_number: Callable[[VideoFrame], int]
) -> None:
    numbers = [0, 1, 2, 1365, 2730, 4095, 77]
    encoded = encode([paint_jpeg(320, 240, "yuvj422p", number) for number in numbers])
    assert [read_number(frame) for frame in play([u for u, _ in encoded])[0]] == numbers


@pytest.mark.parametrize("pixel_format", ["yuvj420p", "yuvj422p", "yuvj444p"])
@pytest.mark.parametrize("size", [(640, 480), (16, 16), (162, 98)])
def test_played_pictures_look_like_their_sources(
    pixel_format: str, size: tuple[int, int], paint_jpeg: PaintJpeg
) -> None:
    jpegs = [paint_jpeg(*size, pixel_format, number) for number in range(4)]
    frames, _ = play([unit for unit, _ in encode(jpegs)])
    assert [(frame.width, frame.height) for frame in frames] == [size] * 4
    assert min(psnr_db(f, jpeg) for f, jpeg in zip(frames, jpegs, strict=True)) >= 30


def test_stream_says_how_its_colours_are_meant(paint_jpeg: PaintJpeg) -> None:
    frames, decoder = play([unit for unit, _ in encode([paint_jpeg(64, 48, "yuvj422p", 0)])])
    tags = (decoder.color_range, decoder.colorspace, decoder.color_primaries, decoder.color_trc)
    assert tags == (2, 6, 1, 13)  # Full range, BT.601 (SMPTE 170M), sRGB twice.
    assert frames[0].color_range == 2


@pytest.mark.parametrize("preset", ["ultrafast", "veryfast", "fast"])
def test_every_preset_gives_one_access_unit_per_picture(preset: str, paint_jpeg: PaintJpeg) -> None:
    picture = JpegDecoder(SizeWindow()).decode(paint_jpeg(64, 48, "yuvj422p", 0))
    encoder = H264Encoder(64, 48, preset, 26)
    assert all(encoder.encode(picture, key_frame=False)[0] for _ in range(3))
