"""Depth, width and size, before anything is built."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import RemoteProtocolError
from bridge.wire.constants import MAX_NESTING
from bridge.wire.shape import check_nesting, check_size, check_value, text_size_bytes

_TEXT = st.text(st.characters(codec="utf-8"))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=60,
)


def _depth(value: object) -> int:
    if isinstance(value, list):
        return 1 + max((_depth(item) for item in value), default=0)
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    return 0


def _is_accepted(text: str) -> bool:
    try:
        check_nesting(text)
    except RemoteProtocolError:
        return False
    return True


@given(_VALUES, st.integers(0, 40))
def test_nesting_is_measured_exactly(value: object, more: int) -> None:
    for _ in range(more):
        value = [value]
    assert _is_accepted(json.dumps(value)) is (_depth(value) <= MAX_NESTING)


def test_brackets_within_strings_do_not_count() -> None:
    check_nesting(json.dumps({"a": "[{" * 500, 'quoted "[[': "\\[" * 500}))


def test_an_unclosed_string_of_escapes_is_passed_over_quickly() -> None:
    # A pattern that tried each quote anew would need minutes for this.
    with pytest.raises(RemoteProtocolError):
        check_nesting("[" + '"' + '\\"' * 200_000 + "[{" * 40)


@given(_VALUES, st.integers(0, 40))
def test_depth_of_values_is_measured_exactly(value: object, more: int) -> None:
    for _ in range(more):
        value = {"a": value}
    if _depth(value) <= MAX_NESTING:
        check_value(value)
    else:
        with pytest.raises(RemoteProtocolError, match="nested deeper"):
            check_value(value)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("-inf"),
        2**53,
        -(2**53),
        {1: 2},
        {b"a": 1},
        [0] * 4097,
        {str(n): n for n in range(257)},
        {"a": object()},
    ],
)
def test_what_does_not_travel_is_refused(value: object) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        check_value({"x": [value]})
    assert refused.value.code == "bad_value"


def test_sizes_are_counted_in_utf_8() -> None:
    assert text_size_bytes("ä€𝄞a") == len("ä€𝄞a".encode())


def test_a_message_above_its_limit_closes_with_4413() -> None:
    check_size(10, 10, "text")
    with pytest.raises(RemoteProtocolError) as refused:
        check_size(11, 10, "text")
    assert (refused.value.code, refused.value.close_code) == ("too_big", 4413)


def test_a_lone_surrogate_is_a_fault_of_form() -> None:
    with pytest.raises(RemoteProtocolError, match="lone surrogate"):
        text_size_bytes("\ud800")
