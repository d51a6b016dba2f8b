"""What firmware writes by hand is taken as far as it makes sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.shared.loose_json import (
    MAX_TEXT_LENGTH,
    number_in,
    parse_object,
    text_in,
    whole_in,
)


@pytest.mark.parametrize("text", ["", "[]", "7", "{", "{'a': 1}", '{"a":1}x', "[" * 20_000])
def test_only_objects_count(text: str) -> None:
    assert parse_object(text) is None


def test_a_text_may_be_only_so_long() -> None:
    padding = " " * (MAX_TEXT_LENGTH - 2)
    assert parse_object(padding + "{}") == {}
    assert parse_object(padding + "{} ") is None


@given(st.text())
def test_any_text_is_borne(text: str) -> None:
    found = parse_object(text)
    assert found is None or isinstance(found, dict)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7.0),
        (-0.5, -0.5),
        ("12", 12.0),
        (" 1e3 ", 1000.0),
        ("x", None),
        ("nan", None),
        ("inf", None),
        (True, None),
        (None, None),
        ([1], None),
        (10**400, None),
    ],
)
def test_numbers_may_come_as_texts(value: object, number: float | None) -> None:
    assert number_in({"a": value}, "a") == number
    assert number_in({}, "a") is None


def test_whole_numbers_have_bounds() -> None:
    assert whole_in({"a": 5.7}, "a", 0, 10) == 5
    assert whole_in({"a": 11}, "a", 0, 10) is None
    assert whole_in({"a": 1e300}, "a") is None


def test_texts_are_cut() -> None:
    assert text_in({"a": "hello"}, "a", 2) == "he"
    assert text_in({"a": 7}, "a") == ""
