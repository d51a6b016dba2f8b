"""The end and the size of a JPEG."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_sources.jpeg_walk import JpegEnd, picture_size
from plugins.sources.tests.pictures import build_jpeg, segment


@pytest.mark.parametrize("thumbnail", [False, True])
def test_end_is_found_byte_by_byte(thumbnail: bool) -> None:
    jpeg = build_jpeg(thumbnail=thumbnail)
    walk, seen = JpegEnd(), bytearray()
    for at, byte in enumerate(jpeg + b"tail"):
        seen.append(byte)
        end = walk.find(seen)
        if end is not None:
            assert at == end - 1 == len(jpeg) - 1
            return
    pytest.fail("no end found")


def test_end_is_found_at_once_with_whatever_follows() -> None:
    jpeg = build_jpeg(thumbnail=True)
    assert JpegEnd().find(bytearray(jpeg + b"\xff\xd8 more \xff\xd9")) == len(jpeg)


def test_fill_bytes_and_lone_markers_are_passed() -> None:
    jpeg = build_jpeg()
    filled = jpeg[:2] + b"\xff\xff\x01\xff\xff" + jpeg[3:]
    assert JpegEnd().find(bytearray(filled)) == len(filled)
    assert picture_size(filled) == (320, 240)


@pytest.mark.parametrize("bad", [b"\x00\x00\x00\x00", b"\xff\xd8\x00\x00", b"\xff\xe0\x00\x01"])
def test_bytes_that_are_no_segments_are_given_up(bad: bytes) -> None:
    walk = JpegEnd()
    assert walk.find(bytearray(b"\xff\xd8" + bad + b"\xff\xd9")) is None
    assert walk.is_lost


def test_size_is_the_pictures_and_not_the_thumbnails() -> None:
    assert picture_size(build_jpeg(1600, 1200, thumbnail=True)) == (1600, 1200)


@pytest.mark.parametrize(
    "jpeg",
    [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9" + bytes(20), b"\xff\xd8" + segment(0xDA, b"") * 9],
)
def test_picture_without_a_frame_header_has_no_size(jpeg: bytes) -> None:
    assert picture_size(jpeg) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_walk(data: bytes) -> None:
    walk = JpegEnd()
    end = walk.find(bytearray(b"\xff\xd8" + data))
    assert end is None or 2 <= end <= len(data) + 2
    picture_size(b"\xff\xd8" + data)
