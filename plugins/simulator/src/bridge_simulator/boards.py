"""Printed boards: flat cards with tag36h11 tags, as designs and as textures."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bridge.api import Vector3

Pixels = NDArray[np.uint8]

FAMILY = "tag36h11"
TAG_COUNT = 587
TAG_CELLS = 8  # Edge of the black border, in cells.
# Edges of cells fall on edges of texels, so that a printed corner is where it is said to be.
TEXELS_PER_CELL = 12
# Ink and paper under a lamp are neither black nor white.
INK_LUMA = 26
PAPER_LUMA = 222
NEUTRAL = 128


@dataclass(frozen=True, slots=True)
class PrintedTag:
    """One tag on a board: its id and the cell of its top-left black corner."""

    tag_id: int
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class BoardDesign:
    """What is printed: `columns` × `rows` cells of `cell_m`, white where no tag is.

    Board space is tag space: origin in the centre, x right, y down, z into the paper.
    `rim` is the luma, blue and red difference of the outermost half cell.
    """

    columns: int
    rows: int
    cell_m: float
    tags: tuple[PrintedTag, ...]
    rim: tuple[int, int, int] = (PAPER_LUMA, NEUTRAL, NEUTRAL)

    @property
    def width_m(self) -> float:
        """How wide the board is."""
        return self.columns * self.cell_m

    @property
    def tag_size_m(self) -> float:
        """The edge of the black border of every tag on the board."""
        return TAG_CELLS * self.cell_m

    def centre_of(self, tag: PrintedTag) -> Vector3:
        """Return where the middle of a tag lies in board space."""
        half = TAG_CELLS / 2
        x = (tag.left + half - self.columns / 2) * self.cell_m
        return Vector3(x, (tag.top + half - self.rows / 2) * self.cell_m, 0.0)


def single_tag(tag_id: int, size_m: float, rim: tuple[int, int, int]) -> BoardDesign:
    """Return a card with one tag and a margin of two cells."""
    margin = 2
    edge = TAG_CELLS + 2 * margin
    return BoardDesign(edge, edge, size_m / TAG_CELLS, (PrintedTag(tag_id, margin, margin),), rim)


def tag_grid(across: int, down: int, size_m: float) -> BoardDesign:
    """Return a board of tags 0, 1, 2…, row by row, three cells apart."""
    gap = 3
    pitch = TAG_CELLS + gap
    tags = tuple(
        PrintedTag(row * across + column, gap + column * pitch, gap + row * pitch)
        for row in range(down)
        for column in range(across)
    )
    return BoardDesign(gap + across * pitch, gap + down * pitch, size_m / TAG_CELLS, tags)


@lru_cache(maxsize=TAG_COUNT)
def tag_cells(tag_id: int) -> Pixels:
    """Return the official 8 × 8 pattern as one reads it: 0 black, 1 white."""
    if not 0 <= tag_id < TAG_COUNT:
        raise ValueError(f"tag id {tag_id}: {FAMILY} has ids 0 to {TAG_COUNT - 1}")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
    marker = cv2.aruco.generateImageMarker(dictionary, tag_id, TAG_CELLS)
    # OpenCV holds the family upside down; the official pictures are the other way up.
    return np.ascontiguousarray(np.rot90(np.asarray(marker, np.uint8), 2) // 255)


@lru_cache(maxsize=64)
def board_texture(design: BoardDesign) -> Pixels:
    """Return the board as rows of texels: luma, blue difference, red difference, opacity."""
    cells = np.ones((design.rows, design.columns), np.uint8)
    for tag in design.tags:
        cells[tag.top : tag.top + TAG_CELLS, tag.left : tag.left + TAG_CELLS] = tag_cells(
            tag.tag_id
        )
    luma = np.where(cells > 0, PAPER_LUMA, INK_LUMA).astype(np.uint8)
    luma = luma.repeat(TEXELS_PER_CELL, axis=0).repeat(TEXELS_PER_CELL, axis=1)
    texture = np.full((*luma.shape, 4), (0, NEUTRAL, NEUTRAL, 255), np.uint8)
    texture[..., 0] = luma
    rim = TEXELS_PER_CELL // 2
    inner = texture[rim:-rim, rim:-rim].copy()
    texture[..., :3] = design.rim
    texture[rim:-rim, rim:-rim] = inner
    texture.setflags(write=False)
    return texture
