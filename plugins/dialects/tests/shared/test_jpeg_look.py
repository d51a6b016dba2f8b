"""A glance at a picture tells whether it is one, and how large."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.shared.jpeg_look import is_whole, picture_size, starts_as_jpeg

FRAME = bytes.fromhex("ffc0001108030004000301220002110103110100")
SCAN = b"\xff\xda\x00\x02"


def test_a_whole_picture_ends_near_its_end() -> None:
    picture = b"\xff\xd8" + bytes(200) + b"\xff\xd9"
    assert starts_as_jpeg(picture)
    assert is_whole(picture)
    assert is_whole(picture + bytes(98))
    assert not is_whole(picture + bytes(99))
    assert not is_whole(picture[:-1])
    assert not is_whole(picture[1:])
    assert not is_whole(b"\xff\xd8\xff\xd9")


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2])
def test_the_size_is_that_of_the_frame_header(marker: int) -> None:
    frame = bytes((0xFF, marker)) + FRAME[2:]
    assert picture_size(b"\xff\xd8" + frame + SCAN) == (1024, 768)


def test_a_thumbnail_inside_a_segment_is_not_the_picture() -> None:
    small = FRAME.replace(b"\x03\x00\x04\x00", b"\x00\x10\x00\x10")
    segment = b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small
    assert picture_size(b"\xff\xd8" + segment + b"\xff" + FRAME + SCAN) == (1024, 768)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8" + SCAN, b"\xff\xd8" + FRAME[:8]])
def test_without_a_frame_header_there_is_no_size(content: bytes) -> None:
    assert picture_size(content) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_borne(content: bytes) -> None:
    found = picture_size(b"\xff\xd8" + content)
    assert found is None or all(0 <= side < 65536 for side in found)
    assert is_whole(content) in (True, False)
