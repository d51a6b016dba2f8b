"""Progress on a terminal: how long, how much, how fast, what is missing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from bridge_recorder.replay.values import ReplayStatus
from bridge_recorder.values import RecordingStatus

OnAmount = Callable[[int, int], None]  # So far, in all (0: nobody knows).


@dataclass(frozen=True, slots=True)
class RecordingMeter:
    """The line that a running recording shows."""

    progress: Progress
    task: TaskID

    def show(self, status: RecordingStatus) -> None:
        """Show how a recording is."""
        self.progress.update(
            self.task,
            completed=status.duration_us / 1e6,
            amount=text_from_bytes(status.size_bytes),
            samples=status.samples,
            drops=_drops_text(status),
        )


@contextmanager
def recording_meter(seconds: float | None, *, is_shown: bool) -> Iterator[RecordingMeter]:
    """Show a recording on standard error, with a bar when its length is known."""
    bar = [BarColumn()] if seconds else []
    progress = Progress(
        SpinnerColumn(),
        TextColumn("[bold]recording"),
        *bar,
        TimeElapsedColumn(),
        TextColumn("{task.fields[amount]}"),
        TextColumn("{task.fields[samples]} samples"),
        TextColumn("[red]{task.fields[drops]}"),
        console=Console(stderr=True),
        disable=not is_shown,
    )
    with progress:
        task = progress.add_task("", total=seconds, amount="0 kB", samples=0, drops="")
        yield RecordingMeter(progress, task)


@dataclass(frozen=True, slots=True)
class ReplayMeter:
    """The line that a running replay shows."""

    progress: Progress
    task: TaskID

    def show(self, status: ReplayStatus) -> None:
        """Show where a replay stands."""
        left_out = sum(status.left_out.values())
        self.progress.update(
            self.task,
            completed=status.position_s,
            total=status.length_s,
            word="paused" if status.paused else "playing",
            place=f"{_clock_text(status.position_s)} of {_clock_text(status.length_s)}",
            speed=f"{status.speed:g}x{' loop' if status.loop else ''}",
            samples=status.samples,
            drops=f"{left_out} left out" if left_out else "",
        )


@contextmanager
def replay_meter(*, is_shown: bool) -> Iterator[ReplayMeter]:
    """Show a replay on standard error."""
    progress = Progress(
        TextColumn("[bold]{task.fields[word]}"),
        BarColumn(),
        TextColumn("{task.fields[place]}"),
        TextColumn("{task.fields[speed]}"),
        TextColumn("{task.fields[samples]} samples"),
        TextColumn("[red]{task.fields[drops]}"),
        console=Console(stderr=True),
        disable=not is_shown,
    )
    with progress:
        task = progress.add_task(
            "", total=None, word="playing", place="", speed="", samples=0, drops=""
        )
        yield ReplayMeter(progress, task)


def _clock_text(seconds: float) -> str:
    return text_from_duration(round(seconds * 1_000_000))


@contextmanager
def bytes_meter(title: str, *, is_shown: bool) -> Iterator[OnAmount]:
    """Show a download on standard error."""
    columns = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with _meter(title, *columns, is_shown=is_shown) as on_amount:
        yield on_amount


@contextmanager
def pictures_meter(title: str, *, is_shown: bool) -> Iterator[OnAmount]:
    """Show an export on standard error."""
    columns = (MofNCompleteColumn(), TextColumn("pictures"), TimeRemainingColumn())
    with _meter(title, *columns, is_shown=is_shown) as on_amount:
        yield on_amount


Column = (
    DownloadColumn | TransferSpeedColumn | TimeRemainingColumn | MofNCompleteColumn | TextColumn
)


@contextmanager
def _meter(title: str, *columns: Column, is_shown: bool) -> Iterator[OnAmount]:
    progress = Progress(
        TextColumn(f"[bold]{title}"),
        BarColumn(),
        *columns,
        console=Console(stderr=True),
        disable=not is_shown,
    )
    with progress:
        task = progress.add_task("", total=None)

        def on_amount(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        yield on_amount


def text_from_bytes(size_bytes: int) -> str:
    """Return a size as people read it."""
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1e3:.0f} kB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.2f} GB"


def text_from_duration(duration_us: int) -> str:
    """Return a duration as people read it."""
    minutes, seconds = divmod(duration_us // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _drops_text(status: RecordingStatus) -> str:
    dropped = sum(status.dropped.values())
    return f"{dropped} left out" if dropped else ""
