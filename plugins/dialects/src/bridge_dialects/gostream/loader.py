"""Loads FFmpeg for the first viewer, beside the loop: it takes a tenth of a second.

Knows: when it is needed. Does not know: links.
"""

from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from bridge_dialects.gostream.transport_stream import TransportStream


class WriterLoader:
    """A bridge that nobody looks at in this way never loads it."""

    name = "gostream writer"

    def __init__(self) -> None:
        self._wanted = trio.Event()
        self._writer: type[TransportStream] | None = None

    def open_writer(self) -> "TransportStream | None":
        """Return a new writer, or None until the library is there."""
        self._wanted.set()
        return None if self._writer is None else self._writer()

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Wait until somebody looks, and load the library."""
        thread = trio.CapacityLimiter(1)
        task_status.started()
        await self._wanted.wait()
        self._writer = await trio.to_thread.run_sync(_load_writer, limiter=thread)
        await trio.sleep_forever()


def _load_writer() -> "type[TransportStream]":
    from bridge_dialects.gostream.transport_stream import (  # noqa: PLC0415 - loads FFmpeg.
        TransportStream,
    )

    return TransportStream
