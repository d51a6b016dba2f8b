"""A frame's number, painted so that a program and a person can read it from the pixels.

The number survives JPEG and H.264, so that a picture on a screen can be matched to the
picture that was sent. README.md (Painted frame number) has the geometry for other readers.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from bridge_simulator.boards import NEUTRAL, Pixels

CELLS_ACROSS = 40  # The width of a cell is the picture's width divided by this.
NUMBER_BITS = 20
MODULUS = 1 << NUMBER_BITS  # Nine hours at 30 frames a second.
CELL_COUNT = 2 + NUMBER_BITS + 2
_HALF_BITS = NUMBER_BITS // 2
_HALF_MASK = (1 << _HALF_BITS) - 1
# Short of the ends of the range, so that ringing of the codec is not clipped into a bias.
_BLACK, _WHITE = 20, 235
_MIN_CONTRAST = 40  # A mean this near to the middle is no bit at all.


def frame_number_cells(number: int) -> tuple[int, ...]:
    """Return the cells from left to right, 1 for white: mark, number, parity.

    The mark is white, black. The number, modulo 2^20, has its highest bit first. The
    two parity cells make the count of white cells even, one for each half of the number.
    """
    value = number % MODULUS
    bits = [(value >> place) & 1 for place in reversed(range(NUMBER_BITS))]
    return (1, 0, *bits, sum(bits[:_HALF_BITS]) % 2, sum(bits[_HALF_BITS:]) % 2)


def paint_frame_number(luma: Pixels, blue: Pixels, red: Pixels, number: int, label: str) -> None:
    """Paint the cells into the top-left corner, and `label` with the number below them.

    `blue` and `red` have half the width of `luma` and its height.
    """
    cell_px = luma.shape[1] / CELLS_ACROSS
    height = round(cell_px)
    for position, bit in enumerate(frame_number_cells(number)):
        left, right = round(position * cell_px), round((position + 1) * cell_px)
        luma[:height, left:right] = _WHITE if bit else _BLACK
    text_right = round(CELL_COUNT * cell_px)
    luma[height : 2 * height, :text_right] = _BLACK
    for plane in (blue, red):
        plane[: 2 * height, : (text_right + 1) // 2] = NEUTRAL
    origin = (height // 4, 2 * height - max(2, height // 5))
    thickness = max(1, round(height / 14))
    text = f"{label} #{number:06d}"
    # A capital of this typeface is 22 pixels high at scale 1.
    scale = height * 0.68 / 22
    cv2.putText(luma, text, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, _WHITE, thickness, cv2.LINE_AA)


def is_covered(corners: Sequence[tuple[float, float]], width_px: int) -> bool:
    """Tell whether what is painted into a picture hides a part of a shape in it."""
    cell_px = width_px / CELLS_ACROSS
    left, top = min(corner[0] for corner in corners), min(corner[1] for corner in corners)
    return left < CELL_COUNT * cell_px and top < 2 * round(cell_px)


def read_frame_number(luma: Pixels) -> int | None:
    """Return the painted number, or None when there is none or a cell cannot be trusted."""
    cell_px = luma.shape[1] / CELLS_ACROSS
    rows = luma[int(cell_px * 0.25) : max(int(cell_px * 0.75), int(cell_px * 0.25) + 1)]
    bits = []
    for position in range(CELL_COUNT):
        left, right = int((position + 0.25) * cell_px), int((position + 0.75) * cell_px)
        mean = float(np.mean(rows[:, left : max(right, left + 1)]))
        if abs(mean - NEUTRAL) < _MIN_CONTRAST:
            return None
        bits.append(mean > NEUTRAL)
    value = 0
    for bit in bits[2 : 2 + NUMBER_BITS]:
        value = value * 2 + bit
    return value if tuple(map(int, bits)) == frame_number_cells(value) else None
