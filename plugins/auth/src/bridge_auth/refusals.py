"""Refusals in the log: one line a minute for each, however often it happens."""

import logging
from collections import OrderedDict
from dataclasses import dataclass

from bridge.api import Clock

QUIET_US = 60_000_000
MAX_REMEMBERED = 1024


@dataclass(slots=True)
class _Line:
    written_us: int
    left_out: int = 0


class RefusalLog:
    """Writes what was refused to whom. A device that retries for ever fills no disk."""

    def __init__(self, logger: logging.Logger, clock: Clock) -> None:
        self._logger = logger
        self._clock = clock
        self._lines: OrderedDict[tuple[str, str], _Line] = OrderedDict()

    def note(self, who: str, text: str) -> None:
        """Write a line, unless the same one was written less than a minute ago."""
        now_us = self._clock.now_us()
        line = self._lines.get((who, text))
        if line is not None and now_us - line.written_us < QUIET_US:
            line.left_out += 1
            return
        again = f" ({line.left_out} times more since then)" if line and line.left_out else ""
        self._logger.warning("%s: %s%s", who, text, again)
        self._lines[who, text] = _Line(now_us)
        self._lines.move_to_end((who, text))
        if len(self._lines) > MAX_REMEMBERED:
            self._lines.popitem(last=False)
