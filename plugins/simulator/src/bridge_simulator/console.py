"""What a terminal shows of virtual cameras: one line each, kept up to date."""

import json
from collections import Counter
from typing import Self

import click
import trio
from rich.console import Console
from rich.live import Live
from rich.text import Text

from bridge_simulator.status import CameraStatus

_COLOURS = {"sending": "green", "idle": "cyan", "stalled": "yellow", "connecting": "yellow"}


class StatusLines:
    """Draws the lines while it is entered; rates are those since the last drawing."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._last: dict[str, tuple[float, int, int]] = {}

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, statuses: list[CameraStatus]) -> None:
        """Draw the lines anew."""
        now_s = trio.current_time()
        lines = [self._line(status, now_s) for status in statuses]
        self._live.update(Text("\n").join(lines), refresh=True)

    def _line(self, status: CameraStatus, now_s: float) -> Text:
        then_s, frames, sent_bytes = self._last.get(
            status.id, (now_s, status.frames_sent, status.bytes_sent)
        )
        self._last[status.id] = (now_s, status.frames_sent, status.bytes_sent)
        passed_s, count = now_s - then_s, status.frames_sent - frames
        rate = count / passed_s if passed_s > 0 else 0.0
        size_kb = (status.bytes_sent - sent_bytes) / count / 1000 if count else 0.0
        line = Text(f"{status.id:<12} ")
        line.append(f"{status.link:<10}", style=_COLOURS.get(status.link, "white"))
        size = f"{size_kb:6.1f} kB" if size_kb else " " * 9
        unit = "fps" if status.sends == "pictures" else "/s "
        line.append(f" {rate:5.1f} {unit} {size} {status.frames_sent:>8} {status.sends}")
        if status.clock_error_us:
            line.append(f"  clock ±{status.clock_error_us / 1000:.1f} ms")
        for note, count in status.notes.items():
            line.append(f"  {note} {count}", style="cyan")
        for reason, dropped in status.drops.items():
            line.append(f"  {reason} {dropped}", style="yellow")
        for complaint, count in status.complaints.items():
            line.append(f"  {complaint} ({count})", style="red")
        if status.last_error:
            line.append(f"  {status.last_error}", style="red")
        return line


class ErrorLines:
    """Says what went wrong, once each time, where there is no terminal to draw on."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def show(self, statuses: list[CameraStatus]) -> None:
        """Print the errors that are new."""
        for status in statuses:
            if status.last_error and status.last_error != self._said.get(status.id):
                click.echo(f"simulate: {status.id}: {status.last_error}", err=True)
            self._said[status.id] = status.last_error


def summary_of(statuses: list[CameraStatus]) -> str:
    """Return the counters as one JSON object."""
    return json.dumps({"devices": [status.as_object() for status in statuses]})


def last_words_of(statuses: list[CameraStatus]) -> str:
    """Return what a person is told at the end."""
    frames = sum(status.frames_sent for status in statuses)
    drops = sum(sum(status.drops.values()) for status in statuses)
    count = "1 device" if len(statuses) == 1 else f"{len(statuses)} devices"
    sent = " and ".join(dict.fromkeys(status.sends for status in statuses)) or "pictures"
    words = f"simulate: {count} sent {frames} {sent}, {drops} were dropped on purpose or late"
    notes, complaints = Counter[str](), Counter[str]()
    for status in statuses:
        notes.update(status.notes)
        complaints.update(status.complaints)
    lines = [words, *(f"  {note}: {count}" for note, count in notes.items())]
    return "\n".join([*lines, *(f"  complaint: {text} ({n})" for text, n in complaints.items())])
