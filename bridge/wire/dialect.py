"""What every device dialect is, and the events that all of them share.

A dialect is one side of a conversation without the wire: messages in, events out. The
host drives any of them and cannot tell which; native protocol v1 is one among others.
Foreign dialects come from plugins (`bridge_choose_dialect`) and need nothing but this
module and `bridge.model`.

A dialect reads no clock (it is given `now_us`), does no I/O, and opens no threads. It
raises RemoteProtocolError when the peer broke the protocol: the host then sends what
`refuse` returns and closes with the error's code. LocalProtocolError means that the
host called it wrongly.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

import msgspec

from bridge.model.commands import Ack, Call
from bridge.model.delivery import LATEST, Delivery
from bridge.model.sample import Hop, Sample
from bridge.model.tags import TagDetections
from bridge.model.values import DeviceFeature, DeviceHealth, LogLine, Reading
from bridge.wire.constants import RoleName

Message = str | bytes  # A text message, or a binary one.


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """The peer said who it is; the host answers with `admit` or `refuse`.

    `proof` covers `auth_message`; `bearer` is a key or legacy token sent as it is.
    """

    role: RoleName
    id: str
    name: str
    sdk: str = ""
    boot: str = ""
    features: tuple[DeviceFeature, ...] = ()
    bearer: str | None = field(default=None, repr=False)
    proof: bytes | None = field(default=None, repr=False)
    auth_message: bytes = b""


@dataclass(frozen=True, slots=True)
class Times:
    """What a sample says about when it was. None means that the peer does not know.

    `captured_us` is on the bridge's clock, `device_us` on the device's own.
    """

    captured_us: int | None = None
    device_us: int | None = None
    frame_seq: int | None = None
    flags: int = 0
    hops: tuple[Hop, ...] = ()


NO_TIMES = Times()


@dataclass(frozen=True, slots=True)
class FrameArrived:
    """A JPEG picture of the device's camera."""

    jpeg: bytes = field(repr=False)
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class MediaArrived:
    """A payload for any media topic below the device's own, H.264 for one.

    `tail` is the topic without `device/{id}/`.
    """

    tail: str
    payload: bytes = field(repr=False)
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class TagsArrived:
    """Tags that the device found itself."""

    tags: TagDetections
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class ReadingArrived:
    """A button, dial or sensor; `name` is the last chunk of its topic."""

    name: str
    reading: Reading
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class HealthArrived:
    """How the device feels."""

    health: DeviceHealth


@dataclass(frozen=True, slots=True)
class LogArrived:
    """A line of the device's log."""

    line: LogLine


@dataclass(frozen=True, slots=True)
class ValueArrived:
    """A value for any topic below the device's own, declared by a plugin.

    `tail` is the topic without `device/{id}/`.
    """

    tail: str
    value: msgspec.Struct
    times: Times = NO_TIMES


@dataclass(frozen=True, slots=True)
class ReplyDue:
    """Something to send at once, before anything that waits."""

    message: Message


@dataclass(frozen=True, slots=True)
class CallRequested:
    """The peer wants a device to do something."""

    call: Call


@dataclass(frozen=True, slots=True)
class CommandAcked:
    """The device says what became of a call; `ack.id` is the id that it was sent with."""

    ack: Ack


@dataclass(frozen=True, slots=True)
class SamplesWanted:
    """The peer reads: the host subscribes and passes samples to `send_sample`.

    It takes the place of what was wanted before under the same `sub`; no patterns end it.
    What the peer may not read is left out and counted as a fault.
    """

    patterns: tuple[str, ...]
    delivery: Delivery = LATEST
    sub: int = 0


@dataclass(frozen=True, slots=True)
class FaultFound:
    """Something was passed over; to be counted, by `code`, and perhaps logged."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more will come or may be sent. The host closes the link with `code`."""

    code: int
    reason: str


Event = (
    ClaimMade
    | FrameArrived
    | MediaArrived
    | TagsArrived
    | ReadingArrived
    | HealthArrived
    | LogArrived
    | ValueArrived
    | ReplyDue
    | CallRequested
    | CommandAcked
    | SamplesWanted
    | FaultFound
    | Closed
)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What the host tells a dialect about the peer that it let in."""

    session: str
    id: str
    role: RoleName
    now_us: int
    wall_us: int = 0
    version: str = ""
    boot: str = ""
    server_proof: bytes = b""


E_co = TypeVar("E_co", covariant=True)


class Dialect(Protocol[E_co]):
    """One link's conversation with a device of some family.

    Foreign dialects are `Dialect[Event]`; native protocol v1 has a few events more.
    """

    @property
    def name(self) -> str:
        """What `DeviceState.dialect` says, as in "gamebridge.v1"."""
        ...  # pragma: no cover

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to say next, or None."""
        ...  # pragma: no cover

    def receive(self, message: Message, now_us: int) -> Sequence[E_co]:
        """Return what a message means, in order."""
        ...  # pragma: no cover

    def check_timers(self, now_us: int) -> Sequence[E_co]:
        """Return what is due because nothing came in time."""
        ...  # pragma: no cover

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Return what the peer is told when it is let in."""
        ...  # pragma: no cover

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        """Return what the peer is told before it is turned away or thrown out."""
        ...  # pragma: no cover

    def send_call(self, call: Call) -> Sequence[Message]:
        """Return a command in the device's words. ValueError if it has none for it."""
        ...  # pragma: no cover

    def send_goodbye(self, code: int, reason: str, retry_after_ms: int = 0) -> Sequence[Message]:
        """Return what the peer is told before the bridge closes for its own reasons."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class LinkManners:
    """How the links of a foreign dialect want to be treated.

    `first_word_us` is how long the bridge keeps silent after the handshake: some boards
    lose what comes together with it. `idle_timeout_us` ends a link on which nothing was
    heard; 0 never does. `stays_when_refused` leaves the link of a refused peer open, so
    that it may try again.
    """

    pings: bool = True
    idle_timeout_us: int = 60_000_000
    first_word_us: int = 0
    stays_when_refused: bool = False
    messages_per_s: float = 1000.0


class ForeignDialect(ABC):
    """A dialect of some other system, whose peers may send, read, or both.

    The answers here are those that most systems share: silence. One object serves one
    link, and the host calls it from one task.
    """

    name: ClassVar[str]
    manners: LinkManners = LinkManners()

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to say next, or None."""
        return None

    def begin(self, now_us: int) -> Sequence[Event]:
        """Return what the opening of the link means by itself."""
        return ()

    @abstractmethod
    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Return what a message means, in order. RemoteProtocolError ends the link."""

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Return what is due at `now_us`, when `next_timer_us` is over."""
        return ()

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Return what the peer is told when it is let in."""
        return ()

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        """Return what the peer is told before it is turned away or thrown out."""
        return ()

    def send_call(self, call: Call) -> Sequence[Message]:
        """Return a command in the device's words. ValueError if it has none for it."""
        raise ValueError(f"{self.name} devices take no commands, so not {call.method!r}")

    def send_ack(self, ack: Ack) -> Sequence[Message]:
        """Return what the peer is told of its own call."""
        return ()

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a sample in the peer's words, or nothing if it has no word for it.

        Called when the link can take it, so that what is returned leaves at once.
        """
        return ()

    def send_goodbye(self, code: int, reason: str, retry_after_ms: int = 0) -> Sequence[Message]:
        """Return what the peer is told before the bridge closes for its own reasons."""
        return ()

    def close(self, now_us: int) -> None:  # noqa: B027 - most have nothing to note.
        """Take note that the link is over. Called once, last of all."""
