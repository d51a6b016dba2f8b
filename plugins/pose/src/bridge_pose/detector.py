"""Tags in a luma plane, found by the AprilTag library.

Knows: the library and its traps. Does not know: lenses, poses, topics.
"""

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pupil_apriltags

from bridge.api import Plane
from bridge_pose.ippe import Corners, Point

# The native code reads outside its buffers when a side, once decimated (by 4 at most),
# has fewer than 3 pixels. No tag can be read in so few pixels anyway.
MIN_SIDE_PX = 16
# What the library means to set; its constructor cuts it to an integer, that is, to 0.
# A tag of 12 px was then read in 18 pictures of 100 instead of 72.
DECODE_SHARPENING = 0.25
# How many wrong bits the look-up tables can repair. Memory grows with its square.
MAX_REPAIRED_BITS = 2
# The library's pixel (0, 0) has its corner there; ours has its centre there.
HALF_PIXEL = 0.5


@dataclass(frozen=True, slots=True)
class TagSighting:
    """A tag that was read. Corners as in TagDetection."""

    family: str
    tag_id: int
    corners_px: Corners
    decision_margin: float
    hamming: int


class FamilyTable(ctypes.Structure):
    """The library's own table of a family (`apriltag_family_t`), which is never freed."""

    _fields_ = [  # type: ignore[mutable-override]  # ctypes reads this very name.
        ("ncodes", ctypes.c_uint32),
        ("codes", ctypes.POINTER(ctypes.c_uint64)),
        ("width_at_border", ctypes.c_int),
        ("total_width", ctypes.c_int),
        ("reversed_border", ctypes.c_bool),
        ("nbits", ctypes.c_uint32),
        ("bit_x", ctypes.POINTER(ctypes.c_int32)),
        ("bit_y", ctypes.POINTER(ctypes.c_int32)),
        ("h", ctypes.c_int32),
        ("name", ctypes.c_char_p),
    ]


class _Everlasting(pupil_apriltags.Detector):  # type: ignore[misc]  # The package has no types.
    """A native detector that is never destroyed.

    The library frees a detector's families before the detector, which then reads them:
    now and then that is a crash, at the interpreter's exit too. A worker process has one
    detector for as long as it lives, so leaving it to the operating system costs nothing.
    """

    def __del__(self) -> None:
        pass


class TagReader:
    """Reads the tags of some families in one pass over a picture.

    Keeps scratch memory between pictures: one picture at a time, in one thread.
    """

    def __init__(self, families: tuple[str, ...]) -> None:
        """Build the native detector; RuntimeError when the native library is missing."""
        first, *others = families
        # More threads cost 30 % more processor time for a gain of 20 %; cameras run side
        # by side as it is.
        self._native = _Everlasting(families=first, nthreads=1)
        self._native.tag_detector_ptr.contents.decode_sharpening = DECODE_SHARPENING
        for family in others:
            _add_family(self._native, family)

    def read(self, luma: Plane, decimate: float) -> list[TagSighting]:
        """Return the tags in the plane, in no particular order.

        Squares are sought in a picture so many times smaller, and read in the whole one.
        Nothing is seen in a plane with a side below MIN_SIDE_PX.
        """
        if luma.width < MIN_SIDE_PX or luma.height < MIN_SIDE_PX:
            return []
        pixels: npt.NDArray[np.uint8] = np.ndarray(
            (luma.height, luma.width), np.uint8, luma.pixels, strides=(luma.stride, 1)
        )
        self._native.tag_detector_ptr.contents.quad_decimate = decimate
        # Poses of the library are never asked for: each one leaks 3 KB.
        return [
            TagSighting(
                family=found.tag_family.decode("ascii"),
                tag_id=int(found.tag_id),
                corners_px=_corners_as_read(found.corners.tolist()),
                decision_margin=float(found.decision_margin),
                hamming=int(found.hamming),
            )
            for found in self._native.detect(pixels)
        ]


def _add_family(native: _Everlasting, family: str) -> None:
    """Teach a detector one more family.

    The constructor takes the first of several names and forgets the rest. A detector for
    each family would search the same picture for squares again and again.
    """
    native.libc.apriltag_detector_add_family_bits(
        native.tag_detector_ptr, ctypes.byref(_create_family(native, family)), MAX_REPAIRED_BITS
    )


def _create_family(native: _Everlasting, family: str) -> FamilyTable:
    create = getattr(native.libc, f"{family}_create")
    create.restype = ctypes.POINTER(FamilyTable)
    table: FamilyTable = create().contents
    return table


def load_family(family: str) -> FamilyTable:
    """Return the table of a family: its codes, and where their bits go."""
    # Any detector holds the native library; this one is the cheapest to build.
    return _create_family(_Everlasting(families="tag16h5"), family)


def _corners_as_read(corners: list[list[float]]) -> Corners:
    # The library runs anticlockwise from the bottom left of the tag as one reads it.
    bottom_left, bottom_right, top_right, top_left = (_pixel_centred(*c) for c in corners)
    return (top_left, top_right, bottom_right, bottom_left)


def _pixel_centred(x: float, y: float) -> Point:
    return (x - HALF_PIXEL, y - HALF_PIXEL)
