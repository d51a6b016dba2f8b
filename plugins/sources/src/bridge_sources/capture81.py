"""The conversation with a capture81 camera: `capture` goes out, one picture comes back.

Knows: what to send and when, what a message means, when to give up. Does not know:
sockets, clocks, who wants the picture.

The firmware is a WebSocket server on port 81. It compares what it gets with the word
`capture`, so the word must be alone in one message. When its camera fails it says
nothing at all: only time tells. It takes up one message after the other, which makes a
ping behind a question that was not answered worth something: the pong says that nothing
more will come for it.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.api import FaultFound, Message

PORT = 81
RESOURCE = "/"
REQUEST = "capture"
REPLY_TIMEOUT_US = 10_000_000
PROBE_TIMEOUT_US = 5_000_000
# 1600×1200 is 80 to 350 kB, other sensors give up to 1 MB; all of the bridge stops here.
MAX_PICTURE_BYTES = 5 * 1024 * 1024
MIN_PICTURE_BYTES = 100
# Cameras pad what follows the end of the picture.
MAX_PADDING_BYTES = 100
MAX_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class SendDue:
    """A text message to send at once, in one piece."""

    text: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture came. `asked_us` is when it was asked for, None if it came unasked or late."""

    jpeg: bytes = field(repr=False)
    asked_us: int | None


@dataclass(frozen=True, slots=True)
class NotPictured:
    """The question that was open has no picture for an answer; `text` says why."""

    text: str


@dataclass(frozen=True, slots=True)
class ProbeDue:
    """A ping to send; `note_pong` takes its answer."""


@dataclass(frozen=True, slots=True)
class LinkDead:
    """Nobody is there any more. A new link may help."""

    text: str


CaptureEvent = SendDue | Pictured | NotPictured | ProbeDue | LinkDead | FaultFound


class _State(enum.Enum):
    FREE = enum.auto()
    ASKED = enum.auto()
    PROBED = enum.auto()  # The answer is overdue, and a ping went after it.


class Capture81:
    """One link to one camera. Questions go one at a time.

    `hz` is how often to ask unasked; 0 asks only when a picture is wanted.
    """

    def __init__(self, hz: float = 0.0, reply_timeout_us: int = REPLY_TIMEOUT_US) -> None:
        self._gap_us = round(1e6 / hz) if hz > 0 else 0
        self._reply_timeout_us = reply_timeout_us
        self._state = _State.FREE
        self._is_wanted = False
        self._asked_us: int | None = None
        self._deadline_us = 0

    @property
    def is_asking(self) -> bool:
        """True while a question is open and its time is not over."""
        return self._state is _State.ASKED

    @property
    def next_timer_us(self) -> int | None:
        """When `poll` has something to say next, or None."""
        if self._state is not _State.FREE:
            return self._deadline_us
        if self._is_wanted or (self._gap_us and self._asked_us is None):
            return 0
        if self._gap_us and self._asked_us is not None:
            return self._asked_us + self._gap_us
        return None

    def want(self) -> None:
        """Say that somebody wants a picture. One that is under way serves them too."""
        self._is_wanted = self._state is not _State.ASKED

    def poll(self, now_us: int) -> Sequence[CaptureEvent]:
        """Return what is due at `now_us`."""
        due_us = self.next_timer_us
        if due_us is None or now_us < due_us:
            return ()
        match self._state:
            case _State.FREE:
                return self._ask(now_us)
            case _State.ASKED:
                self._enter(_State.PROBED, now_us + PROBE_TIMEOUT_US)
                return NotPictured(self._silence()), ProbeDue()
            case _State.PROBED:
                waited_s = (self._reply_timeout_us + PROBE_TIMEOUT_US) / 1e6
                return (LinkDead(f"no sign of life for {waited_s:g} s, not even to a ping"),)

    def receive(self, message: Message, now_us: int) -> Sequence[CaptureEvent]:
        """Return what a message means. No message is an error: firmwares are chatty."""
        if isinstance(message, str):
            shown = message[:MAX_SHOWN_CHARS]
            return (FaultFound("unexpected_text", f"the camera sent the text {shown!r}"),)
        fault = _find_fault(message)
        is_answer = self._state is _State.ASKED
        if not fault:
            asked_us = self._asked_us if is_answer else None
            self._state = _State.FREE
            return (Pictured(message, asked_us),)
        if not is_answer:
            return (FaultFound("not_a_picture", fault),)
        self._state = _State.FREE
        return NotPictured(fault), FaultFound("not_a_picture", fault)

    def note_pong(self) -> None:
        """Take note that the ping was answered: nothing is owed any more."""
        if self._state is _State.PROBED:
            self._state = _State.FREE

    def _ask(self, now_us: int) -> Sequence[CaptureEvent]:
        self._is_wanted = False
        self._asked_us = now_us
        self._enter(_State.ASKED, now_us + self._reply_timeout_us)
        return (SendDue(REQUEST),)

    def _enter(self, state: _State, deadline_us: int) -> None:
        self._state = state
        self._deadline_us = deadline_us

    def _silence(self) -> str:
        return (
            f"it sent no picture within {self._reply_timeout_us / 1e6:g} s; this firmware says "
            "nothing when its camera fails: check the ribbon cable and the power supply"
        )


def _find_fault(jpeg: bytes) -> str:
    """Return why bytes are no whole JPEG picture, or an empty text."""
    size = f"{len(jpeg)} bytes"
    if len(jpeg) < MIN_PICTURE_BYTES or not jpeg.startswith(b"\xff\xd8"):
        return f"it sent {size} that are no JPEG picture"
    if b"\xff\xd9" not in jpeg[-MAX_PADDING_BYTES:]:
        return f"it sent a picture of {size} that is cut off"
    return ""
