"""Samples for peers that read text only: few messages, several samples in each.

Knows: feeds and how often a message may go. Does not know: links.
"""

from collections import deque
from collections.abc import Iterable

from bridge.transport.feed import Feed
from bridge.wire.constants import MAX_TEXT_BYTES
from bridge.wire.framing import frame_message
from bridge.wire.samples import join_batches

# GDevelop's own WebSocket takes one message per drawn picture, 60 a second, and queues
# the rest for ever; so text-only peers get fewer, larger ones.
BATCH_GAP_US = 20_000


class TextBatches:
    """The next text messages of one peer. The first goes at once, others after a gap."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self.next_us = 0  # When the next batch may be made.

    def next_frame(self, feeds: Iterable[Feed], now_us: int) -> bytes | None:
        """Return the next message, made of whatever waits in `feeds`, in their order."""
        if not self._frames and now_us >= self.next_us:
            objects = _gather(feeds)
            self._frames.extend(frame_message(text, is_text=True) for text in join_batches(objects))
            if objects:
                self.next_us = now_us + BATCH_GAP_US
        return self._frames.popleft() if self._frames else None


def _gather(feeds: Iterable[Feed]) -> list[bytes]:
    """Return as many objects as fit into one message, and perhaps one more."""
    objects: list[bytes] = []
    size_bytes = 0
    for feed in feeds:
        while size_bytes < MAX_TEXT_BYTES and (item := feed.next_object()) is not None:
            objects.append(item)
            size_bytes += len(item)
    return objects
