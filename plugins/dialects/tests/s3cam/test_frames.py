"""Pictures are put together whatever the order of what comes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import FaultFound
from bridge_dialects.s3cam.frames import (
    PICTURE_DEADLINE_US,
    PIECE_DEADLINE_US,
    Assembled,
    FrameAssembly,
)
from bridge_dialects.shared.jpeg_look import is_whole

MakeJpeg = Callable[[int], bytes]
LIMIT = 100_000


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def codes(found: list[Assembled]) -> list[str]:
    return [part.code for part in found if isinstance(part, FaultFound)]


@pytest.fixture
def assembly() -> FrameAssembly:
    return FrameAssembly(LIMIT)


def test_a_bare_picture_passes_as_it_is(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    assert assembly.add(jpeg(9_000), 0) == [jpeg(9_000)]
    assert not assembly.is_open


def test_padding_after_the_end_is_taken(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    padded = jpeg(500) + bytes(98)
    assert assembly.add(padded, 0) == [padded]


def test_bytes_that_are_no_picture_are_a_fault(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    assert codes(assembly.add(b"hello" * 100, 0)) == ["not_jpeg"]
    assert codes(assembly.add(jpeg(500)[:-50], 0)) == ["picture_torn"]
    assert codes(assembly.add(b"\xff\xd8\xff\xd9", 0)) == ["picture_torn"]


@pytest.mark.parametrize("piece_bytes", [1024, 2048, 6144, 12288])
def test_pieces_become_the_picture(
    assembly: FrameAssembly, jpeg: MakeJpeg, piece_bytes: int
) -> None:
    picture = jpeg(48_211)
    assembly.open(len(picture), 7, 0)
    parts = [found for piece in pieces(picture, piece_bytes) for found in assembly.add(piece, 0)]
    assert parts == [picture]
    assert assembly.end(7, is_success=True) == []


def test_what_comes_after_the_announced_size_is_cut(
    assembly: FrameAssembly, jpeg: MakeJpeg
) -> None:
    picture = jpeg(40_000)
    assembly.open(len(picture), 1, 0)
    assert assembly.add(picture[:39_000], 0) == []
    assert assembly.add(picture[39_000:] + b"more", 0) == [picture]


def test_a_new_start_gives_up_the_open_picture(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    picture = jpeg(40_000)
    assembly.open(48_000, 1, 0)
    assembly.add(jpeg(48_000)[:20_000], 0)
    assert codes(assembly.open(len(picture), 2, 0)) == ["picture_restarted"]
    parts = [found for piece in pieces(picture, 1024) for found in assembly.add(piece, 0)]
    assert parts == [picture]


def test_a_whole_picture_among_pieces_ends_the_waiting(
    assembly: FrameAssembly, jpeg: MakeJpeg
) -> None:
    assembly.open(48_000, 1, 0)
    assembly.add(jpeg(48_000)[:20_000], 0)
    found = assembly.add(jpeg(5_000), 0)
    assert codes(found) == ["picture_restarted"]
    assert found[1:] == [jpeg(5_000)]


def test_an_announced_whole_picture_ends_the_waiting(
    assembly: FrameAssembly, jpeg: MakeJpeg
) -> None:
    assembly.open(48_000, 1, 0)
    assert codes(assembly.announce_whole()) == ["picture_restarted"]
    assert assembly.add(jpeg(20_000), 0) == [jpeg(20_000)]


def test_the_end_of_a_picture_is_advice(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    picture = jpeg(40_000)
    assembly.open(50_000, 1, 0)
    for piece in pieces(picture[:-1000], 1000):
        assert assembly.add(piece, 0) == []
    assert assembly.end(0, is_success=True) == []
    assert assembly.is_open
    assert assembly.add(picture[-1000:], 0) == []
    assert assembly.end(1, is_success=True) == [picture]


def test_an_incomplete_end_gives_up(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    for is_success in (True, False):
        assembly.open(50_000, 1, 0)
        assembly.add(jpeg(50_000)[:4_000], 0)
        assert codes(assembly.end(None, is_success=is_success)) == ["picture_incomplete"]
        assert not assembly.is_open


def test_a_silent_picture_is_given_up_and_its_rest_passed_over(
    assembly: FrameAssembly, jpeg: MakeJpeg
) -> None:
    picture = jpeg(40_000)
    assembly.open(len(picture), 1, 0)
    assembly.add(picture[:10_000], 5)
    assert assembly.deadline_us == 5 + PIECE_DEADLINE_US
    assert assembly.check(4 + PIECE_DEADLINE_US) == []
    assert codes(assembly.check(5 + PIECE_DEADLINE_US)) == ["picture_timeout"]
    assert assembly.kept_bytes == 0
    assert assembly.deadline_us is None
    assert assembly.add(picture[10_000:20_000], 40_000_000) == []
    assert assembly.end(1, is_success=True) == []
    assert assembly.add(jpeg(9_000), 41_000_000) == [jpeg(9_000)]


def test_a_slow_picture_has_half_a_minute(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    picture = jpeg(40_000)
    assembly.open(len(picture), 1, 0)
    for second in range(29):
        assembly.add(picture[second * 1000 : (second + 1) * 1000], second * 1_000_000)
        assert assembly.check(second * 1_000_000) == []
    assert assembly.deadline_us == PICTURE_DEADLINE_US


def test_a_size_above_the_limit_keeps_nothing(assembly: FrameAssembly, jpeg: MakeJpeg) -> None:
    assert codes(assembly.open(LIMIT + 1, 1, 0)) == ["picture_too_big"]
    for piece in pieces(jpeg(LIMIT + 1), 10_000):
        assert assembly.add(piece, 0) == []
    assert assembly.kept_bytes == 0
    assert assembly.add(jpeg(500), 0) == [jpeg(500)]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.integers(1, 3000), st.integers(0, 3)),
        st.tuples(st.just("add"), st.binary(max_size=1500), st.booleans()),
        st.tuples(st.just("end"), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("check"), st.integers(0, 40_000_000), st.just(0)),
        st.tuples(st.just("whole"), st.just(0), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS)
def test_only_whole_pictures_come_out_and_little_is_kept(
    steps: list[tuple[str, int | bytes, int]],
) -> None:
    assembly, now_us = FrameAssembly(2000), 0
    for kind, first, second in steps:
        found: list[Assembled] = []
        if isinstance(first, bytes):
            content = b"\xff\xd8" + first + b"\xff\xd9" if second else first
            found = assembly.add(content, now_us)
        elif kind == "open":
            found = assembly.open(first, second, now_us)
        elif kind == "end":
            found = assembly.end(first, is_success=bool(second))
        elif kind == "check":
            now_us += first
            found = assembly.check(now_us)
        else:
            found = assembly.announce_whole()
        assert all(is_whole(part) for part in found if isinstance(part, bytes))
        assert assembly.kept_bytes <= 2000
