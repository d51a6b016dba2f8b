"""Files are what an ESP32's sensor makes: baseline, 4:2:2, one scan, nothing else."""

from collections.abc import Iterator

import numpy as np
import pytest

from bridge_simulator.jpeg import JpegEncoder, quantiser_from_quality


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the markers up to the start of the scan."""
    at = 2
    while True:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield marker, jpeg[at + 4 : at + 2 + length]
        if marker == 0xDA:
            return
        at += 2 + length


def encoded(width: int = 320, height: int = 240, quality: int = 12) -> bytes:
    encoder = JpegEncoder(width, height, quality)
    encoder.luma[:] = np.arange(width, dtype=np.uint8)
    encoder.blue[:], encoder.red[:] = 100, 160
    return encoder.encode()


@pytest.mark.parametrize("size", [(320, 240), (800, 600), (1280, 720)])
def test_file_is_baseline_with_one_scan_and_an_end(size: tuple[int, int]) -> None:
    jpeg = encoded(*size)
    markers = [marker for marker, _ in segments(jpeg)]
    assert jpeg.startswith(b"\xff\xd8")
    assert jpeg.endswith(b"\xff\xd9")
    assert set(markers) == {0xDB, 0xC4, 0xC0, 0xDA}


def test_frame_header_says_size_and_subsampling() -> None:
    header = dict(segments(encoded(800, 600)))[0xC0]
    assert int.from_bytes(header[1:3], "big") == 600
    assert int.from_bytes(header[3:5], "big") == 800
    across = [header[at] >> 4 for at in (7, 10, 13)]
    down = [header[at] & 15 for at in (7, 10, 13)]
    assert across == [2, 1, 1]  # Half the chroma sideways,
    assert len(set(down)) == 1  # all of it downwards.


def test_worse_quality_makes_smaller_files() -> None:
    sizes = [len(encoded(quality=quality)) for quality in (4, 12, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_same_picture_gives_the_same_file() -> None:
    assert encoded() == encoded()


def test_quality_is_mapped_to_the_codec_and_bounded() -> None:
    assert [quantiser_from_quality(quality) for quality in (4, 12, 63)] == [2, 7, 31]
    with pytest.raises(ValueError, match="quality 3"):
        quantiser_from_quality(3)
