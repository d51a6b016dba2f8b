"""What a number means is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_sources.framesize import NUMBERINGS, FramesizeScale, parse_size, size_text


@pytest.mark.parametrize(
    ("number", "size", "numbering"),
    [
        (8, (640, 480), "2020-03"),
        (10, (640, 480), "2024-11"),
        (6, (640, 480), "early-2020"),
        (7, (640, 480), "late-2019"),
        (13, (1600, 1200), "2020-03"),
        (15, (1600, 1200), "2024-11"),
        (10, (1600, 1200), "early-2020"),
        (7, (320, 320), "2024-11"),
    ],
)
def test_one_picture_chooses_the_numbering(
    number: int, size: tuple[int, int], numbering: str
) -> None:
    scale = FramesizeScale()
    scale.learn(number, size)
    assert scale.numbering == numbering
    assert scale.size_of(number) == size


def test_number_that_several_numberings_share_leaves_them_open() -> None:
    scale = FramesizeScale()
    scale.learn(5, (320, 240))  # Also in the list of late 2019.
    assert scale.numbering == ""
    assert scale.size_of(8) is None
    assert scale.number_of((640, 480)) == 8  # The likelier one.
    scale.learn(8, (800, 600))
    assert scale.numbering == "late-2019"
    assert scale.number_of((640, 480)) == 7


def test_nothing_is_certain_before_a_picture() -> None:
    scale = FramesizeScale()
    assert scale.numbering == ""
    assert scale.size_of(8) is None
    assert scale.size_of(99) is None
    assert (640, 480) in scale.sizes()
    assert scale.number_of((1, 1)) is None


def test_numbering_of_its_own_is_remembered_as_measured() -> None:
    scale = FramesizeScale()
    scale.learn(3, (1111, 222))
    assert scale.numbering == "unknown"
    assert scale.size_of(3) == (1111, 222)
    assert scale.number_of((1111, 222)) == 3
    assert (1111, 222) in scale.sizes()
    # Its other numbers may be anybody's: they are tried, and measured again.
    assert scale.number_of((640, 480)) == 8
    scale.learn(8, (333, 44))
    assert scale.number_of((640, 480)) == 10
    assert scale.size_of(10) is None


def test_board_that_was_exchanged_is_learned_anew() -> None:
    scale = FramesizeScale()
    scale.learn(8, (640, 480))
    scale.learn(10, (640, 480))
    assert scale.numbering == "2024-11"
    assert scale.size_of(8) == (400, 296)


@given(st.sampled_from(sorted(NUMBERINGS)), st.lists(st.integers(0, 24), min_size=1))
def test_true_numbering_is_never_struck_out(name: str, numbers: list[int]) -> None:
    scale, sizes = FramesizeScale(), NUMBERINGS[name]
    for number in numbers:
        if number < len(sizes):
            scale.learn(number, sizes[number])
            assert scale.size_of(number) == sizes[number]
    assert scale.numbering in ("", name)


@pytest.mark.parametrize(
    ("text", "size"),
    [("640x480", (640, 480)), ("x", None), ("640", None), ("-1x2", None), ("9" * 20 + "x1", None)],
)
def test_size_is_written_and_read(text: str, size: tuple[int, int] | None) -> None:
    assert parse_size(text) == size
    if size is not None:
        assert size_text(size) == text
