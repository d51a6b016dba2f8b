"""Images for devices: one range of bytes per request, for whoever proves a device's key.

Knows: Quart, ranges. Does not know: which image is for which device (they check that
themselves, by what they were offered).
"""

import re
from collections.abc import Callable
from pathlib import Path

import trio
from quart import Blueprint, Response, request

from bridge_firmware.answers import refusal
from bridge_firmware.shelf import ImageShelf

PREFIX = "/v1/firmware/download"
# A device asks for as much as its flash erases at once; this is plenty for any.
MAX_RANGE_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{1,9})\Z")


def build_download(shelf: ImageShelf, one_at_a_time: trio.CapacityLimiter) -> Blueprint:
    """Return the route; add it with the role of a device."""
    blueprint = Blueprint("firmware_download", __name__, url_prefix=PREFIX)

    @blueprint.get("/<sha256>")
    async def download(sha256: str) -> Response:
        wanted = _RANGE.match(request.headers.get("Range", ""))
        if wanted is None:
            return refusal(416, "bad_range", "ask for a range: bytes=FIRST-LAST")
        first, last = int(wanted[1]), int(wanted[2])

        def read() -> tuple[bytes, int]:
            return _read(shelf.path, sha256, first, last)

        try:
            piece, size = await trio.to_thread.run_sync(read, limiter=one_at_a_time)
        except (KeyError, OSError):
            return refusal(404, "no_such_image", "this image is not here any more")
        if not piece:
            text = f"bytes {first} to {last} of an image of {size}"
            answer = refusal(416, "bad_range", text)
            answer.headers["Content-Range"] = f"bytes */{size}"
            return answer
        answer = Response(piece, 206, content_type="application/octet-stream")
        answer.headers["Content-Range"] = f"bytes {first}-{first + len(piece) - 1}/{size}"
        return answer

    return blueprint


def _read(path_of: Callable[[str], Path], sha256: str, first: int, last: int) -> tuple[bytes, int]:
    """Return bytes of an image and the size of all of it; none for an impossible range."""
    with path_of(sha256).open("rb") as file:
        size = file.seek(0, 2)
        if first > last or first >= size:
            return b"", size
        file.seek(first)
        return file.read(min(last - first + 1, MAX_RANGE_BYTES)), size
