"""The shape of a message: how deep, how wide, how long. Checked before or instead of
a full decoding, so that a hostile message costs its sender more than us."""

import math
import re

from bridge.model.errors import RemoteProtocolError
from bridge.wire.constants import (
    CLOSE_BAD_MESSAGE,
    CLOSE_TOO_BIG,
    MAX_ARRAY_ITEMS,
    MAX_INTEGER,
    MAX_NESTING,
    MAX_OBJECT_KEYS,
)

# An unclosed string runs to the end of the text, so that no text is scanned twice.
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = re.compile(r"[^\[\]{}]+")
_ONE_SORT = str.maketrans("{}", "[]")


def check_size(size_bytes: int, limit_bytes: int, what: str) -> None:
    """Refuse what is longer than `limit_bytes` (close 4413)."""
    if size_bytes > limit_bytes:
        raise RemoteProtocolError(
            "too_big", f"{what} of {size_bytes} bytes: at most {limit_bytes}", CLOSE_TOO_BIG
        )


def text_size_bytes(text: str) -> int:
    """Return the length of `text` in UTF-8; lone surrogates are a fault of form."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise form_fault("text with a lone surrogate") from None


def form_fault(text: str) -> RemoteProtocolError:
    """Return the error for a message that is not one (close 4400)."""
    return RemoteProtocolError("bad_message", text, CLOSE_BAD_MESSAGE)


def check_nesting(text: str) -> None:
    """Refuse JSON text that nests deeper than the limit, in linear time.

    Without its strings and with one sort of bracket, a text loses exactly its innermost
    level whenever the empty pairs are taken out.
    """
    if text.count("[") + text.count("{") <= MAX_NESTING:
        return
    brackets = _NOT_BRACKETS.sub("", _STRINGS.sub("", text)).translate(_ONE_SORT)
    for _ in range(MAX_NESTING):
        brackets = brackets.replace("[]", "")
        if not brackets:
            return
    raise form_fault(f"arrays and objects nested deeper than {MAX_NESTING}")


def check_value(value: object) -> None:
    """Refuse a decoded value with too deep or wide parts or numbers that do not travel.

    Raises RemoteProtocolError `bad_value`.
    """
    level = [value]
    for _ in range(MAX_NESTING + 1):
        children: list[object] = []
        for item in level:
            _collect(item, children)
        if not children:
            return
        level = children
    raise value_fault(f"nested deeper than {MAX_NESTING}")


def value_fault(text: str) -> RemoteProtocolError:
    """Return the error for a value that its topic cannot take."""
    return RemoteProtocolError("bad_value", text, CLOSE_BAD_MESSAGE)


def _collect(item: object, children: list[object]) -> None:
    match item:
        case bool() | str() | None:
            return
        case float():
            if not math.isfinite(item):
                raise value_fault(f"number {item}: expected a finite one")
        case int():
            if not -MAX_INTEGER <= item <= MAX_INTEGER:
                raise value_fault("integer beyond 2^53 - 1")
        case dict():
            _collect_object(item, children)
        case list() | tuple():
            if len(item) > MAX_ARRAY_ITEMS:
                raise value_fault(f"array of {len(item)}: at most {MAX_ARRAY_ITEMS}")
            children.extend(item)
        case bytes():
            return
        case _:
            raise value_fault(f"a {type(item).__name__} does not travel")


def _collect_object(item: dict[object, object], children: list[object]) -> None:
    if len(item) > MAX_OBJECT_KEYS:
        raise value_fault(f"object of {len(item)} keys: at most {MAX_OBJECT_KEYS}")
    if not all(isinstance(key, str) for key in item):
        raise value_fault("object with a key that is not a string")
    children.extend(item.values())
