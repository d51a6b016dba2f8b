"""Printed boards have the official patterns, the right way up."""

import numpy as np
import pytest
from pupil_apriltags import Detector

from bridge_simulator.boards import (
    INK_LUMA,
    PAPER_LUMA,
    TEXELS_PER_CELL,
    board_texture,
    single_tag,
    tag_cells,
    tag_grid,
)

RED = (120, 90, 190)


def test_tag_zero_is_the_official_picture() -> None:
    inner = [
        "110101",
        "011101",
        "011000",
        "101000",
        "010110",
        "000100",
    ]
    cells = tag_cells(0)
    assert ["".join(map(str, row[1:7])) for row in cells[1:7]] == inner
    assert not cells[0].any()
    assert not cells[:, 7].any()


def test_unknown_tag_id_names_the_range() -> None:
    with pytest.raises(ValueError, match="ids 0 to 586"):
        tag_cells(587)


@pytest.mark.parametrize("tag_id", [0, 7, 586])
def test_detector_reads_a_printed_board_upright(tag_id: int) -> None:
    texture = np.ascontiguousarray(board_texture(single_tag(tag_id, 0.1, RED))[..., 0])
    (found,) = Detector(families="tag36h11", quad_decimate=1.0).detect(texture)
    bottom_left, bottom_right, top_right, top_left = found.corners
    assert found.tag_id == tag_id
    assert top_left[0] < top_right[0]
    assert top_left[1] < bottom_left[1]
    assert bottom_right == pytest.approx([10 * TEXELS_PER_CELL] * 2, abs=0.2)


def test_texture_is_ink_and_paper_within_a_rim() -> None:
    texture = board_texture(single_tag(3, 0.1, RED))
    assert tuple(texture[0, 0]) == (*RED, 255)
    edge = 2 * TEXELS_PER_CELL
    assert texture[edge, edge, 0] == INK_LUMA
    assert texture[edge - 1, edge - 1, 0] == PAPER_LUMA


def test_grid_places_its_tags_row_by_row() -> None:
    grid = tag_grid(3, 2, 0.08)
    centres = [grid.centre_of(tag) for tag in grid.tags]
    assert [tag.tag_id for tag in grid.tags] == list(range(6))
    assert centres[1].x - centres[0].x == pytest.approx(0.11)
    assert centres[3].y - centres[0].y == pytest.approx(0.11)
    assert centres[0].x == pytest.approx(-centres[2].x)
    assert grid.tag_size_m == pytest.approx(0.08)
