"""Tables are read exactly, and tables that no decoder could use are refused."""

import pytest

from bridge.api import SampleRefused
from bridge_video.jpeg_tables import MAX_TABLE_BYTES, huffman_ids, quantisation_ids


def huffman(table: int, counts: dict[int, int]) -> bytes:
    """Return a table with so many codes of each length."""
    lengths = bytes(counts.get(length, 0) for length in range(1, 17))
    return bytes((table,)) + lengths + bytes(sum(counts.values()))


def test_each_table_of_a_segment_is_found() -> None:
    assert quantisation_ids(b"\x00" + b"\x10" * 64 + b"\x03" + b"\x10" * 64) == {0, 3}
    assert huffman_ids(huffman(0x01, {4: 12}) + huffman(0x10, {1: 1})) == {0x01, 0x10}


@pytest.mark.parametrize(
    "segment",
    [
        b"\x10" + b"\x00\x10" * 64,  # 16-bit values.
        b"\x04" + b"\x10" * 64,
        b"\x00" + b"\x10" * 63,
        b"\x00" + b"\x10" * 63 + b"\x00",
        (b"\x00" + b"\x10" * 64) * 16,
    ],
)
def test_unusable_quantisation_tables_are_refused(segment: bytes) -> None:
    with pytest.raises(SampleRefused) as caught:
        quantisation_ids(segment)
    assert caught.value.reason == "bad_table"


@pytest.mark.parametrize(
    "segment",
    [
        huffman(0x02, {4: 12}),
        huffman(0x20, {4: 12}),
        huffman(0x00, {}),
        huffman(0x00, {5: 17}),
        huffman(0x10, {16: 255, 15: 2}),
        huffman(0x00, {1: 3}),
        huffman(0x10, {2: 4, 3: 1}),
        huffman(0x00, {4: 12})[:-1],
        huffman(0x00, {4: 12}) + b"\x10",
        bytes(MAX_TABLE_BYTES + 1),
    ],
)
def test_unusable_huffman_tables_are_refused(segment: bytes) -> None:
    with pytest.raises(SampleRefused) as caught:
        huffman_ids(segment)
    assert caught.value.reason == "bad_table"
