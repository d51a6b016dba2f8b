"""What waits for one game: the newest of each tag, a few messages per second.

Knows: texts and keys. Does not know: links, tags.

The game engine takes one message per picture that it draws and keeps the others in a list
without an end, so whatever is sent too often is seen later and later. A tag that waits is
replaced by its newest self and keeps its turn.
"""

from collections import OrderedDict

from bridge_dialects.taghub.allowance import Allowance

MAX_WAITING = 64
# The tags of one picture may leave together.
BURST = 8

Key = tuple[str, int]


class GameFeed:
    """One game's messages."""

    def __init__(self, messages_per_s: float) -> None:
        self._allowance = Allowance(messages_per_s, min(BURST, messages_per_s))
        self._waiting: OrderedDict[Key, str] = OrderedDict()
        self.replaced = 0

    def put(self, key: Key, text: str) -> None:
        """Let the newest word about a tag wait for its turn."""
        if key in self._waiting:
            self.replaced += 1
        elif len(self._waiting) >= MAX_WAITING:
            self._waiting.popitem(last=False)
            self.replaced += 1
        self._waiting[key] = text

    def take(self, now_us: int) -> list[str]:
        """Return what may leave now, longest wait first."""
        found: list[str] = []
        while self._waiting and self._allowance.admits(now_us):
            found.append(self._waiting.popitem(last=False)[1])
        return found

    @property
    def next_due_us(self) -> int | None:
        """When `take` has something next, or None while nothing waits."""
        return self._allowance.due_us() if self._waiting else None
