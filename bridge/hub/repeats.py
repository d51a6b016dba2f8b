"""Calls that somebody makes twice on purpose, and that are done once.

Knows: `dedupe` words and final acks. Does not know: who does what a call asks for.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from bridge.model.commands import Ack, Call

# How long, and for how many calls, a repeated `dedupe` word gets the first answer.
DEDUPE_WINDOW_US = 600_000_000
MAX_REMEMBERED = 1024

OnAck = Callable[[Ack], None]


@dataclass(slots=True)
class _Remembered:
    at_us: int
    on_acks: list[tuple[str, OnAck]]
    final: Ack | None = None


class RepeatedCalls:
    """What became of calls with a `dedupe` word, and who else waits for it."""

    def __init__(self) -> None:
        self._remembered: OrderedDict[tuple[str, str], _Remembered] = OrderedDict()

    def takes(self, call: Call, on_ack: OnAck, now_us: int) -> bool:
        """Tell whether a call repeats an earlier one; if so, `on_ack` hears its final ack."""
        if call.dedupe is None:
            return False
        key = (call.target, call.dedupe)
        known = self._remembered.get(key)
        if known is None or now_us - known.at_us > DEDUPE_WINDOW_US:
            self._remembered[key] = _Remembered(now_us, [])
            if len(self._remembered) > MAX_REMEMBERED:
                self._remembered.popitem(last=False)
            return False
        if known.final is None:
            known.on_acks.append((call.id, on_ack))
        else:
            on_ack(msgspec.structs.replace(known.final, id=call.id))
        return True

    def forget(self, call: Call) -> None:
        """Take the next repetition of a call for a new one."""
        self._remembered.pop((call.target, call.dedupe or ""), None)

    def note_final(self, call: Call, final: Ack) -> None:
        """Remember how a call ended, and tell those who repeated it."""
        if call.dedupe is None:
            return
        remembered = self._remembered.get((call.target, call.dedupe))
        if remembered is None:
            return
        remembered.final = final
        for other_id, on_ack in remembered.on_acks:
            on_ack(msgspec.structs.replace(final, id=other_id))
        remembered.on_acks.clear()
