"""Finishes recordings whose writer died: everything whole is kept, and the index is made anew.

The file is finished in place. A copy would need room that a full disk does not have.
"""

import contextlib
import os
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import (
    Channel,
    ChunkIndex,
    DataEnd,
    Footer,
    Metadata,
    MetadataIndex,
    Schema,
    Statistics,
    SummaryOffset,
)
from mcap.writer import MCAP0_MAGIC

from bridge_recorder.folder import sync_folder
from bridge_recorder.scan import Scan, scan_records

RECOVERED = "gamebridge.recovered"
NO_FACTS: Mapping[str, str] = {}


class UnreadableRecording(ValueError):
    """A file that does not even begin like a recording; it is left as it is."""


def finish_part(part: Path, final: Path, facts: Mapping[str, str] = NO_FACTS) -> Scan:
    """Finish a `.part` file under its final name and return what it holds.

    `facts` are kept in the file; without any the writer itself ended. What a crash has cut
    in the middle is removed: at most the last chunk. Repeating an interrupted repair is
    harmless. OSError when the disk does not take the index.
    """
    with part.open("r+b") as stream:
        found = scan_records(stream)
        if found is None:
            raise UnreadableRecording(f"{part.name}: does not begin like an MCAP file")
        cut_bytes = stream.seek(0, os.SEEK_END) - found.end
        stream.truncate(found.end)
        stream.seek(found.end)
        _append_note(stream, found, {"cut_bytes": str(cut_bytes), **facts})
        stream.write(_ending(stream.tell(), found))
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(final)
    with contextlib.suppress(OSError):  # The name is written in any case, only not yet safe.
        sync_folder(final.parent)
    return found


def _append_note(stream: BinaryIO, found: Scan, facts: dict[str, str]) -> None:
    builder = RecordBuilder()
    note = Metadata(RECOVERED, facts)
    note.write(builder)
    raw = _end(builder)
    found.metadata_indexes.append(MetadataIndex(stream.tell(), len(raw), note.name))
    stream.write(raw)


@dataclass(slots=True)
class _Summary:
    """The end of an MCAP file while it is put together."""

    start: int
    builder: RecordBuilder = field(default_factory=RecordBuilder)
    offsets: list[SummaryOffset] = field(default_factory=list)

    def add_group(
        self,
        opcode: Opcode,
        records: list[Schema]
        | list[Channel]
        | list[Statistics]
        | list[ChunkIndex]
        | list[MetadataIndex],
    ) -> None:
        begin = self.builder.count
        for record in records:
            record.write(self.builder)
        length = self.builder.count - begin
        if length:
            self.offsets.append(SummaryOffset(opcode, self.start + begin, length))


def _ending(data_end: int, found: Scan) -> bytes:
    """Return everything from the end of the data to the end of the file."""
    closing = RecordBuilder()
    DataEnd(0).write(closing)
    head = _end(closing)
    summary = _Summary(data_end + len(head))
    summary.add_group(Opcode.SCHEMA, list(found.schemas.values()))
    summary.add_group(Opcode.CHANNEL, list(found.channels.values()))
    summary.add_group(Opcode.STATISTICS, [_statistics(found)])
    summary.add_group(Opcode.CHUNK_INDEX, found.chunk_indexes)
    summary.add_group(Opcode.METADATA_INDEX, found.metadata_indexes)
    offsets_start = summary.start + summary.builder.count
    for offset in summary.offsets:
        offset.write(summary.builder)
    body = _end(summary.builder)
    footer = RecordBuilder()
    Footer(summary.start, offsets_start, 0).write(footer)
    raw_footer = _end(footer)
    # The checksum covers the summary and the footer up to the checksum itself.
    crc = zlib.crc32(raw_footer[:-4], zlib.crc32(body))
    return head + body + raw_footer[:-4] + crc.to_bytes(4, "little") + MCAP0_MAGIC


def _statistics(found: Scan) -> Statistics:
    return Statistics(
        attachment_count=0,
        channel_count=len(found.channels),
        channel_message_counts=defaultdict(int, found.counts),
        chunk_count=len(found.chunk_indexes),
        message_count=sum(found.counts.values()),
        message_start_time=found.first_ns or 0,
        message_end_time=found.last_ns or 0,
        metadata_count=len(found.metadata_indexes),
        schema_count=len(found.schemas),
    )


def _end(builder: RecordBuilder) -> bytes:
    raw: bytes = builder.end()  # type: ignore[no-untyped-call] # mcap leaves it untyped.
    return raw
