"""Frame and scan headers: what a baseline decoder can read, and no more."""

import pytest

from bridge.api import SampleRefused
from bridge_video.jpeg_header import Header, SizeWindow, check_scan, parse_frame

WINDOW = SizeWindow()


def frame_body(*factors: int, width: int = 640, height: int = 480) -> bytes:
    """Return a frame header's body with these sampling factors."""
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    components = b"".join(bytes((i, factor, 0)) for i, factor in enumerate(factors, start=1))
    return b"\x08" + size + bytes((len(factors),)) + components


@pytest.mark.parametrize(
    ("factors", "units", "blocks"),
    [
        ((0x11, 0x11, 0x11), 4800, 14400),
        ((0x21, 0x11, 0x11), 2400, 9600),
        ((0x22, 0x12, 0x12), 1200, 9600),  # 4:2:2 in the words of another encoder.
        ((0x22, 0x11, 0x11), 1200, 7200),
        ((0x12, 0x11, 0x11), 2400, 9600),
        ((0x41, 0x11, 0x11), 1200, 7200),
        ((0x11,), 4800, 4800),
        ((0x22,), 4800, 4800),
    ],
)
def test_blocks_are_counted_for_every_legal_subsampling(
    factors: tuple[int, ...], units: int, blocks: int
) -> None:
    frame = parse_frame(0xC0, frame_body(*factors), WINDOW)
    assert (frame.width_px, frame.height_px) == (640, 480)
    assert (frame.units, frame.blocks) == (units, blocks)


def test_blocks_at_the_edges_are_counted_whole() -> None:
    assert parse_frame(0xC0, frame_body(0x22, 0x11, 0x11, width=17, height=33), WINDOW).units == 6


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (frame_body(0x21, 0x11, 0x12), "bad_subsampling"),
        (frame_body(0x11, 0x21, 0x21), "bad_subsampling"),
        (frame_body(0x31, 0x11, 0x11), "bad_subsampling"),
        (frame_body(0x14, 0x11, 0x11), "bad_subsampling"),
        (frame_body(0x44, 0x22, 0x22), "bad_subsampling"),
        (frame_body(0x01, 0x11, 0x11), "bad_subsampling"),
        (frame_body(0x50), "bad_subsampling"),
        (frame_body(0x11, 0x11), "bad_components"),
        (frame_body(0x11, 0x11, 0x11, 0x11), "bad_components"),
        (frame_body(0x21, 0x11, 0x11).replace(b"\x03\x11", b"\x02\x11"), "bad_components"),
        (frame_body(0x21, 0x11, 0x11)[:-1], "bad_segment"),
        (b"\x08\x01", "bad_segment"),
        (b"\x10" + frame_body(0x11)[1:], "not_baseline"),
    ],
)
def test_frames_that_no_baseline_decoder_reads_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(SampleRefused) as caught:
        parse_frame(0xC0, body, WINDOW)
    assert caught.value.reason == reason


def header(huffman: set[int]) -> Header:
    """Return what was read of a 4:2:2 picture before its scan."""
    frame = parse_frame(0xC0, frame_body(0x21, 0x11, 0x11), WINDOW)
    return Header(frame, quantisation={0}, huffman=huffman)


SCAN = bytes.fromhex("03 0100 0211 0311 003f00")
ALL_TABLES = {0x00, 0x01, 0x10, 0x11}


@pytest.mark.parametrize("huffman", [ALL_TABLES, set()])
def test_scan_of_all_components_passes(huffman: set[int]) -> None:
    known = header(huffman)
    assert check_scan(SCAN, known) is known.frame


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        ("01 0100 003f00", "extra_scan"),
        ("03 0100 0211 0311 003f", "extra_scan"),
        ("", "extra_scan"),
        ("03 0100 0311 0211 003f00", "bad_scan"),
        ("03 0100 0211 0311 000500", "bad_scan"),
        ("03 0100 0211 0311 003f01", "bad_scan"),
        ("03 0122 0211 0311 003f00", "missing_table"),
    ],
)
def test_other_scans_are_refused(scan: str, reason: str) -> None:
    with pytest.raises(SampleRefused) as caught:
        check_scan(bytes.fromhex(scan), header(ALL_TABLES))
    assert caught.value.reason == reason


def test_scan_without_its_tables_is_refused() -> None:
    with pytest.raises(SampleRefused, match="Huffman table 0x11"):
        check_scan(SCAN, header(ALL_TABLES - {0x11}))
    known = header(ALL_TABLES)
    known.quantisation = {1}
    with pytest.raises(SampleRefused, match="quantisation table 0"):
        check_scan(SCAN, known)


def test_scan_before_the_frame_is_refused() -> None:
    with pytest.raises(SampleRefused) as caught:
        check_scan(SCAN, Header())
    assert caught.value.reason == "bad_scan"
