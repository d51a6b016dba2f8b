"""Planes of any subsampling arrive in the encoder's layout, pixel by pixel."""

import numpy as np
import pytest

from bridge.api import Picture, Plane
from bridge_video.planes import GREY, Pixels, Yuv420Buffer, pixels_of

WIDTH, HEIGHT = 51, 37


def plane(across: int, down: int, padding: int) -> Plane:
    """Return a plane in which each pixel says where it lies in the full picture."""
    width, height = -(-WIDTH // across), -(-HEIGHT // down)
    pixels = np.full((height, width + padding), 255, np.uint8)
    rows, columns = np.mgrid[0:height, 0:width]
    pixels[:, :width] = rows * down * 2 + columns * across
    return Plane(memoryview(pixels.tobytes()), width, height, width + padding)


def chroma_of(buffer: Yuv420Buffer) -> tuple[Pixels, Pixels]:
    """Return the two halves of the buffer's lower third."""
    flat = buffer.pixels.reshape(-1)[50 * 36 :]
    return flat[: 25 * 18].reshape(18, 25), flat[25 * 18 :].reshape(18, 25)


@pytest.mark.parametrize("padding", [0, 13])
@pytest.mark.parametrize(("across", "down"), [(1, 1), (2, 1), (2, 2), (1, 2), (4, 1)])
def test_chroma_comes_from_where_it_belongs(across: int, down: int, padding: int) -> None:
    chroma = plane(across, down, padding)
    buffer = Yuv420Buffer(50, 36)
    buffer.load(Picture(WIDTH, HEIGHT, (plane(1, 1, padding), chroma, chroma)))
    rows, columns = np.mgrid[0:18, 0:25]
    # Chroma that was four pixels wide serves two columns.
    expected = rows * 4 + (columns * 2 // across) * across
    for found in chroma_of(buffer):
        assert np.array_equal(found, expected.astype(np.uint8))


@pytest.mark.parametrize("padding", [0, 13])
def test_odd_last_row_and_column_are_cut(padding: int) -> None:
    buffer = Yuv420Buffer(50, 36)
    buffer.load(Picture(WIDTH, HEIGHT, (plane(1, 1, padding),)))
    rows, columns = np.mgrid[0:36, 0:50]
    assert np.array_equal(buffer.pixels[:36], (rows * 2 + columns).astype(np.uint8))


def test_grey_picture_has_no_colour_even_after_a_coloured_one() -> None:
    buffer = Yuv420Buffer(50, 36)
    buffer.load(Picture(WIDTH, HEIGHT, (plane(1, 1, 0), plane(2, 2, 0), plane(2, 2, 0))))
    buffer.load(Picture(WIDTH, HEIGHT, (plane(1, 1, 0),)))
    assert np.all(buffer.pixels[36:] == GREY)


def test_planes_are_views_of_the_decoders_memory() -> None:
    source = plane(1, 1, 13)
    assert np.shares_memory(pixels_of(source), np.frombuffer(source.pixels, np.uint8))


def test_plane_smaller_than_it_claims_is_an_error() -> None:
    with pytest.raises(ValueError, match="size of buffer"):
        pixels_of(Plane(memoryview(bytes(100)), 20, 20, 20))


def test_unknown_subsampling_is_an_error() -> None:
    third = Plane(memoryview(bytes(17 * 37)), 17, 37, 17)
    with pytest.raises(ValueError, match="17 px for luma of 51 px"):
        Yuv420Buffer(50, 36).load(Picture(WIDTH, HEIGHT, (plane(1, 1, 0), third, third)))


def test_odd_buffers_are_refused() -> None:
    with pytest.raises(ValueError, match="51×37"):
        Yuv420Buffer(51, 37)
