"""Decoded pictures have the right pixels in planes of every subsampling."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Picture, SampleRefused
from bridge_video.decoder import JpegDecoder
from bridge_video.jpeg_gate import JpegGate
from bridge_video.jpeg_header import SizeWindow
from bridge_video.planes import pixels_of

Factors = tuple[tuple[int, int], ...]
WriteJpeg = Callable[[int, int, Factors, Callable[[int, int, int], int], int], bytes]
GREY: Factors = ((1, 1),)
SUBSAMPLINGS: dict[str, tuple[Factors, tuple[int, int]]] = {
    "4:4:4": (((1, 1), (1, 1), (1, 1)), (51, 37)),
    "4:2:2": (((2, 1), (1, 1), (1, 1)), (26, 37)),
    "4:2:0": (((2, 2), (1, 1), (1, 1)), (26, 19)),
    "4:4:0": (((1, 2), (1, 1), (1, 1)), (51, 19)),
    "4:1:1": (((4, 1), (1, 1), (1, 1)), (13, 37)),
    "4:2:2 in other words": (((2, 2), (1, 2), (1, 2)), (26, 37)),
}


def level(component: int, row: int, column: int) -> int:
    """Return the value of a block."""
    return (50 * component + 40 * row + 25 * column) % 200 + 20


def assert_blocks(picture: Picture) -> None:
    """Check the middle of every whole block in every plane."""
    for component, plane in enumerate(picture.planes):
        pixels = pixels_of(plane)
        for row in range(plane.height // 8):
            for column in range(plane.width // 8):
                found = int(pixels[row * 8 + 4, column * 8 + 4])
                assert abs(found - level(component, row, column)) <= 1


@pytest.mark.parametrize("name", SUBSAMPLINGS)
def test_planes_of_every_subsampling(name: str, block_jpeg: WriteJpeg) -> None:
    factors, chroma_size = SUBSAMPLINGS[name]
    picture = JpegDecoder(SizeWindow()).decode(block_jpeg(51, 37, factors, level, 0))
    assert (picture.width, picture.height) == (51, 37)
    assert [(p.width, p.height) for p in picture.planes] == [(51, 37), chroma_size, chroma_size]
    assert_blocks(picture)


@pytest.mark.parametrize("factors", [((1, 1),), ((2, 2),)])
def test_grey_picture_has_luma_only(factors: Factors, block_jpeg: WriteJpeg) -> None:
    picture = JpegDecoder(SizeWindow()).decode(block_jpeg(51, 37, factors, level, 0))
    assert [(p.width, p.height) for p in picture.planes] == [(51, 37)]
    assert_blocks(picture)


def test_restart_intervals_are_decoded(block_jpeg: WriteJpeg) -> None:
    factors = SUBSAMPLINGS["4:2:2"][0]
    assert_blocks(JpegDecoder(SizeWindow()).decode(block_jpeg(160, 48, factors, level, 5)))


def test_picture_without_huffman_tables_uses_the_standard_ones(
    paint_jpeg: Callable[[int, int, str, int], bytes],
) -> None:
    # FFmpeg's encoder writes tables of its own choice, so only success is looked at.
    payload = paint_jpeg(64, 48, "yuvj422p", 1)
    at = payload.index(b"\xff\xc4")
    end = at + 2 + int.from_bytes(payload[at + 2 : at + 4], "big")
    cleaned = JpegGate(SizeWindow())(payload[:at] + payload[end:])
    assert JpegDecoder(SizeWindow()).decode(cleaned).width == 64


def test_planes_stay_valid_while_later_pictures_are_decoded(block_jpeg: WriteJpeg) -> None:
    decoder = JpegDecoder(SizeWindow())
    kept = decoder.decode(block_jpeg(64, 64, GREY, level, 0))
    for value in (30, 90, 150):
        decoder.decode(block_jpeg(64, 64, GREY, lambda *_, value=value: value, 0))
    assert_blocks(kept)
    assert kept.luma.pixels.readonly


def test_picture_size_may_change_in_mid_stream(block_jpeg: WriteJpeg) -> None:
    decoder = JpegDecoder(SizeWindow())
    for width, height in ((64, 48), (160, 120), (32, 16)):
        picture = decoder.decode(block_jpeg(width, height, GREY, level, 0))
        assert (picture.width, picture.height) == (width, height)


@pytest.mark.parametrize("payload", [b"\xff\xd8\xff\xd9", b"nothing like it", b"\xff\xd8" * 90])
def test_what_is_no_picture_is_refused(payload: bytes) -> None:
    with pytest.raises(SampleRefused) as caught:
        JpegDecoder(SizeWindow()).decode(payload)
    assert caught.value.reason == "undecodable"


def test_picture_far_past_the_window_is_refused(block_jpeg: WriteJpeg) -> None:
    with pytest.raises(SampleRefused):
        JpegDecoder(SizeWindow(max_width_px=64, max_height_px=64)).decode(
            block_jpeg(128, 128, GREY, level, 0)
        )


def test_largest_picture_of_the_window_is_decoded(block_jpeg: WriteJpeg) -> None:
    factors = SUBSAMPLINGS["4:2:0"][0]
    assert_blocks(
        JpegDecoder(SizeWindow(max_width_px=51, max_height_px=37)).decode(
            block_jpeg(51, 37, factors, level, 0)
        )
    )


def test_decoder_works_on_after_a_refusal(block_jpeg: WriteJpeg) -> None:
    decoder = JpegDecoder(SizeWindow())
    with pytest.raises(SampleRefused):
        decoder.decode(b"nothing like it")
    assert_blocks(decoder.decode(block_jpeg(64, 48, GREY, level, 0)))


@given(data=st.data())
def test_what_passes_the_gate_decodes_or_is_refused(
    data: st.DataObject, block_jpeg: WriteJpeg
) -> None:
    mutated = bytearray(block_jpeg(48, 32, SUBSAMPLINGS["4:2:2"][0], level, 0))
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SampleRefused):
        picture = JpegDecoder(SizeWindow()).decode(JpegGate(SizeWindow())(bytes(mutated)))
        assert picture.luma.width == picture.width >= 16
