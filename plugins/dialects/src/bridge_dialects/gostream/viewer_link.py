"""The link `/ws/viewer`: the picked camera's H.264 as an MPEG transport stream.

Knows: when a stream can begin, how long its messages may be. Does not know: sockets, how
a transport stream is written.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from bridge.api import (
    ClaimMade,
    Event,
    FaultFound,
    ForeignDialect,
    LinkManners,
    Message,
    Sample,
)
from bridge_dialects.gostream.follower import CameraFollower
from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.roster import SYSTEM, Roster

PACKET_BYTES = 188
# The old server passed on what it read, up to 4096 bytes; these are whole packets.
MESSAGE_BYTES = 4096 // PACKET_BYTES * PACKET_BYTES
# How often to ask whether the library is loaded, which takes a tenth of a second once.
_LOADING_US = 20_000
_TOLD_CHARS = 80


class TransportWriter(Protocol):
    """Writes access units as a transport stream."""

    def write(self, unit: bytes, captured_us: int, *, is_key_frame: bool) -> bytes:
        """Return the packets of an access unit. ValueError if it is none."""
        ...  # pragma: no cover


# Returns a new writer, or None while the library behind it is being loaded.
OpenWriter = Callable[[], TransportWriter | None]


class ViewerLink(ForeignDialect):
    """A page or player that looks. It sends nothing that matters."""

    name: ClassVar[str] = SYSTEM
    manners = LinkManners()

    def __init__(self, guest: Guest, roster: Roster, open_writer: OpenWriter) -> None:
        self._roster = roster
        self._open_writer = open_writer
        self._writer: TransportWriter | None = None
        self._follower = CameraFollower("camera/h264", guest.camera)
        self._is_counted = False
        self._due_us: int | None = None

    @property
    def next_timer_us(self) -> int | None:
        """At once when the camera changes; a little later while the writer is loaded."""
        if self._writer is None:
            return self._due_us
        return 0 if self._follower.has_news else None

    def begin(self, now_us: int) -> Sequence[Event]:
        """Come in as a viewer, and ask which cameras there are."""
        self._is_counted = True
        self._roster.viewers += 1
        self._due_us = now_us
        return (ClaimMade("viewer", "", ""), self._follower.begin())

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Viewers have nothing to say."""
        told = message[:_TOLD_CHARS] if isinstance(message, str) else f"{len(message)} bytes"
        return (FaultFound("message_ignored", told),)

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Follow the camera that is shown, once its pictures can be written."""
        if self._writer is None:
            self._writer = self._open_writer()
        if self._writer is None:
            self._due_us = now_us + _LOADING_US
            return ()
        return self._follower.take_news()

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return the packets of an access unit, in messages of whole packets."""
        if self._follower.note(sample) or self._writer is None:
            return ()
        packets = self._writer.write(
            sample.payload, sample.captured_us, is_key_frame=sample.is_key_frame
        )
        return [packets[at : at + MESSAGE_BYTES] for at in range(0, len(packets), MESSAGE_BYTES)]

    def close(self, now_us: int) -> None:
        """Leave the roster."""
        if self._is_counted:
            self._is_counted = False
            self._roster.viewers -= 1
        self._writer = None
