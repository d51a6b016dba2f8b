"""Log lines that an operator can read: one line each, no control characters, no floods."""

import logging
import sys
import time

import click

# The same line again within this time is counted instead of printed.
QUIET_S = 5.0
MAX_REMEMBERED = 256
MAX_FIELD = 2000
_LEVEL_COLOURS = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red"}


class RepeatFilter(logging.Filter):
    """Lets a line pass once per `QUIET_S`; the next one says how often it was silent."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the line is to be printed."""
        if record.levelno >= logging.ERROR and record.exc_info:
            return True
        key = (record.name, record.levelno, record.getMessage())
        now_s = time.monotonic()
        last_s, silent = self._seen.get(key, (-QUIET_S, 0))
        if now_s - last_s < QUIET_S:
            self._seen[key] = (last_s, silent + 1)
            return False
        if len(self._seen) >= MAX_REMEMBERED:
            self._seen.clear()
        self._seen[key] = (now_s, 0)
        if silent:
            record.msg = f"{record.getMessage()} (repeated {silent} times)"
            record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """`12:30:01 warning gamebridge.stages: text`, with control characters escaped."""

    def __init__(self, *, in_colour: bool) -> None:
        super().__init__("%(asctime)s", "%H:%M:%S")
        self._in_colour = in_colour

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the traceback below it if there is one."""
        level = record.levelname
        head = f"{self.formatTime(record, self.datefmt)} {level.lower()}"
        if self._in_colour:
            head = click.style(head, fg=_LEVEL_COLOURS.get(level), dim=level == "INFO")
        line = f"{head} {record.name}: {printable(record.getMessage())}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def printable(text: str) -> str:
    """Return `text` without characters that could forge lines or move a terminal's cursor."""
    safe = "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)
    return safe if len(safe) <= MAX_FIELD else safe[:MAX_FIELD] + "…"


def set_up_logging(level: str) -> None:
    """Send log lines to standard error."""
    output = logging.StreamHandler(sys.stderr)
    output.addFilter(RepeatFilter())
    output.setFormatter(LineFormatter(in_colour=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(logging.WARNING)
    logging.getLogger("gamebridge").setLevel(level.upper())
