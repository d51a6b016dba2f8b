"""One recording while it is written: an MCAP file that survives the end of its writer.

Every call may wait for the disk, so all of them belong into a thread. Nothing here reads
a clock.
"""

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from mcap.writer import CompressionType, Writer

from bridge.api import Media, Sample
from bridge_recorder import picture_messages, value_messages
from bridge_recorder.backlog import Entry, Gap
from bridge_recorder.folder import sync_folder

# A chunk is what a kill -9 costs at most. Pictures are bigger than this in part, so most
# of them are chunks of their own.
CHUNK_BYTES = 64 * 1024
CHUNK_US = 500_000
# What a power cut costs at most.
SYNC_US = 1_000_000
_SEQ_MASK = 0xFFFF_FFFF  # MCAP counts messages in 32 bits.

ABOUT = "gamebridge.recording"
GAP = "gamebridge.gap"
END = "gamebridge.end"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a recording is and where its clock stands.

    Times in the file are nanoseconds since 1970: the bridge's clock plus an offset that is
    fixed when the recording starts. So they never jump, whatever the calendar does.
    """

    id: str
    name: str
    topics: tuple[str, ...]
    started_us: int
    wall_us: int
    software: str

    def ns_from(self, bridge_us: int) -> int:
        """Return a time of the bridge's clock as times in the file are."""
        return (bridge_us - self.started_us + self.wall_us) * 1000

    def about(self) -> dict[str, str]:
        """Return what the file says about itself."""
        return {
            "id": self.id,
            "name": self.name,
            "topics": " ".join(self.topics),
            "started_us": str(self.started_us),
            "wall_offset_us": str(self.wall_us - self.started_us),
            "software": self.software,
        }


@dataclass(slots=True)
class Progress:
    """How far a file has come; replaced by the writing thread, read by anyone."""

    samples: int = 0
    size_bytes: int = 0


@dataclass(slots=True)
class RecordingFile:
    """An MCAP file open for writing under its `.part` name.

    OSError from any method means that the disk does not take more; then `abandon` it and
    let the repair finish the file.
    """

    stream: BinaryIO
    part: Path
    origin: Origin
    progress: Progress = field(default_factory=Progress)
    # A write that was abandoned by its waiter still runs; the end waits for it.
    _lock: Lock = field(default_factory=Lock)
    _channels: dict[str, int] = field(default_factory=dict)
    _schemas: dict[str, int] = field(default_factory=dict)
    _chunked_us: int = 0
    _synced_us: int = 0
    _is_damaged: bool = False
    _writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self._writer = Writer(self.stream, CHUNK_BYTES, CompressionType.NONE)
        self._writer.start(profile="", library=self.origin.software)
        self._writer.add_metadata(ABOUT, self.origin.about())
        self._chunked_us = self._synced_us = self.origin.started_us
        self.stream.flush()

    def write(self, entries: Sequence[Entry], now_us: int) -> None:
        """Append samples and gaps, and do what is due to make them safe."""
        with self._lock, self._noting_damage():
            for entry in entries:
                self._append(entry)
            if now_us - self._chunked_us >= CHUNK_US:
                self._end_chunk()
                self._chunked_us = now_us
            self.stream.flush()
            if now_us - self._synced_us >= SYNC_US:
                os.fsync(self.stream.fileno())
                self._synced_us = now_us
            self.progress.size_bytes = self.stream.tell()

    @contextlib.contextmanager
    def _noting_damage(self) -> Iterator[None]:
        """Refuse to go on behind a write that failed: it may have left half a record."""
        if self._is_damaged:
            raise OSError(errno.EIO, "an earlier write failed")
        try:
            yield
        except OSError:
            self._is_damaged = True
            raise

    def _end_chunk(self) -> None:
        self._writer.flush()  # type: ignore[no-untyped-call] # mcap leaves it untyped.

    def _append(self, entry: Entry) -> None:
        if isinstance(entry, Gap):
            self._writer.add_metadata(GAP, _gap_fields(entry))
            return
        at_ns = self.origin.ns_from(entry.captured_us)
        # A retained value is older than the recording; it enters the file when it starts.
        received_us = max(entry.received_us, self.origin.started_us)
        self._writer.add_message(
            self._channel_of(entry),
            log_time=max(0, self.origin.ns_from(received_us)),
            data=_encode(entry, at_ns),
            publish_time=max(0, at_ns),
            sequence=entry.seq & _SEQ_MASK,
        )
        self.progress.samples += 1

    def _channel_of(self, sample: Sample) -> int:
        channel = self._channels.get(sample.topic)
        if channel is None:
            media, schema = sample.spec.media, sample.spec.schema
            encoding = picture_messages.ENCODING if media else value_messages.MESSAGE_ENCODING
            facts = {"kind": str(sample.spec.kind), "schema_id": sample.spec.schema_id}
            if schema is not None:
                facts["json_schema"] = value_messages.full_schema(schema).decode()
            channel = self._channels[sample.topic] = self._writer.register_channel(
                sample.topic, encoding, self._schema_of(sample), facts
            )
        return channel

    def _schema_of(self, sample: Sample) -> int:
        known = self._schemas.get(sample.spec.schema_id)
        if known is None:
            name, encoding, described = _describe(sample)
            known = self._writer.register_schema(name, encoding, described)
            self._schemas[sample.spec.schema_id] = known
        return known

    def finish(self, final: Path, ending: Mapping[str, str]) -> None:
        """End the file, give it its final name and make sure that a power cut keeps it."""
        with self._lock, self._noting_damage():
            self._end_chunk()
            self._writer.add_metadata(END, dict(ending))
            self._writer.finish()  # type: ignore[no-untyped-call] # mcap leaves it untyped.
            self.stream.flush()
            self.progress.size_bytes = self.stream.tell()
            os.fsync(self.stream.fileno())
            self.stream.close()
        self.part.rename(final)
        sync_folder(final.parent)

    def abandon(self) -> None:
        """Close the file as it is. The disk may refuse even that; the repair sees to it."""
        with self._lock:
            try:
                self.stream.close()
            except OSError:
                # The buffer could not be written; the descriptor is closed all the same.
                return


def create_part(path: Path) -> BinaryIO:
    """Create a new file that only its owner can read."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    return os.fdopen(descriptor, "wb")


def _encode(sample: Sample, at_ns: int) -> bytes:
    if sample.spec.media is None:
        return value_messages.encode_value(sample)
    return picture_messages.encode_picture(sample, sample.spec.media, at_ns)


def _describe(sample: Sample) -> tuple[str, str, bytes]:
    schema = sample.spec.schema
    if schema is None:
        media = sample.spec.media or Media.JPEG
        name = picture_messages.SCHEMA_NAMES[media]
        return name, picture_messages.ENCODING, picture_messages.schema_of(media)
    described = value_messages.viewer_schema(schema)
    return sample.spec.schema_id, value_messages.SCHEMA_ENCODING, described


def _gap_fields(gap: Gap) -> dict[str, str]:
    return {
        "topic": gap.topic,
        "reason": str(gap.reason),
        "count": str(gap.count),
        "from_seq": str(gap.from_seq),
        "to_seq": str(gap.to_seq),
        "from_us": str(gap.from_us),
        "to_us": str(gap.to_us),
    }
