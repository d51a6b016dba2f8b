"""What the links of this system count together, and what waits for cameras.

Knows: counting, urgency. Does not know: links, the hub, clocks.
"""

from collections import Counter
from dataclasses import dataclass

from bridge_dialects.s3cam.commands import priority_of

MAX_WAITING = 64
# A command that is older than this is not what anybody wants any more.
WAITING_US = 60_000_000


@dataclass(frozen=True, slots=True)
class WaitingCommand:
    """A command for a camera that is not here. `wanted` is which one, as a page says it."""

    cmd: str
    val: str
    wanted: str
    address: str
    queued_us: int
    number: int

    @property
    def urgency(self) -> tuple[int, int]:
        """What commands are sorted by, first is most urgent."""
        return priority_of(self.cmd), self.number


class WaitingCommands:
    """Commands for cameras that are not here: bounded, sorted by urgency, soon stale."""

    def __init__(self) -> None:
        self._waiting: list[WaitingCommand] = []
        self._count = 0

    def size(self, now_us: int) -> int:
        """Return how many wait."""
        self._forget(now_us)
        return len(self._waiting)

    def add(self, cmd: str, val: str, wanted: str, address: str, now_us: int) -> bool:
        """Let a command wait; a newer one takes the place of its like.

        False if there is no room: then the least urgent and youngest was left out.
        """
        self._forget(now_us)
        self._waiting = [w for w in self._waiting if (w.cmd, w.wanted) != (cmd, wanted)]
        self._count += 1
        self._waiting.append(WaitingCommand(cmd, val, wanted, address, now_us, self._count))
        self._waiting.sort(key=lambda waiting: waiting.urgency)
        is_full = len(self._waiting) > MAX_WAITING
        if is_full:
            self._waiting.pop()
        return not is_full

    def peek(self, now_us: int) -> tuple[WaitingCommand, ...]:
        """Return all that waits, most urgent first."""
        self._forget(now_us)
        return tuple(self._waiting)

    def remove(self, done: WaitingCommand) -> None:
        """Take out a command that is on its way."""
        self._waiting = [waiting for waiting in self._waiting if waiting is not done]

    def _forget(self, now_us: int) -> None:
        self._waiting = [w for w in self._waiting if now_us - w.queued_us < WAITING_US]


class Tally:
    """Pictures in pieces and failed ones by device, and how many pages watch."""

    def __init__(self) -> None:
        self.in_pieces: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.pages = 0
