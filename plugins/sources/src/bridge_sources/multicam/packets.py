"""Engine.IO and Socket.IO packets as text; the codecs are those of python-socketio.

Knows: how packets are written. Does not know: sessions, links. Engine.IO 4, Socket.IO 5.
The libraries are loaded with this module, which is loaded with the first viewer.
"""

import enum
import json
from collections.abc import Iterable
from dataclasses import dataclass

from engineio import packet as engine_packet
from engineio import payload as engine_payload
from socketio import packet as socket_packet

from bridge.api import JsonScalar

# A payload of a poll holds packets in a row.
SEPARATOR = "\x1e"


class EngineType(enum.IntEnum):
    """What an Engine.IO packet is for."""

    OPEN = engine_packet.OPEN
    CLOSE = engine_packet.CLOSE
    PING = engine_packet.PING
    PONG = engine_packet.PONG
    MESSAGE = engine_packet.MESSAGE
    UPGRADE = engine_packet.UPGRADE
    NOOP = engine_packet.NOOP


_ENGINE_TYPES = {str(int(kind)): kind for kind in EngineType}


class SocketType(enum.IntEnum):
    """What a Socket.IO packet is for."""

    CONNECT = socket_packet.CONNECT
    DISCONNECT = socket_packet.DISCONNECT
    EVENT = socket_packet.EVENT
    ACK = socket_packet.ACK
    CONNECT_ERROR = socket_packet.CONNECT_ERROR
    BINARY_EVENT = socket_packet.BINARY_EVENT
    BINARY_ACK = socket_packet.BINARY_ACK


@dataclass(frozen=True, slots=True)
class SocketPacket:
    """A Socket.IO packet. `id` asks for an ack."""

    type: SocketType
    content: object = None
    namespace: str = "/"
    id: int | None = None


def read_engine(text: str) -> tuple[EngineType, str]:
    """Return the type and content of an Engine.IO packet. ValueError if it is none."""
    if text[:1] not in _ENGINE_TYPES:
        raise ValueError(f"Engine.IO packet {text[:20]!r}: no such type")
    return _ENGINE_TYPES[text[0]], text[1:]


def read_socket(text: str) -> SocketPacket:
    """Return a Socket.IO packet. ValueError if it is none."""
    if not text:
        raise ValueError("Socket.IO packet '': it is empty")
    try:
        packet = socket_packet.Packet(encoded_packet=text)
        return SocketPacket(
            SocketType(packet.packet_type), packet.data, packet.namespace or "/", packet.id
        )
    # The codec is for packets of friends: what it raises for others differs by packet.
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise ValueError(f"Socket.IO packet {text[:20]!r}: {error}") from None


def read_payload(text: str) -> list[str]:
    """Return the packets of a poll's body. ValueError if there are too many, or none."""
    packets = text.split(SEPARATOR)
    limit = engine_payload.Payload.max_decode_packets
    if not text or len(packets) > limit:
        raise ValueError(f"{len(packets) if text else 0} packets: expected 1 to {limit}")
    return packets


def write_payload(packets: Iterable[str]) -> str:
    """Return the body of an answered poll."""
    return SEPARATOR.join(packets)


def write_engine(kind: EngineType, content: str | dict[str, object] = "") -> str:
    """Return an Engine.IO packet."""
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    return str(engine_packet.Packet(int(kind), text).encode())


def write_socket(
    kind: SocketType, content: object = None, namespace: str = "/", ack_id: int | None = None
) -> str:
    """Return a Socket.IO packet inside of an Engine.IO message."""
    packet = socket_packet.Packet(int(kind), content, namespace, ack_id, binary=False)
    return write_engine(EngineType.MESSAGE, str(packet.encode()))


def write_event(event: str, content: dict[str, JsonScalar]) -> str:
    """Return a Socket.IO event of the default namespace."""
    return write_socket(SocketType.EVENT, [event, content])
