"""A file as an HTTP answer: whole or one range of it, read in pieces by threads.

Quart's own file answers read 8 KiB at a time, which costs two thread hops each, and refuse
ranges that end after the file or count from its end.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import trio
from quart import Response
from werkzeug.datastructures import Range

PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file to send: what browsers shall call it, and what it is."""

    path: Path
    name: str
    content_type: str
    threads: trio.CapacityLimiter


@dataclass(frozen=True, slots=True)
class RangeRequest:
    """The two headers of a request that ask for a part of a file."""

    range: Range | None
    if_range: str | None


def answer_with_file(download: Download, asked: RangeRequest) -> Response:
    """Return the answer to a GET. OSError when the file is gone.

    A range that cannot be had is answered with 416; more than one at once with everything.
    """
    facts = download.path.stat()
    size = facts.st_size
    tag = f'"{facts.st_mtime_ns:x}-{size:x}"'
    begin, end = 0, size
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{download.name}"',
        "ETag": tag,
    }
    status = 200
    if _is_wanted(asked, tag):
        part = asked.range.range_for_length(size) if asked.range else None
        if part is None:
            refusal = Response(b"", 416)
            refusal.headers["Content-Range"] = f"bytes */{size}"
            return refusal
        begin, end = part
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
        status = 206
    answer = Response(_pieces(download, begin, end), status, content_type=download.content_type)
    answer.headers.update(headers)
    answer.content_length = end - begin
    # A download takes as long as the network needs; it is not an answer that hangs.
    answer.timeout = None
    return answer


def _is_wanted(asked: RangeRequest, tag: str) -> bool:
    """Tell whether the peer wants a range, of the file as it is now."""
    if asked.range is None or asked.range.units != "bytes" or len(asked.range.ranges) != 1:
        return False
    return asked.if_range in (None, tag)


async def _pieces(download: Download, begin: int, end: int) -> AsyncIterator[bytes]:
    stream = await trio.to_thread.run_sync(download.path.open, "rb", limiter=download.threads)
    try:
        await trio.to_thread.run_sync(stream.seek, begin, limiter=download.threads)
        left = end - begin
        while left > 0:
            piece = await trio.to_thread.run_sync(
                stream.read, min(PIECE_BYTES, left), limiter=download.threads
            )
            if not piece:
                return  # Somebody has cut the file; the peer sees an answer that is too short.
            left -= len(piece)
            yield piece
    finally:
        stream.close()
