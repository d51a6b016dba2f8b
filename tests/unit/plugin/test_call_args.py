from typing import Annotated, Literal

import msgspec
import pytest

from bridge.model.errors import CallRefused
from bridge.model.values import JsonScalar
from bridge.plugin.call_args import check_schema, expectation, parse_args


class Args(msgspec.Struct, frozen=True):
    """Arguments of all kinds."""

    recording: Annotated[str, msgspec.Meta(max_length=5)]
    speed: Annotated[float, msgspec.Meta(ge=0.1, le=50)] = 1.0
    loop: bool = False
    count: Annotated[int, msgspec.Meta(gt=0, lt=9)] = 1
    seek_s: float | None = None
    mode: Literal["fast", "slow"] = "fast"

    def __post_init__(self) -> None:
        if self.loop and self.seek_s is not None:
            raise ValueError("loop and seek_s do not go together: leave one out")


class Nothing(msgspec.Struct, frozen=True):
    """No arguments."""


class Wide(msgspec.Struct, frozen=True):
    """An argument that cannot travel."""

    names: tuple[str, ...] = ()


def refusal(args: dict[str, JsonScalar], schema: type[msgspec.Struct] = Args) -> tuple[str, str]:
    with pytest.raises(CallRefused) as caught:
        parse_args(schema, args)
    return caught.value.code, caught.value.text


def test_good_arguments_become_the_struct() -> None:
    assert parse_args(Args, {"recording": "a", "speed": 2, "seek_s": None}) == Args("a", 2.0)


def test_a_whole_number_may_come_as_a_float_and_stays_one_where_floats_are_wanted() -> None:
    parsed = parse_args(Args, {"recording": "a", "count": 3.0, "seek_s": 4.0})
    assert (parsed.count, type(parsed.count), type(parsed.seek_s)) == (3, int, float)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("speed", 99, "speed = 99: expected a number from 0.1 to 50"),
        ("speed", "fast", "speed = 'fast': expected a number from 0.1 to 50"),
        ("count", 9, "count = 9: expected a whole number above 0 below 9"),
        ("count", 1.5, "count = 1.5: expected a whole number above 0 below 9"),
        ("loop", 1, "loop = 1: expected true or false"),
        ("mode", "odd", "mode = 'odd': expected one of fast, slow"),
        ("seek_s", "x", "seek_s = 'x': expected a number"),
        ("recording", "too long", "recording = 'too long': expected text of at most 5 characters"),
    ],
)
def test_a_wrong_argument_is_named_with_its_value_and_range(
    name: str, value: JsonScalar, text: str
) -> None:
    assert refusal({"recording": "a", name: value}) == ("out_of_range", text)


def test_a_missing_argument_is_named() -> None:
    code, text = refusal({})
    assert (code, text) == (
        "missing_argument",
        "recording is missing: text of at most 5 characters",
    )


def test_an_unknown_argument_is_told_the_nearest_one_or_all() -> None:
    assert refusal({"sped": 2}) == (
        "no_such_argument",
        "there is no argument 'sped': did you mean 'speed'?",
    )
    assert "it takes count, loop" in refusal({"zzz": 2})[1]
    assert refusal({"zzz": 2}, Nothing)[1] == "argument 'zzz': this method takes none"


def test_arguments_that_do_not_go_together_are_refused_in_the_struct_s_words() -> None:
    code, text = refusal({"recording": "a", "loop": True, "seek_s": 1})
    assert (code, text) == ("out_of_range", "loop and seek_s do not go together: leave one out")


def test_only_scalars_can_be_arguments() -> None:
    check_schema(Args)
    with pytest.raises(ValueError, match="argument 'names' of Wide"):
        check_schema(Wide)


def test_nothing_but_null_is_called_by_its_name() -> None:
    assert expectation(type(None)) == "null"
    assert expectation(str) == "text"
    assert expectation(bytes) == "null"
