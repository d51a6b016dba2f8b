"""How the recorder is, for `gamebridge doctor`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.api import HealthReport
from bridge_recorder.folder import DiskSpace
from bridge_recorder.values import RecordingStatus


@dataclass(frozen=True, slots=True)
class RecorderHealth:
    """What there is to say about a recorder at one moment."""

    folder: Path
    space: DiskSpace | None
    running: Sequence[RecordingStatus]
    ended: Sequence[RecordingStatus]
    left_unfinished: Sequence[str]


def report_recorder(report: HealthReport, found: RecorderHealth) -> None:
    """Say what runs, how full the disk is, and what went wrong last."""
    running, space = found.running, found.space
    room = f"; {space.free_bytes // 2**20} MiB of the disk are free" if space else ""
    report.ok(f"recordings that run: {len(running)}; kept in {found.folder}{room}")
    if space is not None and not space.is_enough:
        report.warning(
            f"nothing is recorded: {space.required_bytes // 2**20} MiB of the disk must stay free",
            "delete recordings, or lower min_free_bytes in [plugin.recorder]",
        )
    for status in running:
        if status.dropped:
            report.warning(
                f"recording {status.id} left out {sum(status.dropped.values())} samples",
                "the disk is too slow for these topics: record fewer cameras, or elsewhere",
            )
    for status in found.ended:
        if status.state == "failed":
            report.warning(
                f"recording {status.id} ended early: {status.reason}",
                "what came before is in the file",
            )
    for text in found.left_unfinished:
        report.error(
            f"a recording of an earlier start could not be finished: {text}",
            "make room on the disk and start the bridge again, or move the file away",
        )
