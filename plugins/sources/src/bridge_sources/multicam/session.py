"""One Socket.IO session, from its handshake to its end, whatever carries its packets.

Knows: Engine.IO 4 and Socket.IO 5, their timers, the default namespace. Does not know:
links, polls, the hub, what is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.api import Closed, FaultFound, ReplyDue
from bridge_sources.multicam.packets import (
    EngineType,
    SocketPacket,
    SocketType,
    read_engine,
    read_socket,
    write_engine,
    write_socket,
)
from bridge_sources.multicam.words import Wish, read_wish

PING_INTERVAL_US = 25_000_000
PING_TIMEOUT_US = 20_000_000
# Whoever opens a session and then says nothing has this long.
CONNECT_WITHIN_US = 45_000_000
# Clients cut what they send by polls into such pieces; the house takes no longer texts.
MAX_PAYLOAD = 65_536
_LONGEST_NAMESPACE = 64


@dataclass(frozen=True, slots=True)
class LeaveAll:
    """The viewer has left the default namespace, and with it every stream."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The viewer has joined the default namespace, and may be told things."""


Step = ReplyDue | FaultFound | Closed | Wish | Entered | LeaveAll


class SocketIoSession:
    """What was said and what is due.

    `sid` is a secret: whoever has it is the viewer. `shown_id` is what pages may show.
    """

    def __init__(self, sid: str, shown_id: str, now_us: int) -> None:
        self.sid = sid
        self._shown_id = shown_id
        self.is_connected = False
        self.is_over = False
        self._ping_due_us = now_us + PING_INTERVAL_US
        self._pong_until_us: int | None = None
        self._connect_until_us: int | None = now_us + CONNECT_WITHIN_US

    def handshake(self, *, upgrades: Sequence[str]) -> str:
        """Return the first packet of the session."""
        return write_engine(
            EngineType.OPEN,
            {
                "sid": self.sid,
                "upgrades": list(upgrades),
                "pingInterval": PING_INTERVAL_US // 1000,
                "pingTimeout": PING_TIMEOUT_US // 1000,
                "maxPayload": MAX_PAYLOAD,
            },
        )

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to say next, or None once the session is over."""
        if self.is_over:
            return None
        due = [
            self._ping_due_us if self._pong_until_us is None else self._pong_until_us,
            *([] if self._connect_until_us is None else [self._connect_until_us]),
        ]
        return min(due)

    def check_timers(self, now_us: int) -> list[Step]:
        """Ask for a sign of life when it is time, and end what is silent."""
        if self.is_over:
            return []
        if self._connect_until_us is not None and now_us >= self._connect_until_us:
            return self.end("nothing was asked for in time")
        if self._pong_until_us is not None:
            if now_us >= self._pong_until_us:
                return self.end("no pong came in time")
            return []
        if now_us >= self._ping_due_us:
            self._pong_until_us = now_us + PING_TIMEOUT_US
            return [ReplyDue(write_engine(EngineType.PING))]
        return []

    def end(self, reason: str) -> list[Step]:
        """Return what ends the session."""
        self.is_over = True
        return [LeaveAll(), Closed(1000, reason)]

    def receive(self, text: str, now_us: int) -> list[Step]:
        """Return what an Engine.IO packet means. What means nothing is counted."""
        if self.is_over:
            return []
        try:
            kind, content = read_engine(text)
            return self._take(kind, content, now_us)
        except ValueError as error:
            return [FaultFound("bad_packet", str(error))]

    def _take(self, kind: EngineType, content: str, now_us: int) -> list[Step]:
        match kind:
            case EngineType.MESSAGE:
                return self._take_message(read_socket(content), now_us)
            case EngineType.PONG:
                self._pong_until_us = None
                self._ping_due_us = now_us + PING_INTERVAL_US
                return []
            case EngineType.CLOSE:
                return self.end("the viewer left")
            case EngineType.PING:
                return [ReplyDue(write_engine(EngineType.PONG, content[:16]))]
            case EngineType.NOOP:
                return []
            case EngineType.OPEN | EngineType.UPGRADE:
                raise ValueError(f"packet {kind.name} makes no sense here")

    def _take_message(self, packet: SocketPacket, now_us: int) -> list[Step]:
        match packet.type:
            case SocketType.CONNECT:
                return self._connect(packet.namespace)
            case SocketType.DISCONNECT:
                self.is_connected = False
                self._connect_until_us = now_us + CONNECT_WITHIN_US
                return [LeaveAll()]
            case SocketType.EVENT:
                return self._take_event(packet)
            case SocketType.ACK:
                return []
            case _:
                raise ValueError(f"packet {packet.type.name} is not taken")

    def _connect(self, namespace: str) -> list[Step]:
        if namespace != "/":
            shown = namespace[:_LONGEST_NAMESPACE]
            refusal = {"message": "Invalid namespace"}
            return [ReplyDue(write_socket(SocketType.CONNECT_ERROR, refusal, shown))]
        self.is_connected = True
        self._connect_until_us = None
        told = ReplyDue(write_socket(SocketType.CONNECT, {"sid": self._shown_id}))
        return [told, Entered()]

    def _take_event(self, packet: SocketPacket) -> list[Step]:
        if not self.is_connected or packet.namespace != "/":
            raise ValueError("an event before the namespace was joined")
        if not isinstance(packet.content, list) or not packet.content:
            raise ValueError("an event is a list that begins with its name")
        steps: list[Step] = []
        if packet.id is not None:
            steps.append(ReplyDue(write_socket(SocketType.ACK, [], ack_id=packet.id)))
        arguments = packet.content[1:]
        try:
            steps.append(read_wish(packet.content[0], arguments[0] if arguments else None))
        except ValueError as error:
            steps.append(FaultFound("not_an_event", str(error)))
        return steps
