"""The system's JSON: read as its users write it, written as its boards can read it.

Knows: JSON, the fixed messages. Does not know: links, tags.

Every message has a text `event` and is short: one of the boards parses into 512 bytes and
compares `event` without looking whether there is one.
"""

import json
from collections.abc import Mapping

MAX_TEXT_CHARS = 16 * 1024

Words = Mapping[str, object]


def read_words(text: str) -> Words | None:
    """Return the object that a text is, or None if it is not one.

    Users of the game engine type `{'event':'identify'}`, so what is no JSON is read once
    more with double quotes. NaN and infinities are read as null.
    """
    if len(text) > MAX_TEXT_CHARS:
        return None
    text = text.strip("\ufeff\0 \t\r\n")
    found = _read(text)
    return found if found is not None else _read(text.replace("'", '"'))


def _read(text: str) -> Words | None:
    try:
        found: object = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def encode_words(words: Words) -> str:
    """Return a message as ASCII JSON without spaces."""
    return json.dumps(words, separators=(",", ":"), allow_nan=False)


def event_of(words: Words) -> str:
    """Return what a message says that it is; "" if it does not say."""
    event = words.get("event")
    return event if isinstance(event, str) else ""


def body_of(words: Words) -> Words:
    """Return the fields of a message, which may be wrapped in `data`."""
    body = words.get("data")
    return body if isinstance(body, dict) else words


CONNECTION_SUCCESS = encode_words(
    {
        "event": "connection_success",
        "message": "WebSocket connected - send identify event",
    }
)
APRILTAG_ACK = encode_words({"event": "apriltag_ack", "status": "received"})
NO_DATA = encode_words({"event": "no_data_available"})


def identify_success(client_type: str) -> str:
    """Return the welcome of an `esp32` or a `gdevelop`."""
    return encode_words({"event": "identify_success", "client_type": client_type})


def auth_failed(error: str) -> str:
    """Return the refusal, after which the link stays open."""
    return encode_words(
        {
            "event": "auth_failed",
            "error": error,
            "message": "Authentication required - check your auth_token",
        }
    )


def pong(wall_s: float) -> str:
    """Return the answer to a ping of the application."""
    return encode_words({"event": "pong", "timestamp": round(wall_s, 6)})


def set_video_interval(interval_ms: int) -> str:
    """Return the one command that devices know."""
    return encode_words({"event": "set_video_interval", "interval_ms": interval_ms})
