"""A WebSocket client of a device: bytes in, events out, as its library has it.

Knows: the handshake's limits, frames, heartbeats. Does not know: sockets, what is said.
Times are microseconds of any clock that does not jump.
"""

from dataclasses import dataclass

from bridge_simulator.dialects.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    FrameReader,
    FrameTooLong,
)
from bridge_simulator.dialects.library import HEAD_END, Library, Target, parse_answer


@dataclass(frozen=True, slots=True)
class Opened:
    """The library takes the answer to its handshake."""


@dataclass(frozen=True, slots=True)
class TextIn:
    """A text message arrived."""

    text: str


@dataclass(frozen=True, slots=True)
class BinaryIn:
    """A binary message arrived."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class WriteDue:
    """These bytes leave now."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Complaint:
    """The other side did what this library does not stand, or does not notice."""

    text: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The library gives the connection up."""

    reason: str


WireEvent = Opened | TextIn | BinaryIn | WriteDue | Complaint | HungUp


class ClientWire:
    """One connection of one library, from handshake to hang-up."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._habits = library.habits
        self._head = bytearray()
        self._reader = FrameReader(library.habits.max_inbound_bytes)
        self._is_open = False
        self._is_over = False
        self._lines_seen = 0
        self._answer_due_us: int | None = None
        self._ping_due_us: int | None = None
        self._pong_due_us: int | None = None
        self._misses = 0
        self._parts: list[bytes] = []
        self._parts_opcode = TEXT

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` is to be called, or None."""
        if self._is_over:
            return None
        timers = (self._answer_due_us, self._ping_due_us, self._pong_due_us)
        return min((due for due in timers if due is not None), default=None)

    def opening(self, target: Target, now_us: int) -> bytes:
        """Return the handshake."""
        self._answer_due_us = now_us + self._habits.answer_us
        return self._library.request(target)

    def writes_of(self, opcode: int, payload: bytes) -> list[bytes]:
        """Return the writes that a message takes."""
        return self._library.writes_of(opcode, payload)

    def receive(self, data: bytes, now_us: int) -> list[WireEvent]:
        """Return what the bytes of one read mean."""
        if self._is_over:
            return []
        if not self._is_open:
            return self._read_answer(data, now_us)
        heartbeat = self._habits.heartbeat
        if heartbeat is not None and heartbeat.only_when_idle:
            self._ping_due_us = now_us + heartbeat.period_us
        self._reader.feed(data)
        return self._read_frames(now_us)

    def check_timers(self, now_us: int) -> list[WireEvent]:
        """Return what is due by now."""
        if self._answer_due_us is not None and now_us >= self._answer_due_us:
            return self._hang_up("no answer to the handshake in time")
        heartbeat = self._habits.heartbeat
        if heartbeat is None or not self._is_open or self._is_over:
            return []
        if self._pong_due_us is not None and now_us >= self._pong_due_us:
            self._misses += 1
            if self._misses >= heartbeat.misses:
                return self._hang_up(f"{self._misses} pings without a pong in time")
            self._pong_due_us = None
            self._ping_due_us = now_us
        if self._ping_due_us is not None and now_us >= self._ping_due_us:
            self._ping_due_us = now_us + heartbeat.period_us
            if self._pong_due_us is None:
                self._pong_due_us = now_us + heartbeat.pong_us
            return self._frame(PING)
        return []

    def _frame(self, opcode: int, payload: bytes = b"") -> list[WireEvent]:
        return [WriteDue(b"".join(self._library.writes_of(opcode, payload)))]

    def _hang_up(self, reason: str, *words: WireEvent) -> list[WireEvent]:
        self._is_over = True
        return [*words, HungUp(reason)]

    def _read_answer(self, data: bytes, now_us: int) -> list[WireEvent]:
        self._head += data
        end = self._head.find(HEAD_END)
        size = len(self._head) if end < 0 else end + len(HEAD_END)
        limit = self._habits.max_answer_bytes
        if limit is not None and size > limit:
            return self._hang_up(f"the answer has more than {limit} bytes")
        if end < 0:
            lines = self._head.count(b"\r\n")
            if self._habits.is_each_line_timed and lines > self._lines_seen:
                self._lines_seen = lines
                self._answer_due_us = now_us + self._habits.answer_us
            return []
        refusal = self._library.refusal_of(parse_answer(bytes(self._head[:end])))
        if refusal is not None:
            words = self._habits.parting_words
            return self._hang_up(refusal, *([WriteDue(words)] if words else []))
        return [Opened(), *self._start(bytes(self._head[size:]), now_us)]

    def _start(self, early: bytes, now_us: int) -> list[WireEvent]:
        """Begin to read frames; `early` came in the same read as the answer."""
        self._is_open = True
        self._answer_due_us = None
        if self._habits.heartbeat is not None:
            self._ping_due_us = now_us + self._habits.heartbeat.period_us
        if early and self._habits.is_deaf_after_answer:
            return [Complaint(f"{len(early)} bytes came together with the 101 and are lost")]
        self._reader.feed(early)
        return self._read_frames(now_us)

    def _read_frames(self, now_us: int) -> list[WireEvent]:
        events: list[WireEvent] = []
        while not self._is_over:
            try:
                frame = self._reader.next_frame()
            except FrameTooLong as error:
                limit = self._habits.max_inbound_bytes
                return events + self._hang_up(
                    f"a frame of {error} came, {limit} is the most",
                    *self._frame(CLOSE, (1009).to_bytes(2, "big")),
                )
            if frame is None:
                break
            if frame.is_masked:
                events.append(Complaint("a server masks no frames"))
            events += self._take(frame, now_us)
        return events

    def _take(self, frame: Frame, now_us: int) -> list[WireEvent]:
        if frame.opcode == PING:
            return self._frame(PONG, frame.payload)
        if frame.opcode == PONG:
            self._misses, self._pong_due_us = 0, None
            return []
        if frame.opcode == CLOSE:
            code = int.from_bytes(frame.payload[:2], "big")
            return self._hang_up(
                f"closed by the bridge, code {code}", *self._frame(CLOSE, frame.payload[:2])
            )
        if frame.opcode not in (CONTINUATION, TEXT, BINARY):
            return [Complaint(f"opcode {frame.opcode} means nothing")]
        return self._take_part(frame)

    def _take_part(self, frame: Frame) -> list[WireEvent]:
        is_whole = frame.is_final and frame.opcode != CONTINUATION
        if not is_whole and not self._habits.is_joining_fragments:
            return [Complaint("a fragmented message: sketches ignore those")]
        if frame.opcode != CONTINUATION:
            self._parts, self._parts_opcode = [], frame.opcode
        self._parts.append(frame.payload)
        if not frame.is_final:
            return []
        payload, self._parts = b"".join(self._parts), []
        if self._parts_opcode == BINARY:
            return [BinaryIn(payload)]
        return _text_of(payload)


def _text_of(payload: bytes) -> list[WireEvent]:
    try:
        return [TextIn(payload.decode())]
    except UnicodeDecodeError:
        return [Complaint("a text that is no UTF-8")]
