"""The wire format, against its own rules and against the library of its makers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_recorder.protobuf import block, fields, number, signed, varint


@pytest.mark.parametrize(
    ("value", "raw"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02"), (-1, "ff" * 9 + "01")],
)
def test_numbers_are_written_as_the_format_has_it(value: int, raw: str) -> None:
    assert varint(value).hex() == raw


@given(st.integers(-(2**63), 2**63 - 1), st.binary(max_size=200), st.integers(1, 2000))
def test_fields_come_back(value: int, content: bytes, field: int) -> None:
    message = number(field, value) + block(field + 1, content)
    (first, found), (second, rest) = fields(message)
    assert (first, second) == (field, field + 1)
    assert isinstance(found, int)
    assert signed(found) == value
    assert isinstance(rest, memoryview)
    assert bytes(rest) == content


@given(st.binary(max_size=300))
def test_any_bytes_are_fields_or_a_value_error(raw: bytes) -> None:
    try:
        found = list(fields(raw))
    except ValueError:
        return
    assert all(field >= 0 for field, _ in found)


def test_fixed_fields_of_strangers_are_skipped_over() -> None:
    message = b"\x09" + b"\0" * 8 + b"\x15" + b"\0" * 4 + number(3, 7)
    assert [field for field, _ in fields(message)] == [1, 2, 3]


@pytest.mark.parametrize("raw", [b"\x0a\x05abc", b"\x08", b"\x08" + b"\xff" * 11, b"\x0b"])
def test_damage_is_named(raw: bytes) -> None:
    with pytest.raises(ValueError, match="protobuf"):
        list(fields(raw))
