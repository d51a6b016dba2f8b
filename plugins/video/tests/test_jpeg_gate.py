"""The gate lets whole baseline pictures through, and names what is wrong with the others."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.api import SampleRefused
from bridge_video.jpeg_gate import JpegGate
from bridge_video.jpeg_header import SizeWindow

WriteJpeg = Callable[
    [int, int, tuple[tuple[int, int], ...], Callable[[int, int, int], int], int], bytes
]
YUV422 = ((2, 1), (1, 1), (1, 1))
GATE = JpegGate(SizeWindow())


def stripes(component: int, row: int, column: int) -> int:
    """Return a value that differs from its neighbours'."""
    return (60 * component + 40 * row + 25 * column) % 220 + 10


def segment(marker: int, body: bytes) -> bytes:
    """Return one marker segment."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def refusal(payload: bytes) -> str:
    """Return why the gate refuses `payload`."""
    with pytest.raises(SampleRefused) as caught:
        GATE(payload)
    return caught.value.reason


@pytest.fixture(scope="session")
def picture(block_jpeg: WriteJpeg) -> bytes:
    """Return a small picture with nothing wrong and nothing to cut."""
    return block_jpeg(48, 32, YUV422, stripes, 0)


def after(picture: bytes, marker: int, insert: bytes) -> bytes:
    """Return the picture with bytes inserted behind its first segment of a kind."""
    at = picture.index(bytes((0xFF, marker)))
    end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return picture[:end] + insert + picture[end:]


def patched(picture: bytes, marker: int, offset: int, new: bytes) -> bytes:
    """Return the picture with bytes of a segment's body replaced."""
    at = picture.index(bytes((0xFF, marker))) + 4 + offset
    return picture[:at] + new + picture[at + len(new) :]


def test_whole_picture_passes_as_the_same_object(picture: bytes) -> None:
    assert GATE(picture) is picture


def test_real_encoders_pictures_pass_without_their_comment(
    paint_jpeg: Callable[[int, int, str, int], bytes],
) -> None:
    for pixel_format in ("yuvj420p", "yuvj422p", "yuvj444p"):
        payload = paint_jpeg(320, 240, pixel_format, 1)
        cleaned = GATE(payload)
        assert b"Lavc" in payload
        assert b"Lavc" not in cleaned
        assert cleaned.endswith(payload[-1000:])


@pytest.mark.parametrize("marker", [0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF, 0xFE])
def test_metadata_is_cut(picture: bytes, marker: int) -> None:
    assert GATE(after(picture, 0xDB, segment(marker, b"Exif\x00\x00" + bytes(500)))) == picture


def test_plain_jfif_header_stays(picture: bytes) -> None:
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    with_header = picture[:2] + jfif + picture[2:]
    assert GATE(with_header) is with_header


def test_jfif_header_with_a_thumbnail_is_cut(picture: bytes) -> None:
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01" + bytes(3))
    assert GATE(picture[:2] + jfif + picture[2:]) == picture


@pytest.mark.parametrize("tail", [b"\x00" * 40, b"\r\n--frame\r\n", b"\xff\xd9", b"\xff"])
def test_what_follows_the_picture_is_cut(picture: bytes, tail: bytes) -> None:
    assert GATE(picture + tail) == picture


def test_second_picture_glued_on_is_cut(picture: bytes, block_jpeg: WriteJpeg) -> None:
    hidden = block_jpeg(4000, 16, YUV422, lambda *_: 128, 0)
    assert GATE(picture + hidden) == picture


def test_every_truncation_of_a_picture_is_refused(picture: bytes) -> None:
    reasons = {length: refusal(picture[:length]) for length in range(len(picture))}
    assert set(reasons.values()) == {"not_jpeg", "truncated"}
    assert all(reasons[length] == "truncated" for length in range(2, len(picture)))


def test_end_marker_after_too_little_data_is_refused(picture: bytes) -> None:
    scan = picture.index(b"\xff\xda")
    assert refusal(picture[: scan + 16] + b"\xff\xd9") == "truncated"


def test_fill_bytes_before_markers_are_legal(picture: bytes) -> None:
    padded = picture[:2] + b"\xff\xff" + picture[2:-2] + b"\xff\xff\xff" + picture[-2:]
    assert GATE(padded) is padded
    assert refusal(padded[:-1]) == "truncated"


@pytest.mark.parametrize(
    ("marker", "reason"),
    [
        (0xC1, "not_baseline"),
        (0xC2, "progressive"),
        (0xC3, "lossless"),
        (0xC5, "hierarchical"),
        (0xC9, "arithmetic"),
        (0xCA, "arithmetic"),
        (0xCC, "arithmetic"),
        (0xDC, "bad_marker"),
        (0xD8, "bad_marker"),
        (0xD0, "bad_marker"),
        (0x02, "bad_marker"),
    ],
)
def test_other_kinds_of_frame_are_refused_by_name(picture: bytes, marker: int, reason: str) -> None:
    assert refusal(picture.replace(b"\xff\xc0", bytes((0xFF, marker)), 1)) == reason


@pytest.mark.parametrize("marker", [0xC0, 0xC1])
def test_twelve_bit_pictures_are_refused_by_name(picture: bytes, marker: int) -> None:
    twelve = patched(picture, 0xC0, 0, b"\x0c")
    assert refusal(twelve.replace(b"\xff\xc0", bytes((0xFF, marker)), 1)) == "twelve_bit"


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (16000, 16000, "too_large"),
        (65535, 16, "too_large"),
        (2049, 1536, "too_large"),
        (2048, 1537, "too_large"),
        (15, 16, "too_small"),
        (16, 15, "too_small"),
        (640, 0, "too_small"),
        (2048, 1536, "truncated"),  # The size is fine; this little data is not.
    ],
)
def test_sizes_outside_the_window_are_refused(
    picture: bytes, width: int, height: int, reason: str
) -> None:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    assert refusal(patched(picture, 0xC0, 1, size)) == reason


def test_more_than_one_scan_is_refused(picture: bytes) -> None:
    scan_at = picture.index(b"\xff\xda")
    scans = picture[scan_at:-2] * 500
    assert refusal(picture[:scan_at] + scans + b"\xff\xd9") == "extra_scan"


@pytest.mark.parametrize(
    ("marker", "reason"),
    [(0xC4, "extra_scan"), (0xDB, "extra_scan"), (0xD0, "bad_restart"), (0xDC, "bad_marker")],
)
def test_markers_inside_the_scan_are_refused(picture: bytes, marker: int, reason: str) -> None:
    intruder = bytes((0xFF, marker, 0, 4, 0, 0))
    assert refusal(picture[:-2] + intruder + picture[-2:]) == reason


def test_restart_markers_that_fit_their_interval_pass(block_jpeg: WriteJpeg) -> None:
    restarting = block_jpeg(320, 48, YUV422, stripes, 3)
    assert restarting.count(b"\xff\xd7") > 1
    assert GATE(restarting) is restarting


def test_one_restart_marker_behind_the_last_interval_passes(block_jpeg: WriteJpeg) -> None:
    restarting = block_jpeg(320, 48, YUV422, stripes, 60)
    spare = restarting[:-2] + b"\xff\xd1" + restarting[-2:]
    assert GATE(spare) is spare


def test_lost_interval_is_refused(block_jpeg: WriteJpeg) -> None:
    restarting = block_jpeg(320, 48, YUV422, stripes, 3)
    start, end = restarting.index(b"\xff\xd2"), restarting.index(b"\xff\xd3")
    assert refusal(restarting[:start] + restarting[end:]) == "bad_restart"


def test_restart_markers_in_the_wrong_order_are_refused(block_jpeg: WriteJpeg) -> None:
    restarting = block_jpeg(320, 48, YUV422, stripes, 3)
    assert refusal(restarting.replace(b"\xff\xd2", b"\xff\xd5", 1)) == "bad_restart"


def test_file_of_nothing_but_segments_is_refused(picture: bytes) -> None:
    assert refusal(picture[:2] + segment(0xFE, b"") * 1000 + picture[2:]) == "bad_segment"


@pytest.mark.parametrize("marker", [0xDB, 0xC0, 0xC4, 0xDA])
@pytest.mark.parametrize("length", [0, 1, 2, 3, 7, 0xFFFF])
def test_wrong_segment_lengths_are_refused(picture: bytes, marker: int, length: int) -> None:
    assert refusal(patched(picture, marker, -2, length.to_bytes(2, "big")))


def test_second_frame_header_is_refused(picture: bytes) -> None:
    at = picture.index(b"\xff\xc0")
    frame = picture[at : at + 19]
    assert refusal(after(picture, 0xC0, frame)) == "bad_segment"


def test_restart_interval_of_the_wrong_length_is_refused(picture: bytes) -> None:
    assert refusal(after(picture, 0xC4, segment(0xDD, b"\x00"))) == "bad_segment"


@given(payload=st.binary(max_size=300), is_marked=st.booleans())
@example(payload=b"\xff" * 300, is_marked=True)
def test_any_bytes_give_a_picture_or_a_refusal(payload: bytes, is_marked: bool) -> None:
    reason = refusal(b"\xff\xd8" + payload if is_marked else payload)
    assert reason.isidentifier()


@given(data=st.data())
def test_any_mutation_gives_a_clean_picture_or_a_refusal(
    data: st.DataObject, picture: bytes
) -> None:
    mutated = bytearray(picture)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with suppress(SampleRefused):
        cleaned = GATE(bytes(mutated))
        assert cleaned[:2] == b"\xff\xd8"
        assert cleaned[-2:] == b"\xff\xd9"
        assert len(cleaned) <= len(mutated)
        assert GATE(cleaned) is cleaned
