"""The painted number can be read back, or is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_simulator.boards import Pixels
from bridge_simulator.frame_number import (
    CELL_COUNT,
    MODULUS,
    frame_number_cells,
    paint_frame_number,
    read_frame_number,
)

SIZES = ((320, 240), (640, 480), (800, 600), (1024, 768), (1280, 720))


def painted(number: int, size: tuple[int, int] = (640, 480)) -> Pixels:
    width, height = size
    luma = np.full((height, width), 120, np.uint8)
    chroma = np.full((height, width // 2), 90, np.uint8)
    paint_frame_number(luma, chroma, chroma, number, "cam-1")
    return luma


@given(st.integers(0, 2**40), st.sampled_from(SIZES))
def test_number_reads_back_at_every_size(number: int, size: tuple[int, int]) -> None:
    assert read_frame_number(painted(number, size)) == number % MODULUS


def test_cells_are_a_mark_a_number_and_parity() -> None:
    cells = frame_number_cells(0b1_0000000011)
    assert len(cells) == CELL_COUNT
    assert cells[:2] == (1, 0)
    assert cells[2:22] == (0,) * 9 + (1,) + (0,) * 8 + (1, 1)
    assert cells[22:] == (1, 0)


def test_picture_without_number_is_refused() -> None:
    assert read_frame_number(np.full((480, 640), 120, np.uint8)) is None


@pytest.mark.parametrize("cell", range(CELL_COUNT))
def test_one_wrong_cell_is_refused(cell: int) -> None:
    luma = painted(123_456)
    part = luma[:16, cell * 16 : (cell + 1) * 16]
    part[:] = 255 - part
    assert read_frame_number(luma) is None


def test_number_survives_noise_and_a_slight_blur() -> None:
    noise = np.random.default_rng(1).normal(0, 25, (480, 640))
    noisy = np.clip(painted(777_777) + noise, 0, 255).astype(np.uint8)
    assert read_frame_number(noisy) == 777_777
