"""Reads an MCAP file from its beginning for as long as it makes sense, without its index."""

import os
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import (
    Channel,
    Chunk,
    ChunkIndex,
    Message,
    MessageIndex,
    Metadata,
    MetadataIndex,
    Schema,
)
from mcap.stream_reader import breakup_chunk
from mcap.writer import MCAP0_MAGIC

_HEAD_BYTES = 9  # One byte says what a record is, eight how long.
# Nothing that the recorder writes is longer; a longer record is damage that would ask for
# as much memory as it claims.
MAX_RECORD_BYTES = 64 * 1024 * 1024
# What stands between the header and the end of the data.
_DATA = frozenset({Opcode.HEADER, Opcode.CHUNK, Opcode.MESSAGE_INDEX, Opcode.METADATA})
# What damaged bytes make the reading of a record raise.
_DAMAGE = (McapError, ValueError, LookupError, TypeError, OverflowError)


@dataclass(slots=True)
class Scan:
    """What a file holds, up to the byte `end` behind which nothing makes sense."""

    end: int
    schemas: dict[int, Schema] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)
    chunk_indexes: list[ChunkIndex] = field(default_factory=list)
    metadata_indexes: list[MetadataIndex] = field(default_factory=list)
    metadata: list[Metadata] = field(default_factory=list)
    first_ns: int | None = None
    last_ns: int | None = None
    damaged: int = 0  # Chunks that make no sense.
    _is_after_damage: bool = False

    def add_record(self, opcode: int, start: int, body: bytes) -> None:
        """Note one whole record. Damage inside of it leaves it out, and only it."""
        try:
            is_sound = self._read(opcode, start, body)
        except _DAMAGE:
            is_sound = False
        if opcode == Opcode.CHUNK:
            self._is_after_damage = not is_sound
            self.damaged += not is_sound
        if is_sound:
            self.end = start + _HEAD_BYTES + len(body)

    def _read(self, opcode: int, start: int, body: bytes) -> bool:
        length = _HEAD_BYTES + len(body)
        if opcode == Opcode.CHUNK:
            return self._add_chunk(Chunk.read(_stream_of(body)), start, length)
        if opcode == Opcode.MESSAGE_INDEX:
            if self._is_after_damage:
                return False
            self._add_message_index(MessageIndex.read(_stream_of(body)), start, length)
        elif opcode == Opcode.METADATA:
            metadata = Metadata.read(_stream_of(body))
            self.metadata.append(metadata)
            self.metadata_indexes.append(MetadataIndex(start, length, metadata.name))
        return True

    def _add_chunk(self, chunk: Chunk, start: int, length: int) -> bool:
        records = breakup_chunk(chunk, validate_crc=True)
        schemas = {record.id: record for record in records if isinstance(record, Schema)}
        channels = {record.id: record for record in records if isinstance(record, Channel)}
        numbers = [record.channel_id for record in records if isinstance(record, Message)]
        if not set(numbers) <= self.channels.keys() | channels.keys():
            return False  # What says how to read it stood in a chunk that is damaged.
        self.schemas.update(schemas)
        self.channels.update(channels)
        self.counts.update(numbers)
        self._add_chunk_index(chunk, start, length)
        return True

    def _add_chunk_index(self, chunk: Chunk, start: int, length: int) -> None:
        begin_ns, end_ns = chunk.message_start_time, chunk.message_end_time
        self.first_ns = begin_ns if self.first_ns is None else min(self.first_ns, begin_ns)
        self.last_ns = end_ns if self.last_ns is None else max(self.last_ns, end_ns)
        self.chunk_indexes.append(
            ChunkIndex(
                chunk_length=length,
                chunk_start_offset=start,
                compression=chunk.compression,
                compressed_size=len(chunk.data),
                message_end_time=end_ns,
                message_index_length=0,
                message_index_offsets={},
                message_start_time=begin_ns,
                uncompressed_size=chunk.uncompressed_size,
            )
        )

    def _add_message_index(self, index: MessageIndex, start: int, length: int) -> None:
        chunk = self.chunk_indexes[-1]
        chunk.message_index_offsets[index.channel_id] = start
        chunk.message_index_length += length

    def forget_half_an_index(self) -> None:
        """Take back the index of the last chunk, of which a cut may have taken some records.

        Readers look into a chunk without an index themselves.
        """
        if self.chunk_indexes:
            self.chunk_indexes[-1].message_index_offsets.clear()
            self.chunk_indexes[-1].message_index_length = 0


def scan_records(stream: BinaryIO) -> Scan | None:
    """Return what an MCAP file holds; None if it does not begin like one."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if stream.read(len(MCAP0_MAGIC)) != MCAP0_MAGIC:
        return None
    found = Scan(len(MCAP0_MAGIC))
    while True:
        start = stream.tell()
        head = stream.read(_HEAD_BYTES)
        length = int.from_bytes(head[1:], "little")
        is_whole = len(head) == _HEAD_BYTES and start + _HEAD_BYTES + length <= size
        if not is_whole or head[0] not in _DATA or length > MAX_RECORD_BYTES:
            break
        found.add_record(head[0], start, stream.read(length))
    if not head or head[0] != Opcode.DATA_END:
        found.forget_half_an_index()
    return found


def _stream_of(body: bytes) -> ReadDataStream:
    return ReadDataStream(BytesIO(body))
