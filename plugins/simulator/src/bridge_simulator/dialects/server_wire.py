"""The WebSocket of devices that are servers themselves: their answers, and their frames.

Knows: Links2004's server and ESPAsyncWebServer. Does not know: sockets, what is said.
"""

from bridge_simulator.dialects.client_wire import (
    BinaryIn,
    Complaint,
    HungUp,
    TextIn,
    WireEvent,
    WriteDue,
)
from bridge_simulator.dialects.doors import Request
from bridge_simulator.dialects.frames import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    FrameReader,
    FrameTooLong,
    frame_header,
)
from bridge_simulator.dialects.library import accept_of

MAX_INBOUND_BYTES = 15 * 1024
# As in the client of the same library: one less than the standard has.
_TWO_BYTES_UP_TO = 65_534
NOT_A_WEBSOCKET = (
    b"HTTP/1.1 400 Bad Request\r\n"
    b"Server: arduino-WebSocket-Server\r\n"
    b"Content-Type: text/plain\r\n"
    b"Content-Length: 32\r\n"
    b"Connection: close\r\n"
    b"Sec-WebSocket-Version: 13\r\n"
    b"\r\n"
    b"This is a Websocket server only!"
)


def _is_upgrade(request: Request) -> bool:
    headers = request.headers
    return (
        request.method == "GET"
        and headers.get("upgrade", "").lower() == "websocket"
        and "upgrade" in headers.get("connection", "").lower()
        and headers.get("sec-websocket-version") == "13"
        and bool(headers.get("sec-websocket-key"))
    )


def links2004_answer(request: Request) -> bytes | None:
    """Return Links2004's answer to a handshake, or None when it is none."""
    if not _is_upgrade(request):
        return None
    # Whatever protocol was asked for, the answer is its own; without a wish there is none.
    wish = "sec-websocket-protocol" in request.headers
    return (
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Server: arduino-WebSocketsServer\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Accept: {accept_of(request.headers['sec-websocket-key'])}\r\n"
        f"{'Sec-WebSocket-Protocol: arduino' + chr(13) + chr(10) if wish else ''}"
        "\r\n"
    ).encode()


def async_answer(request: Request) -> bytes | None:
    """Return ESPAsyncWebServer's answer to a handshake, or None when it is none."""
    if not _is_upgrade(request):
        return None
    return (
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Connection: Upgrade\r\n"
        "Upgrade: websocket\r\n"
        f"Sec-WebSocket-Accept: {accept_of(request.headers['sec-websocket-key'])}\r\n"
        "\r\n"
    ).encode()


def server_frame(opcode: int, payload: bytes = b"") -> bytes:
    """Return one frame, unmasked, in one piece."""
    return frame_header(opcode, len(payload), None, two_bytes_up_to=_TWO_BYTES_UP_TO) + payload


class ServerWire:
    """One connection after its handshake."""

    def __init__(self) -> None:
        self._reader = FrameReader(MAX_INBOUND_BYTES)

    def receive(self, data: bytes) -> list[WireEvent]:
        """Return what the bytes mean; nothing follows HungUp."""
        self._reader.feed(data)
        events: list[WireEvent] = []
        while not events or not isinstance(events[-1], HungUp):
            try:
                frame = self._reader.next_frame()
            except FrameTooLong:
                bye = WriteDue(server_frame(CLOSE, (1009).to_bytes(2, "big")))
                return [*events, bye, HungUp(f"more than {MAX_INBOUND_BYTES} bytes")]
            if frame is None:
                break
            if not frame.is_masked:
                events.append(Complaint("a client masks its frames"))
            events += _meaning_of(frame)
        return events


def _meaning_of(frame: Frame) -> list[WireEvent]:
    if frame.opcode == PING:
        return [WriteDue(server_frame(PONG, frame.payload))]
    if frame.opcode == PONG:
        return []
    if frame.opcode == CLOSE:
        return [WriteDue(server_frame(CLOSE, frame.payload[:2])), HungUp("closed")]
    if not frame.is_final or frame.opcode == CONTINUATION:
        return [Complaint("a fragmented message: sketches ignore those")]
    if frame.opcode == TEXT:
        return [TextIn(frame.payload.decode(errors="replace"))]
    return [BinaryIn(frame.payload)]
