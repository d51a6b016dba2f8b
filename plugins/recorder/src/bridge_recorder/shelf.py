"""The finished recordings in their folder: listing, finding, deleting, mending.

Every call may wait for the disk, so all of them belong into a thread.
"""

import contextlib
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mcap.exceptions import McapError
from mcap.reader import SeekingReader
from mcap.records import Metadata
from mcap.summary import Summary

from bridge_recorder.folder import make_folder
from bridge_recorder.names import (
    PART_SUFFIX,
    UnknownRecording,
    finished_path,
    id_of,
    part_path,
)
from bridge_recorder.recording_file import ABOUT, END, GAP
from bridge_recorder.repair import RECOVERED, UnreadableRecording, finish_part
from bridge_recorder.values import RecordedTopic, RecordingStatus

# What damaged files make their reader raise, besides its own errors; a
# place before the beginning of a file is an OSError.
_DAMAGE = (McapError, OSError, ValueError, LookupError, TypeError, OverflowError)
_Stamp = tuple[int, int]


@dataclass(slots=True)
class Mending:
    """What a look for unfinished files came to: ids that were finished, files that were not."""

    recovered: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Shelf:
    """One folder of recordings. The folder is the truth; what is remembered is a cache."""

    folder: Path
    _known: dict[str, tuple[_Stamp, RecordingStatus]] = field(default_factory=dict)

    def find_unfinished(self) -> list[str]:
        """Return the ids of files that nobody finished; the folder is made if need be."""
        make_folder(self.folder)
        parts = sorted(self.folder.glob(f"*{PART_SUFFIX}"))
        found = [id_of(part) for part in parts if not part.is_symlink()]
        return [recording_id for recording_id in found if recording_id is not None]

    def mend(self, unfinished: list[str]) -> Mending:
        """Finish files that their writer left unfinished. Nothing is deleted."""
        mending = Mending()
        for recording_id in unfinished:
            part = self.part(recording_id)
            try:
                finish_part(part, self.final(recording_id))
            except (UnreadableRecording, OSError) as error:
                mending.left.append(f"{part.name}: {error}")
            else:
                mending.recovered.append(recording_id)
        return mending

    def finished(self) -> list[RecordingStatus]:
        """Return all finished recordings, newest first."""
        found = [
            self._look(path, recording_id)
            for path in self.folder.glob("*.mcap")
            if (recording_id := id_of(path)) is not None
        ]
        return sorted(filter(None, found), key=lambda status: status.id, reverse=True)

    def find(self, recording_id: str) -> Path:
        """Return the file of a finished recording, or raise UnknownRecording.

        A link is no recording: it could lead anywhere.
        """
        path = finished_path(self.folder, recording_id)
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISREG(path.lstat().st_mode):
                return path
        raise UnknownRecording(recording_id)

    def status(self, recording_id: str) -> RecordingStatus:
        """Return what a finished recording holds. Errors as for `find`."""
        found = self._look(self.find(recording_id), recording_id)
        if found is None:
            raise UnknownRecording(recording_id)
        return found

    def delete(self, recording_id: str) -> None:
        """Delete a finished recording and what was made of it. Errors as for `find`."""
        self.find(recording_id).unlink()
        self._known.pop(recording_id, None)
        for made in self.folder.glob(f"{recording_id}.*.mp4"):
            made.unlink(missing_ok=True)

    def part(self, recording_id: str) -> Path:
        """Return where a recording is written before it is finished."""
        return part_path(self.folder, recording_id)

    def final(self, recording_id: str) -> Path:
        """Return where a recording will be when it is finished."""
        return finished_path(self.folder, recording_id)

    def _look(self, path: Path, recording_id: str) -> RecordingStatus | None:
        try:
            facts = path.lstat()
            if not stat.S_ISREG(facts.st_mode):
                return None
            stamp = (facts.st_mtime_ns, facts.st_size)
            known = self._known.get(recording_id)
            if known is None or known[0] != stamp:
                known = (stamp, read_status(path, recording_id))
                self._known[recording_id] = known
        except OSError:
            return None  # Deleted between the list and the look.
        return known[1]


def read_status(path: Path, recording_id: str) -> RecordingStatus:
    """Return what a file says about itself; a damaged one says that it is."""
    size_bytes = path.stat().st_size
    try:
        with path.open("rb") as stream:
            reader = SeekingReader(stream)
            summary = reader.get_summary()
            notes = list(reader.iter_metadata())
    except _DAMAGE as error:
        reason = f"the file is damaged: {str(error) or type(error).__name__}"
        return RecordingStatus(
            id=recording_id, state="failed", reason=reason, size_bytes=size_bytes
        )
    return _status_from(recording_id, size_bytes, summary or Summary(), notes)


def _status_from(
    recording_id: str, size_bytes: int, summary: Summary, notes: list[Metadata]
) -> RecordingStatus:
    about = _note(notes, ABOUT)
    mended = _note(notes, RECOVERED)
    end = _note(notes, END) or mended
    statistics = summary.statistics
    started_us = int(about.get("started_us", 0))
    started_wall_us = started_us + int(about.get("wall_offset_us", 0))
    last_us = statistics.message_end_time // 1000 if statistics else 0
    stopped_us = end.get("stopped_us")
    lasted_us = int(stopped_us) - started_us if stopped_us else last_us - started_wall_us
    counts = statistics.channel_message_counts if statistics else {}
    state, reason = _state_of(end, is_mended=bool(mended))
    return RecordingStatus(
        id=recording_id,
        name=about.get("name", ""),
        state=state,
        reason=reason,
        topics=tuple(about.get("topics", "").split()),
        started_wall_us=started_wall_us,
        duration_us=max(0, lasted_us),
        size_bytes=size_bytes,
        samples=statistics.message_count if statistics else 0,
        dropped={
            key.removeprefix("dropped_"): int(count)
            for key, count in end.items()
            if key.startswith("dropped_")
        },
        gaps=sum(note.name == GAP for note in notes),
        contents=tuple(
            RecordedTopic(
                channel.topic, channel.metadata.get("schema_id", ""), counts.get(channel.id, 0)
            )
            for channel in summary.channels.values()
        ),
    )


def _state_of(
    end: dict[str, str], *, is_mended: bool
) -> tuple[Literal["finished", "failed", "recovered"], str]:
    reason = end.get("reason", "")
    if is_mended and not reason:
        return "recovered", "the bridge ended before the recording did"
    return ("failed" if end.get("failed") == "1" else "finished"), reason


def _note(notes: list[Metadata], name: str) -> dict[str, str]:
    return next((note.metadata for note in notes if note.name == name), {})
