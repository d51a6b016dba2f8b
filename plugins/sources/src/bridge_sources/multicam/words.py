"""The live events of multicam: what they say, whatever carries them.

Knows: JSON, base64, pictures. Does not know: links, who reads.
"""

import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from bridge.api import JsonScalar, Sample

JOIN = "join_stream"
LEAVE = "leave_stream"
FRAME = "frame"
DISCOVERED = "camera_discovered"
MAX_NAME_LENGTH = 128

# What stands for the picture until the event is written; no name can look like the field,
# because quotes are escaped in names.
_PLACE = "@"
_FIELD = '"frame_data":"%s"'

# How a transport writes an event, as JSON without spaces.
Tongue = Callable[[str, dict[str, JsonScalar]], str]


@dataclass(frozen=True, slots=True)
class Wish:
    """A viewer wants to see a stream, or does not any more."""

    is_join: bool
    stream_name: str


def read_wish(event: object, argument: object) -> Wish:
    """Return what an event of a viewer means. ValueError says what is wrong with it."""
    if event not in (JOIN, LEAVE):
        raise ValueError(f"event {str(event)[:40]!r}: there are {JOIN} and {LEAVE}")
    name = argument.get("stream_name") if isinstance(argument, dict) else None
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_LENGTH:
        raise ValueError(f'{event}: expected {{"stream_name": "…"}}')
    return Wish(event == JOIN, name)


def read_plain(message: str) -> Wish:
    """Return what a message of the plain WebSocket means. ValueError if it means nothing.

    Both `{"event": …, "data": {…}}` and `["join_stream", {…}]` are understood.
    """
    try:
        found = msgspec.json.decode(message)
    except (ValueError, RecursionError):
        raise ValueError("expected one JSON object") from None
    if isinstance(found, dict):
        return read_wish(found.get("event"), found.get("data"))
    if isinstance(found, list) and len(found) == 2:
        return read_wish(found[0], found[1])
    raise ValueError('expected {"event": …, "data": {…}} or ["event", {…}]')


def write_plain(event: str, content: dict[str, JsonScalar]) -> str:
    """Return an event for the plain WebSocket."""
    return json.dumps({"event": event, "data": content}, separators=(",", ":"))


def write_picture(sample: Sample, stream_name: str, moment: str, tongue: Tongue) -> str:
    """Return the `frame` event of a picture; one that was made is kept for all viewers."""
    picture = sample.memo.get("multicam base64", lambda: _base64(sample.payload))
    content: dict[str, JsonScalar] = {
        "stream_name": stream_name,
        "frame_data": _PLACE,
        "timestamp": moment,
        "frame_count": sample.seq,
    }
    key = ("multicam frame", tongue, stream_name)
    return sample.memo.get(key, lambda: _put_in(picture, tongue(FRAME, content)))


def _put_in(picture: str, text: str) -> str:
    """Return an event with its picture. JSON's encoder would look at each letter of it."""
    before, after = text.split(_FIELD % _PLACE, 1)
    return "".join((before, _FIELD % picture, after))


def _base64(jpeg: bytes) -> str:
    return binascii.b2a_base64(jpeg, newline=False).decode("ascii")
