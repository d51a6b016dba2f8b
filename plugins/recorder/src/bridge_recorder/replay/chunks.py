"""Reads a recording chunk by chunk, so that its size does not matter.

Everything may wait for the disk, so it belongs into a thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from mcap.data_stream import ReadDataStream
from mcap.opcode import Opcode
from mcap.records import Chunk, Message
from mcap.stream_reader import breakup_chunk

from bridge.api import FLAG_KEY_FRAME, Media
from bridge_recorder.picture_messages import SCHEMA_NAMES, decode_picture
from bridge_recorder.replay.index import DAMAGE, RecordedChannel, RecordingIndex
from bridge_recorder.scan import MAX_RECORD_BYTES

_HEAD_BYTES = 9  # One byte says what a record is, eight how long.
# How far back a decoder's beginning is looked for.
MAX_BACK_NS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Start:
    """Where to play on from, what was known then (the last sample of each topic), and which
    channels had spoken."""

    at_ns: int
    chunk: int
    known: tuple[Message, ...]
    present: frozenset[int]


@dataclass(slots=True)
class ChunkReader:
    """The open file of one recording. `unreadable` are the numbers of damaged chunks."""

    index: RecordingIndex
    stream: BinaryIO
    unreadable: set[int] = field(default_factory=set)
    # Several topics are looked for in one chunk.
    _read_last: tuple[int, tuple[Message, ...]] = (-1, ())

    def read(self, number: int) -> tuple[Message, ...]:
        """Return the messages of a chunk in their order; of a damaged one, none."""
        if number != self._read_last[0]:
            try:
                self._read_last = (number, self._read(number))
            except DAMAGE:
                self.unreadable.add(number)
                self._read_last = (number, ())
        return self._read_last[1]

    def _read(self, number: int) -> tuple[Message, ...]:
        self.stream.seek(self.index.chunks.offsets[number])
        head = self.stream.read(_HEAD_BYTES)
        length = int.from_bytes(head[1:], "little")
        if len(head) < _HEAD_BYTES or head[0] != Opcode.CHUNK or length > MAX_RECORD_BYTES:
            raise ValueError(f"there is no chunk at {self.index.chunks.offsets[number]}")
        body = self.stream.read(length)
        chunk = Chunk.read(ReadDataStream(BytesIO(body)))
        found = breakup_chunk(chunk, validate_crc=True)
        return tuple(record for record in found if isinstance(record, Message))

    def find_start(self, at_ns: int, wanted: Mapping[int, int | None]) -> Start:
        """Return where to begin for `at_ns`: there, or at the nearest earlier key frame of
        video, with the last sample before it of each of the `wanted` channels, however old
        it is or as old as their entry says."""
        for number, channel in self.index.channels.items():
            if channel.schema_name == SCHEMA_NAMES[Media.H264]:
                at_ns = min(at_ns, self._key_frame_before(number, channel, at_ns))
        chunk = self.index.chunks.first_reaching(at_ns)
        found = [
            self._last(number, at_ns, _any, at_ns - (at_ns if back_ns is None else back_ns))
            for number, back_ns in wanted.items()
        ]
        known = sorted(filter(None, found), key=lambda message: message.log_time)
        present = frozenset(message.channel_id for message in known)
        return Start(at_ns, chunk, tuple(known), present)

    def begin(self, wanted: Mapping[int, int | None]) -> Start:
        """Return the beginning; what was known then comes as the first samples."""
        start_ns = self.index.start_ns
        found = {number: self._last(number, start_ns + 1, _any) for number in wanted}
        present = frozenset(number for number, message in found.items() if message is not None)
        return Start(start_ns, 0, (), present)

    def _key_frame_before(self, number: int, channel: RecordedChannel, at_ns: int) -> int:
        def is_key_frame(message: Message) -> bool:
            try:
                picture = decode_picture(channel.schema_name, message.data)
            except ValueError:
                return False
            return bool(picture.flags & FLAG_KEY_FRAME)

        found = self._last(number, at_ns + 1, is_key_frame, at_ns - MAX_BACK_NS)
        return found.log_time if found is not None else at_ns

    def _last(
        self, channel: int, before_ns: int, fits: Callable[[Message], bool], after_ns: int = 0
    ) -> Message | None:
        """Return the last message of a channel before a time that `fits`, or None."""
        chunks = self.index.chunks
        # Times rise from chunk to chunk but for the length of one picture's work.
        beyond = chunks.first_reaching(before_ns + 1_000_000_000) + 1
        for number in chunks.backwards(channel, beyond):
            if chunks.end_ns[number] < after_ns:
                break
            for message in reversed(self.read(number)):
                is_ours = message.channel_id == channel and message.log_time < before_ns
                if is_ours and fits(message):
                    return message if message.log_time >= after_ns else None
        return None


def _any(_message: Message) -> bool:
    return True
