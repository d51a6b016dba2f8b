"""Pictures for the tests of this plugin."""

from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

Rgb = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
Factors = tuple[tuple[int, int], ...]
BlockValue = Callable[[int, int, int], int]

NUMBER_BITS = 12
CELL_PX = 16


def paint(width: int, height: int, number: int) -> Rgb:
    """Return a smooth scene with `number` painted along its top edge, a bit per cell."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    scene = np.stack(
        [
            90 + 60 * across / width + 20 * np.sin((across + 3 * number) / 23),
            100 + 50 * down / height,
            130 + 30 * np.cos((down - 2 * number) / 31),
        ],
        axis=-1,
    ).astype(np.uint8)
    for bit in range(min(NUMBER_BITS, width // CELL_PX)):
        scene[:CELL_PX, bit * CELL_PX : (bit + 1) * CELL_PX] = 235 if number >> bit & 1 else 20
    return scene


@pytest.fixture(scope="session")
def read_number() -> Callable[[VideoFrame], int]:
    """Return what reads the number that was painted in a picture."""

    def read(frame: VideoFrame) -> int:
        luma = frame.to_ndarray(format="gray")
        middles = [luma[CELL_PX // 2, CELL_PX * bit + CELL_PX // 2] for bit in range(NUMBER_BITS)]
        return sum(int(middle > 128) << bit for bit, middle in enumerate(middles))

    return read


@pytest.fixture(scope="session")
def paint_jpeg() -> Callable[[int, int, str, int], bytes]:
    """Return what makes a JPEG of (width, height, pixel format, painted number)."""

    def make(width: int, height: int, pixel_format: str, number: int) -> bytes:
        codec = av.CodecContext.create("mjpeg", "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt = width, height, pixel_format
        codec.time_base = Fraction(1, 30)
        codec.thread_count = 1
        codec.qmin = codec.qmax = 4
        codec.color_range = 2
        frame = VideoFrame.from_ndarray(paint(width, height, number), format="rgb24")
        return b"".join(map(bytes, codec.encode(frame.reformat(format=pixel_format))))

    return make


@pytest.fixture(scope="session")
def block_jpeg() -> Callable[[int, int, Factors, BlockValue, int], bytes]:
    """Return what writes a JPEG by hand: (width, height, factors, value, restart interval).

    Each 8×8 block of a component has the one value that `value(component, row, column)`
    returns for it.
    """
    return write_block_jpeg


def segment(marker: int, body: bytes) -> bytes:
    """Return one marker segment."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def write_block_jpeg(
    width: int, height: int, factors: Factors, value: BlockValue, restart_interval: int
) -> bytes:
    """Return the picture; it has no metadata and ends with its end marker."""
    count = len(factors)
    frame = bytes((8, *height.to_bytes(2, "big"), *width.to_bytes(2, "big"), count))
    frame += b"".join(bytes((i + 1, h << 4 | v, 0)) for i, (h, v) in enumerate(factors))
    # Twelve brightness codes of four bits; "the rest is zero" in one bit.
    dc_table = bytes((0x00, 0, 0, 0, 12, *([0] * 12), *range(12)))
    ac_table = bytes((0x10, 1, *([0] * 15), 0))
    scan = bytes((count, *(b for i in range(count) for b in (i + 1, 0)), 0, 63, 0))
    intervals = _scan_data(width, height, factors, value, restart_interval)
    data = bytearray(intervals[0])
    for number, interval in enumerate(intervals[1:]):
        data += bytes((0xFF, 0xD0 + number % 8)) + interval
    return (
        b"\xff\xd8"
        + segment(0xDB, b"\x00" + b"\x08" * 64)
        + segment(0xC0, frame)
        + segment(0xC4, dc_table + ac_table)
        + (segment(0xDD, restart_interval.to_bytes(2, "big")) if restart_interval else b"")
        + segment(0xDA, scan)
        + bytes(data)
        + b"\xff\xd9"
    )


def _scan_data(
    width: int, height: int, factors: Factors, value: BlockValue, restart_interval: int
) -> list[bytes]:
    if len(factors) == 1:
        factors = ((1, 1),)
    units_across = -(-width // (8 * factors[0][0]))
    units_down = -(-height // (8 * factors[0][1]))
    intervals, bits, before = [], "", [128] * len(factors)
    for unit in range(units_across * units_down):
        if restart_interval and unit and unit % restart_interval == 0:
            intervals.append(_stuffed(bits))
            bits, before = "", [128] * len(factors)
        row, column = divmod(unit, units_across)
        for component, (h, v) in enumerate(factors):
            for block in range(h * v):
                level = value(component, row * v + block // h, column * h + block % h)
                bits += _block_bits(level - before[component])
                before[component] = level
    return [*intervals, _stuffed(bits)]


def _block_bits(difference: int) -> str:
    size = abs(difference).bit_length()
    low = difference if difference > 0 else difference + (1 << size) - 1
    return f"{size:04b}" + (f"{low:0{size}b}" if size else "") + "0"


def _stuffed(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return data.replace(b"\xff", b"\xff\x00")
