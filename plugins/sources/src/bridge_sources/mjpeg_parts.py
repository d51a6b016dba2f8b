"""What the parts of an MJPEG stream hold, once they are cut out. Pure."""

import re

from bridge.api import Event, FaultFound, FrameArrived, Times
from bridge_sources.jpeg_walk import EOI, SOI

# Shorter ones are no pictures: the systems that these cameras were made for drop them too.
MIN_PICTURE_BYTES = 100
MAX_BOUNDARY_LENGTH = 200
MAX_NOTE_LENGTH = 120

_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;]+))', re.IGNORECASE)
_SECONDS = re.compile(rb"(\d{1,10})(?:\.(\d{1,6}))?\Z")


def parse_boundary(content_type: str) -> str | None:
    """Return the boundary of a multipart type, "" if it names none, None if it is no multipart."""
    if not content_type.strip().lower().startswith("multipart/"):
        return None
    found = _BOUNDARY.search(content_type)
    text = (found.group(1) or found.group(2) or "") if found else ""
    # Some senders write the two dashes of the delimiter into the boundary, too.
    return text[:MAX_BOUNDARY_LENGTH].lstrip("-")


def parse_headers(head: bytes) -> dict[bytes, bytes]:
    """Return the header lines by lower-case name; lines that are none are passed over."""
    headers = {}
    for line in head.split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return headers


def read_part(part: bytes, headers: dict[bytes, bytes]) -> Event | None:
    """Return what a part holds: a picture, or what is wrong with it."""
    kind = headers.get(b"content-type", b"").lower()
    if kind.startswith(b"text/"):
        text = part[:MAX_NOTE_LENGTH].decode("ascii", "replace").strip()
        return FaultFound("text_part", f"the camera says {text!r}")
    if not part.strip(b"\r\n"):
        return None
    # Software encoders fill up to a round number of bytes behind the picture.
    end = part.rfind(EOI)
    if not part.startswith(SOI) or end < 0:
        return FaultFound("not_jpeg", f"a part of {len(part)} bytes is no whole JPEG")
    if end + 2 < MIN_PICTURE_BYTES:
        return FaultFound("too_small", f"a picture of {end + 2} bytes")
    jpeg = part if end + 2 == len(part) else part[: end + 2]
    return FrameArrived(jpeg, Times(device_us=parse_seconds(headers.get(b"x-timestamp", b""))))


def parse_seconds(text: bytes) -> int | None:
    """Return `12.345678` as microseconds, or None if it is no such time."""
    found = _SECONDS.match(text)
    if found is None:
        return None
    whole, fraction = found.groups()
    return int(whole) * 1_000_000 + int((fraction or b"0").ljust(6, b"0"))
