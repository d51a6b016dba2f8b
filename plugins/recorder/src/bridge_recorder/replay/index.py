"""Where in a recording what stands: small enough to keep for a file of any size.

A recording of the greatest size has some hundred thousand chunks; each costs forty bytes
here. Everything may wait for the disk, so it belongs into a thread.
"""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mcap.exceptions import McapError
from mcap.records import Channel, ChunkIndex, Footer, Metadata, MetadataIndex, Schema
from mcap.stream_reader import StreamReader
from mcap.writer import MCAP0_MAGIC

from bridge.api import BridgeError, TopicKind
from bridge_recorder.recording_file import ABOUT
from bridge_recorder.scan import scan_records

# Opcode and length, two offsets and a checksum.
_FOOTER_BYTES = 9 + 8 + 8 + 4
# What damaged bytes make the reading of a file raise.
DAMAGE = (McapError, ValueError, LookupError, TypeError, OverflowError, EOFError)


class UnplayableRecording(BridgeError):
    """There is nothing in a recording that could be played; the text says why."""


@dataclass(frozen=True, slots=True)
class RecordedChannel:
    """One topic of a recording, as it was declared then."""

    topic: str
    kind: str
    schema_id: str
    schema_name: str

    @property
    def device_id(self) -> str | None:
        """The device below whose name the topic stands, or None."""
        root, _, rest = self.topic.partition("/")
        return rest.partition("/")[0] if root == "device" and rest else None

    @property
    def tail(self) -> str:
        """The topic without `device/{id}/`."""
        return self.topic.split("/", 2)[2] if self.topic.count("/") > 1 else ""

    @property
    def is_state(self) -> bool:
        """True when its newest value is the whole truth."""
        return self.kind == TopicKind.STATE


@dataclass(slots=True)
class ChunkTable:
    """The chunks of a file in the order in which they were written."""

    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    begin_ns: "array[int]" = field(default_factory=lambda: array("Q"))
    end_ns: "array[int]" = field(default_factory=lambda: array("Q"))
    holders: "dict[int, array[int]]" = field(default_factory=dict)
    # A crash takes the index of the last chunk; such a one must be looked into.
    unindexed: "array[int]" = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.offsets)

    def add(self, found: ChunkIndex) -> None:
        """Add the next chunk."""
        number = len(self.offsets)
        self.offsets.append(found.chunk_start_offset)
        self.begin_ns.append(found.message_start_time)
        self.end_ns.append(found.message_end_time)
        if not found.message_index_offsets:
            self.unindexed.append(number)
        for channel in found.message_index_offsets:
            self.holders.setdefault(channel, array("I")).append(number)

    def first_reaching(self, at_ns: int) -> int:
        """Return the first chunk that goes to `at_ns` or beyond; len() if none does."""
        return next((n for n, end_ns in enumerate(self.end_ns) if end_ns >= at_ns), len(self))

    def backwards(self, channel: int, before: int) -> Iterator[int]:
        """Yield the chunks before number `before` that may hold a channel, last first."""
        held = self.holders.get(channel, array("I"))
        at, other = bisect_left(held, before), bisect_left(self.unindexed, before)
        while at or other:
            in_held = held[at - 1] if at else -1
            in_other = self.unindexed[other - 1] if other else -1
            yield max(in_held, in_other)
            at, other = (at - 1, other) if in_held > in_other else (at, other - 1)


@dataclass(slots=True)
class RecordingIndex:
    """What a recording holds. `damage` says, for people, what of it cannot be read."""

    path: Path
    start_ns: int
    wall_offset_us: int  # The file's clock, in µs, less the clock of the bridge that wrote it.
    channels: dict[int, RecordedChannel]
    chunks: ChunkTable
    damage: str = ""

    @property
    def end_ns(self) -> int:
        """When the last sample came."""
        return max(self.chunks.end_ns, default=self.start_ns)

    @property
    def length_ns(self) -> int:
        """How long the recording is."""
        return max(0, self.end_ns - self.start_ns)


@dataclass(slots=True)
class _Findings:
    channels: dict[int, Channel] = field(default_factory=dict)
    schemas: dict[int, Schema] = field(default_factory=dict)
    chunks: ChunkTable = field(default_factory=ChunkTable)
    about: dict[str, str] = field(default_factory=dict)
    damage: str = ""


def open_index(path: Path) -> RecordingIndex:
    """Return the index of a recording. A file without its end is read through once.

    UnplayableRecording when there is no sample in it; OSError when the disk fails.
    """
    with path.open("rb") as stream:
        try:
            found = _read_summary(stream)
        except DAMAGE:
            found = _read_through(stream, path.name)
    if not len(found.chunks):
        raise UnplayableRecording(f"{path.name}: there are no samples in it that can be read")
    channels = {number: _describe(found, channel) for number, channel in found.channels.items()}
    start_ns, offset_us = _clock(found)
    return RecordingIndex(path, start_ns, offset_us, channels, found.chunks, found.damage)


def _read_summary(stream: BinaryIO) -> _Findings:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _FOOTER_BYTES - len(MCAP0_MAGIC)))
    footer = next(iter(StreamReader(stream, skip_magic=True).records))
    if not isinstance(footer, Footer) or not footer.summary_start:
        raise ValueError("the file has no summary")
    found, about_at = _Findings(), None
    stream.seek(footer.summary_start)
    for record in StreamReader(stream, skip_magic=True).records:
        match record:
            case Channel():
                found.channels[record.id] = record
            case Schema():
                found.schemas[record.id] = record
            case ChunkIndex():
                found.chunks.add(record)
            case MetadataIndex(name=name) if name == ABOUT:
                about_at = record.offset
            case Footer():
                break
    if about_at is not None:
        stream.seek(about_at)
        note = next(iter(StreamReader(stream, skip_magic=True).records))
        found.about = note.metadata if isinstance(note, Metadata) else {}
    return found


def _read_through(stream: BinaryIO, name: str) -> _Findings:
    """Return what can be read of a file that was cut off or damaged."""
    scan = scan_records(stream)
    if scan is None:
        raise UnplayableRecording(f"{name}: does not begin like a recording")
    found = _Findings(scan.channels, scan.schemas)
    for chunk in scan.chunk_indexes:
        found.chunks.add(chunk)
    found.about = next((note.metadata for note in scan.metadata if note.name == ABOUT), {})
    lost_bytes = stream.seek(0, os.SEEK_END) - scan.end
    found.damage = f"the file was cut off or damaged: its last {lost_bytes} bytes are left out"
    if scan.damaged:
        found.damage += f", and {scan.damaged} damaged parts before them"
    return found


def _describe(found: _Findings, channel: Channel) -> RecordedChannel:
    schema = found.schemas.get(channel.schema_id)
    facts = channel.metadata
    return RecordedChannel(
        channel.topic,
        facts.get("kind", ""),
        facts.get("schema_id", ""),
        schema.name if schema else "",
    )


def _clock(found: _Findings) -> tuple[int, int]:
    """Return when the recording began, and how its clock relates to its bridge's."""
    try:
        offset_us = int(found.about["wall_offset_us"])
        return (int(found.about["started_us"]) + offset_us) * 1000, offset_us
    except DAMAGE:
        return min(found.chunks.begin_ns), 0
