"""What is on a screenshot.

Knows: PNG files, painted frame numbers. Does not know: games.
"""

import io
import struct
import zlib
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt

from bridge_simulator.frame_number import read_frame_number

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Screenshot:
    """Pixels, by row and column."""

    rgb: npt.NDArray[np.uint8]

    def color_at(self, x: float, y: float) -> tuple[int, int, int]:
        """Return the mean colour of the nine pixels around a point."""
        row, column = round(y), round(x)
        near = self.rgb[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3)
        red, green, blue = near.mean(axis=0)
        return round(red), round(green), round(blue)

    def frame_number(self, picture: Box) -> int | None:
        """Return the number painted in a picture that lies at x, y, width, height."""
        x, y, width, height = picture
        columns = x + (np.arange(640) + 0.5) * width / 640
        rows = y + (np.arange(480) + 0.5) * height / 480
        luma = self.rgb.mean(axis=2)[rows.astype(int)][:, columns.astype(int)]
        return read_frame_number(np.ascontiguousarray(luma.astype(np.uint8)))


def pixels_of(png: bytes) -> Screenshot:
    """Return the pixels of a PNG file."""
    with av.open(io.BytesIO(png), "r") as container:
        frame = next(container.decode(video=0))
    return Screenshot(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))


def plain_png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """Return a PNG file of one colour."""
    row = b"\x00" + bytes(color) * width
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(row * height)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def alike(one: tuple[int, int, int], other: tuple[int, int, int], within: int = 24) -> bool:
    """Tell whether two colours look the same, after whatever drew them."""
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))
