"""Socket.IO on a WebSocket: a session of its own, or one that began with polls.

Knows: the probe by which a session moves, the session. Does not know: sockets, the hub,
how polls are answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs

from bridge.api import (
    Admitted,
    Closed,
    Event,
    FaultFound,
    ForeignDialect,
    Message,
    ReplyDue,
    Sample,
)
from bridge_sources.multicam.live import DIALECT, VIEWER_MANNERS, claim_viewer
from bridge_sources.multicam.session import MAX_PAYLOAD, Entered, LeaveAll, SocketIoSession, Step
from bridge_sources.multicam.viewing import Viewing
from bridge_sources.multicam.words import Wish

SOCKET_IO_PATH = "/socket.io/"
PROBE = "2probe"
PROBE_ANSWER = "3probe"
UPGRADE = "5"
_CLOSE_POLICY = 1008


@dataclass(frozen=True, slots=True)
class Handover:
    """A session that leaves its polls, and what it had to say still."""

    session: SocketIoSession
    viewing: Viewing
    waiting: tuple[str, ...]


class PolledSessions(Protocol):
    """The sessions that polls carry, as a WebSocket needs them."""

    def pause(self, sid: str) -> bool:
        """Let a session's polls end, because it may move; False if there is none."""
        ...  # pragma: no cover

    def resume(self, sid: str) -> None:
        """Let a session's polls go on: it did not move."""
        ...  # pragma: no cover

    def hand_over(self, sid: str) -> Handover | None:
        """Give a session away, or None if it is gone."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Handshake:
    """What the address of a Socket.IO request says. `fault` is why it is refused."""

    transport: str
    sid: str
    is_spoken: bool  # Whether the version of the protocol is one that we speak.
    fault: str = ""


def read_handshake(query: str) -> Handshake:
    """Return what a query string asks for; it never fails."""
    found = parse_qs(query[:2048], max_num_fields=32) if query.count("&") < 32 else {}
    version = found.get("EIO", [""])[0]
    transport = found.get("transport", [""])[0]
    sid = found.get("sid", [""])[0][:64]
    fault = ""
    if version != "4":
        fault = (
            f"Engine.IO {version[:8] or 'without a version'} is not spoken here, only version 4: "
            "use a Socket.IO client of version 3 or later"
        )
    elif transport not in ("polling", "websocket"):
        fault = f"transport {transport[:20]!r}: there are polling and websocket"
    return Handshake(transport, sid, version == "4", fault)


class SocketIoDialect(ForeignDialect):
    """One viewer's WebSocket. `fresh` is the session that it has if it brings none."""

    name = DIALECT
    manners = VIEWER_MANNERS

    def __init__(
        self, handshake: Handshake, polled: PolledSessions, fresh: SocketIoSession, viewing: Viewing
    ) -> None:
        self._handshake = handshake
        self._polled = polled
        self._session = fresh
        self._viewing = viewing
        self._moves = bool(handshake.sid)  # The session is still one of polls.
        self._is_admitted = False
        self._is_paused = False

    @property
    def next_timer_us(self) -> int | None:
        """When the session has something to say next."""
        return None if self._moves else self._session.next_timer_us

    def begin(self, now_us: int) -> Sequence[Event]:
        """Claim to be a viewer, unless the handshake is for somebody else."""
        fault = self._handshake.fault
        if fault:
            return FaultFound("bad_handshake", fault), Closed(_CLOSE_POLICY, _short(fault))
        news = () if self._moves else self._viewing.begin()
        return (claim_viewer(), *news)

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Open the session; one that moves here is open."""
        self._is_admitted = True
        return () if self._moves else (self._session.handshake(upgrades=()),)

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Return what a packet means."""
        if not self._is_admitted:
            return ()
        if not isinstance(message, str) or len(message) > MAX_PAYLOAD:
            return (FaultFound("bad_packet", "expected a short text packet"),)
        if self._moves:
            return self._move(message)
        return self._carry_out(self._session.receive(message, now_us))

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Ask for a sign of life, or end what is silent."""
        return self._carry_out(self._session.check_timers(now_us))

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a picture, or a camera that was found, as an event."""
        return self._viewing.show(sample) if self._session.is_connected else ()

    def close(self, now_us: int) -> None:
        """Let a session that did not move go on with its polls."""
        if self._moves and self._is_paused:
            self._polled.resume(self._handshake.sid)

    def _move(self, packet: str) -> Sequence[Event]:
        sid = self._handshake.sid
        if packet == PROBE and not self._is_paused:
            self._is_paused = self._polled.pause(sid)
            if self._is_paused:
                return (ReplyDue(PROBE_ANSWER),)
        elif packet == UPGRADE and self._is_paused:
            taken = self._polled.hand_over(sid)
            if taken is not None:
                return self._take_over(taken)
        self._is_paused = False
        return FaultFound("bad_handshake", "there is no such session"), Closed(
            _CLOSE_POLICY, "there is no such session"
        )

    def _take_over(self, taken: Handover) -> Sequence[Event]:
        self._moves = False
        self._session, self._viewing = taken.session, taken.viewing
        return (*map(ReplyDue, taken.waiting), *self._viewing.begin())

    def _carry_out(self, steps: Sequence[Step]) -> Sequence[Event]:
        events: list[Event] = []
        for step in steps:
            match step:
                case Wish():
                    events += self._viewing.grant(step)
                case Entered():
                    events += map(ReplyDue, self._viewing.offers())
                case LeaveAll():
                    events += self._viewing.leave_all()
                case _:
                    events.append(step)
        return events


def _short(text: str) -> str:
    """Return what fits into a WebSocket's Close."""
    return text.encode()[:120].decode(errors="ignore")
