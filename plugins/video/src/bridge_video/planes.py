"""Pictures of any subsampling in the one layout that the encoder reads, without a scaler."""

import numpy as np

from bridge.api import Picture, Plane

Pixels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

GREY = 128  # Chroma of no colour.


def pixels_of(plane: Plane) -> Pixels:
    """Return a plane as rows and columns. Nothing is copied."""
    return np.ndarray(
        (plane.height, plane.width), np.uint8, buffer=plane.pixels, strides=(plane.stride, 1)
    )


class Yuv420Buffer:
    """One picture with chroma at half size both ways: luma rows, then blue, then red.

    `width` and `height` are even. `pixels` is the same memory for every picture.
    """

    def __init__(self, width: int, height: int) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"buffer of {width}×{height}: both must be even")
        self.pixels: Pixels = np.empty((height * 3 // 2, width), np.uint8)
        flat = self.pixels.reshape(-1)
        luma_end, half = width * height, (height // 2, width // 2)
        blue_end = luma_end + luma_end // 4
        self._luma = flat[:luma_end].reshape(height, width)
        self._chroma = (flat[luma_end:blue_end].reshape(half), flat[blue_end:].reshape(half))

    def load(self, picture: Picture) -> None:
        """Copy a picture in; what is beyond an even size on the right and below is cut."""
        _copy_corner(pixels_of(picture.luma), self._luma)
        if len(picture.planes) == 1:
            for target in self._chroma:
                target.fill(GREY)
            return
        for plane, target in zip(picture.planes[1:], self._chroma, strict=True):
            _copy_corner(_halved(plane, picture), target)


def _copy_corner(source: Pixels, target: Pixels) -> None:
    height, width = target.shape
    np.copyto(target, source[:height, :width])


def _halved(plane: Plane, picture: Picture) -> Pixels:
    pixels = pixels_of(plane)
    # Every second row is enough: averaging neighbours costs time, and what it adds is
    # lost in the encoder.
    if _factor(picture.height, plane.height) == 1:
        pixels = pixels[::2]
    across = _factor(picture.width, plane.width)
    if across == 1:
        return pixels[:, ::2]
    return pixels if across == 2 else np.repeat(pixels, 2, axis=1)


def _factor(luma_px: int, chroma_px: int) -> int:
    for factor in (1, 2, 4):
        if -(-luma_px // factor) == chroma_px:
            return factor
    raise ValueError(f"chroma of {chroma_px} px for luma of {luma_px} px: no known subsampling")
