"""What the tables of a JPEG say, and whether a decoder can live with them. Pure.

Cameras repeat the same tables in every picture, so answers are kept by the table's bytes.
"""

from functools import lru_cache

from bridge.api import SampleRefused

# Two DC tables of at most 16 and two AC tables of at most 256 symbols, with room for the
# repetitions that some encoders write.
MAX_TABLE_BYTES = 1024
MAX_DC_SYMBOLS = 16
MAX_AC_SYMBOLS = 256


def quantisation_ids(segment: bytes) -> frozenset[int]:
    """Return the numbers of the tables that a DQT segment defines, or raise SampleRefused."""
    _check_length(segment)
    return _quantisation_ids(segment)


def huffman_ids(segment: bytes) -> frozenset[int]:
    """Return the tables that a DHT segment defines, or raise SampleRefused.

    A DC table counts as its number, an AC table as its number plus 16.
    """
    _check_length(segment)
    return _huffman_ids(segment)


def _check_length(segment: bytes) -> None:
    # Before anything is kept: a stranger's segments shall not fill the memory.
    if len(segment) > MAX_TABLE_BYTES:
        raise SampleRefused(
            "bad_table", f"tables of {len(segment)} bytes: expected at most {MAX_TABLE_BYTES}"
        )


@lru_cache(maxsize=64)
def _quantisation_ids(segment: bytes) -> frozenset[int]:
    found = set()
    at = 0
    while at < len(segment):
        precision, number = segment[at] >> 4, segment[at] & 15
        end = at + 65
        if precision != 0 or number > 3 or end > len(segment):
            raise SampleRefused(
                "bad_table",
                f"quantisation table {number} of precision {precision}, {len(segment) - at} bytes: "
                "a baseline JPEG has tables 0 to 3 of 8 bits and 64 values",
            )
        if 0 in segment[at + 1 : end]:
            raise SampleRefused("bad_table", f"quantisation table {number} has a zero in it")
        found.add(number)
        at = end
    return frozenset(found)


@lru_cache(maxsize=64)
def _huffman_ids(segment: bytes) -> frozenset[int]:
    found = set()
    at = 0
    while at < len(segment):
        symbols = _check_huffman_table(segment, at)
        found.add(segment[at])
        at += 17 + symbols
    return frozenset(found)


def _check_huffman_table(segment: bytes, at: int) -> int:
    table, counts = segment[at], segment[at + 1 : at + 17]
    symbols = sum(counts)
    limit = MAX_AC_SYMBOLS if table & 16 else MAX_DC_SYMBOLS
    if table not in (0, 1, 16, 17):
        fault = "a baseline JPEG has two DC and two AC tables, 0x00, 0x01, 0x10 and 0x11"
    elif not 0 < symbols <= limit:
        fault = f"{symbols} symbols, expected 1 to {limit}"
    elif at + 17 + symbols > len(segment):
        fault = f"{symbols} symbols, and {len(segment) - at - 17} bytes for them"
    elif not _codes_fit(counts):
        fault = "more codes than their lengths allow"
    else:
        return symbols
    raise SampleRefused("bad_table", f"Huffman table 0x{table:02x}: {fault}")


def _codes_fit(counts: bytes) -> bool:
    codes = 0
    for length, count in enumerate(counts, start=1):
        codes = codes * 2 + count
        if codes > 1 << length:
            return False
    return True
