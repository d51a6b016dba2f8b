"""Arguments of calls to the bridge: checked one by one, refused in words that help.

Knows: the struct that a method declares. Does not know: who calls, what the method does.
"""

import difflib
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import inspect

from bridge.model.errors import CallRefused
from bridge.model.values import JsonScalar

A = TypeVar("A", bound=msgspec.Struct)

_SCALARS = (
    inspect.BoolType,
    inspect.IntType,
    inspect.FloatType,
    inspect.StrType,
    inspect.NoneType,
    inspect.LiteralType,
)


def parse_args(schema: type[A], args: Mapping[str, JsonScalar]) -> A:
    """Return `args` as a `schema`; CallRefused names the argument, its value and its range."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(schema)}
    for name in args:
        if name not in fields:
            raise CallRefused("no_such_argument", _unknown_text(name, sorted(fields)))
    values: dict[str, object] = {}
    for name, field in fields.items():
        if name in args:
            values[field.name] = _parse_value(name, args[name], field.type)
        elif field.required:
            raise CallRefused("missing_argument", f"{name} is missing: {expectation(field.type)}")
    try:
        return schema(**values)
    except (ValueError, TypeError) as error:
        raise CallRefused("out_of_range", str(error)) from None


def _unknown_text(name: str, known: list[str]) -> str:
    if not known:
        return f"argument {name!r}: this method takes none"
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}"
    return f"there is no argument {name!r}: {hint}"


def _parse_value(name: str, value: JsonScalar, kind: object) -> object:
    try:
        return msgspec.convert(_whole(value, kind), kind)
    except msgspec.ValidationError:
        text = f"{name} = {value!r}: expected {expectation(kind)}"
        raise CallRefused("out_of_range", text) from None


def _whole(value: JsonScalar, kind: object) -> JsonScalar:
    """Return 3.0 as 3 where whole numbers are wanted: some languages have no others."""
    wanted = _types(inspect.type_info(kind))
    if not isinstance(value, float) or not value.is_integer():
        return value
    if any(isinstance(part, inspect.FloatType) for part in wanted):
        return value
    return int(value) if any(isinstance(part, inspect.IntType) for part in wanted) else value


def check_schema(schema: type[msgspec.Struct]) -> None:
    """ValueError unless every field of `schema` is a scalar, as arguments on the wire are."""
    for field in msgspec.structs.fields(schema):
        for part in _types(inspect.type_info(field.type)):
            if not isinstance(part, _SCALARS):
                raise ValueError(
                    f"argument {field.name!r} of {schema.__name__}: arguments are text, numbers, "
                    "true, false or null"
                )


def expectation(kind: object) -> str:
    """Return what an argument must be, in words: "a number from 0.1 to 50"."""
    parts = [_describe(part) for part in _types(inspect.type_info(kind))]
    return " or ".join(part for part in parts if part) or "null"


def _types(info: inspect.Type) -> tuple[inspect.Type, ...]:
    return info.types if isinstance(info, inspect.UnionType) else (info,)


def _describe(info: inspect.Type) -> str:
    words = ""
    match info:
        case inspect.BoolType():
            words = "true or false"
        case inspect.IntType():
            words = "a whole number" + _range(info)
        case inspect.FloatType():
            words = "a number" + _range(info)
        case inspect.StrType(max_length=int(length)):
            words = f"text of at most {length} characters"
        case inspect.StrType():
            words = "text"
        case inspect.LiteralType():
            words = "one of " + ", ".join(str(value) for value in info.values)
    return words


def _range(info: inspect.IntType | inspect.FloatType) -> str:
    words = (("from", info.ge), ("above", info.gt), ("to", info.le), ("below", info.lt))
    return "".join(f" {word} {bound:g}" for word, bound in words if bound is not None)
