"""Boards cover exactly the pixels that they should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Pose, Quaternion, Vector3
from bridge_simulator.boards import INK_LUMA, PAPER_LUMA, single_tag
from bridge_simulator.painter import Planes, paint_ball, paint_board
from bridge_simulator.sensor import lens_of
from bridge_simulator.view import Ball, PlacedBoard
from bridge_simulator.visible import project_square

VGA = lens_of("VGA")
UPRIGHT = Quaternion(1.0, 0.0, 0.0, 0.0)
CARD = single_tag(7, 0.1, (PAPER_LUMA, 128, 128))
GREY = 128


def grey_planes() -> Planes:
    luma, chroma = np.full((480, 640), GREY, np.uint8), np.full((480, 320), GREY, np.uint8)
    return Planes(luma, chroma, chroma.copy())


@given(st.floats(-0.1, 0.1), st.floats(-0.05, 0.05), st.floats(0.5, 1.2))
def test_black_border_begins_where_the_corner_is(x: float, y: float, z: float) -> None:
    planes, pose = grey_planes(), Pose(Vector3(x, y, z), UPRIGHT)
    paint_board(planes, VGA, [PlacedBoard(CARD, pose)])
    left, top = project_square(pose, CARD.tag_size_m, VGA)[0]
    cell_px = CARD.cell_m * VGA.fx_px / z
    # Through the middle of the border's first row of cells, from paper into ink.
    row = planes.luma[round(top + cell_px / 2)].astype(float)
    start, end = round(left - 1.2 * cell_px), round(left + cell_px)
    profile = (row[start:end] - row[end]) / (row[start] - row[end])
    # Pixel `start` reaches half a pixel to the left of its centre.
    assert start - 0.5 + profile.sum() == pytest.approx(left, abs=0.05)
    assert row[end] < (INK_LUMA + PAPER_LUMA) / 2


def test_board_that_shows_its_back_is_not_painted() -> None:
    planes = grey_planes()
    back = Quaternion.from_axis_angle(Vector3(0.0, 1.0, 0.0), 3.0)
    paint_board(planes, VGA, [PlacedBoard(CARD, Pose(Vector3(0.0, 0.0, 1.0), back))])
    assert (planes.luma == GREY).all()


@pytest.mark.parametrize("x", [-0.62, 0.62, -5.0])
def test_board_at_the_picture_edge_is_cut_off(x: float) -> None:
    planes = grey_planes()
    paint_board(planes, VGA, [PlacedBoard(CARD, Pose(Vector3(x, 0.0, 1.0), UPRIGHT))])
    assert (planes.luma[:, 100:540] == GREY).all()


def test_rim_has_its_colour() -> None:
    planes, pose = grey_planes(), Pose(Vector3(0.0, 0.0, 0.4), UPRIGHT)
    card = single_tag(7, 0.1, (100, 60, 200))
    paint_board(planes, VGA, [PlacedBoard(card, pose)])
    left, top = project_square(pose, card.width_m, VGA)[0]
    at = (round(top) + 4, round(left + 4) // 2)
    assert planes.blue[at] == pytest.approx(60, abs=3)
    assert planes.red[at] == pytest.approx(200, abs=3)


def test_ball_darkens_the_desk_below_it() -> None:
    planes = grey_planes()
    paint_ball(planes, VGA, Ball(Vector3(0.0, 0.1, 1.9), 0.0))
    changed = np.argwhere(planes.luma != GREY)
    assert len(changed) > 1_000
    assert planes.luma[changed[:, 0].max() - 4].min() < GREY
