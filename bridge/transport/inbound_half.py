"""The reading half of a connection: what was read already, then the stream, then a filter.

Knows: streams and when reading must wait. Does not know: sockets, frames, writing.
"""

from typing import Protocol

import trio


class Inbound(Protocol):
    """What stands between the connection and its reader. See InboundFrames."""

    @property
    def is_waiting(self) -> bool:
        """True when nothing more may pass until `proceed`."""
        ...  # pragma: no cover

    def receive(self, data: bytes) -> bytes:
        """Return what the reader shall see; nothing means that more is needed."""
        ...  # pragma: no cover

    def proceed(self) -> None:
        """Stop waiting."""
        ...  # pragma: no cover


class InboundHalf:
    """What one reader sees of a connection whose first bytes, `head`, have been read."""

    def __init__(self, stream: trio.abc.ReceiveStream, head: bytes) -> None:
        self._stream = stream
        self._head = head
        self._filter: Inbound | None = None
        self._proceeded = trio.Event()
        self._has_proceeded = False  # What the filter holds has not been looked at since.
        self._is_open = True
        self.bytes_in = len(head)

    def set_filter(self, inbound: Inbound, after_bytes: int) -> None:
        """Show the reader what `inbound` makes of everything after the first bytes."""
        self._filter = inbound
        self._head = self._head[:after_bytes] + inbound.receive(self._head[after_bytes:])

    def proceed(self) -> None:
        """Go on after the filter had to wait."""
        if self._filter is not None and self._filter.is_waiting:
            self._filter.proceed()
            self._has_proceeded = True
            self._proceeded.set()

    def close(self) -> None:
        """Free a reader that waits for `proceed`."""
        self._is_open = False
        self._proceeded.set()

    async def receive_some(self, max_bytes: int | None) -> bytes:
        """Return the next bytes, the head first; empty at the end of the stream."""
        if self._head:
            await trio.lowlevel.checkpoint()
            size = len(self._head) if max_bytes is None else max_bytes
            data, self._head = self._head[:size], self._head[size:]
            return data
        if self._filter is None:
            return await self._read(max_bytes)
        while True:
            data = b""
            if self._filter.is_waiting:
                await self._wait_to_proceed(self._filter)
            elif self._has_proceeded:
                # Before anybody waited here; nothing more may ever come from the stream.
                await trio.lowlevel.checkpoint()
            else:
                data = await self._read(max_bytes)
                if not data:
                    return b""
            self._has_proceeded = False
            passed = self._filter.receive(data)
            if passed:
                return passed

    async def _read(self, max_bytes: int | None) -> bytes:
        data = bytes(await self._stream.receive_some(max_bytes))
        self.bytes_in += len(data)
        return data

    async def _wait_to_proceed(self, inbound: Inbound) -> None:
        while inbound.is_waiting:
            self._proceeded = trio.Event()
            await self._proceeded.wait()
            if not self._is_open:
                raise trio.ClosedResourceError
