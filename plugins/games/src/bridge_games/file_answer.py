"""A game's file as an HTTP answer: whole, one range of it, or "you have it already".

Knows: Quart, files. Does not know: games, which file.
"""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import trio
from quart import Response, request

from bridge_games.content_types import content_type_of

PIECE_BYTES = 256 * 1024
# A game is a hundred small files; each of them takes one turn of a thread.
WHOLE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """A file at one moment; `content` is there when it is small."""

    path: Path
    size: int
    stamp: str
    content: bytes | None = None


def measure(path: Path) -> Measured:
    """Look at a file, and read it if it is small. OSError when it is gone."""
    with path.open("rb") as file:
        size, stamp = _facts_of(file)
        content = file.read(size) if size <= WHOLE_BYTES else None
    if content is not None and len(content) != size:
        size = len(content)  # Somebody writes it at this moment.
    return Measured(path, size, stamp, content)


def _facts_of(file: BinaryIO) -> tuple[int, str]:
    facts = os.fstat(file.fileno())
    return facts.st_size, f"{facts.st_mtime_ns:x}-{facts.st_size:x}"


async def answer_with_file(
    path: Path, threads: trio.CapacityLimiter, tag_tail: str = ""
) -> Response:
    """Return the answer to the current GET or HEAD. OSError when the file is gone.

    `tag_tail` stands for headers that belong to the file: a browser that has the file with
    others asks in vain. A range that cannot be had is answered with 416, and more than one
    at once with everything.
    """
    file = await trio.to_thread.run_sync(measure, path, limiter=threads)
    tag = file.stamp + tag_tail
    answer = Response(b"", 304) if tag in request.if_none_match else _answer(file, tag, threads)
    answer.headers["ETag"] = f'"{tag}"'
    # Asked for each time and seldom sent again: an export shows as soon as it is made anew.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _answer(file: Measured, tag: str, threads: trio.CapacityLimiter) -> Response:
    begin, end, status = 0, file.size, 200
    if _is_range_wanted(tag):
        part = request.range.range_for_length(file.size) if request.range else None
        if part is None:
            refusal = Response(b"", 416)
            refusal.headers["Content-Range"] = f"bytes */{file.size}"
            return refusal
        (begin, end), status = part, 206
    answer = Response(
        _body(file, threads, begin, end), status, content_type=content_type_of(file.path)
    )
    answer.headers["Accept-Ranges"] = "bytes"
    if status == 206:
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
    answer.content_length = end - begin
    # A download takes as long as the network needs; it is not an answer that hangs.
    answer.timeout = None
    return answer


def _body(
    file: Measured, threads: trio.CapacityLimiter, begin: int, end: int
) -> bytes | AsyncIterator[bytes]:
    if request.method == "HEAD":
        return b""
    return _pieces(file, threads, begin, end) if file.content is None else file.content[begin:end]


def _is_range_wanted(tag: str) -> bool:
    """Tell whether the peer wants a range, of the file as it is now."""
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return False
    return request.headers.get("If-Range") in (None, f'"{tag}"')


async def _pieces(
    file: Measured, threads: trio.CapacityLimiter, begin: int, end: int
) -> AsyncIterator[bytes]:
    # Opened here and not before: an answer that nobody reads must leave nothing open.
    stream = await trio.to_thread.run_sync(file.path.open, "rb", limiter=threads)
    try:
        if _facts_of(stream)[1] != file.stamp:
            return  # It is another file by now; the peer sees an answer that is too short.
        await trio.to_thread.run_sync(stream.seek, begin, limiter=threads)
        left = end - begin
        while left > 0:
            piece = await trio.to_thread.run_sync(
                stream.read, min(PIECE_BYTES, left), limiter=threads
            )
            if not piece:
                return  # Somebody has cut the file.
            left -= len(piece)
            yield piece
    finally:
        stream.close()
