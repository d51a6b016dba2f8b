"""JSON of firmware that writes it by hand: taken as far as it makes sense.

Knows: JSON. Does not know: what any message means.
"""

import math
from collections.abc import Mapping

import msgspec

MAX_TEXT_LENGTH = 64 * 1024
# Larger whole numbers are nonsense from a microcontroller, and some forms cannot hold them.
LARGEST = 2**53

Fields = Mapping[str, object]


def parse_object(text: str) -> Fields | None:
    """Return the object that a text is, or None if it is not one."""
    if len(text) > MAX_TEXT_LENGTH:
        return None
    try:
        found: object = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text_in(fields: Fields, name: str, limit: int = 200) -> str:
    """Return a text, cut to `limit` characters; "" if there is none."""
    found = fields.get(name)
    return found[:limit] if isinstance(found, str) else ""


def number_in(fields: Fields, name: str) -> float | None:
    """Return a finite number, also one that was written as a text, or None."""
    found = fields.get(name)
    if isinstance(found, str):
        try:
            found = float(found[:32])
        except ValueError:
            return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    if isinstance(found, int) and abs(found) > LARGEST:
        return None
    number = float(found)
    return number if math.isfinite(number) else None


def whole_in(fields: Fields, name: str, low: int = -LARGEST, high: int = LARGEST) -> int | None:
    """Return a whole number from `low` to `high`, or None."""
    found = number_in(fields, name)
    if found is None or not low <= found <= high:
        return None
    return int(found)
