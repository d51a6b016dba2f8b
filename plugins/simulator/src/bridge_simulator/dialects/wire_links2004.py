"""Links2004 arduinoWebSockets, client side, byte by byte: s3cam, LilyGO, many sketches."""

import numpy as np

from bridge_simulator.dialects.frames import NO_KEY, frame_header, masked
from bridge_simulator.dialects.library import (
    Answer,
    Habits,
    Heartbeat,
    Target,
    accept_of,
    fresh_key,
)

# Below this the frame is copied into one buffer and masked; above it is sent as it lies.
ONE_WRITE_BELOW_BYTES = 1_400
# The library compares with "less than 65535" where the standard has "at most".
_TWO_BYTES_UP_TO = 65_534
_MAX_INBOUND_BYTES = 15 * 1024
_S = 1_000_000
HEARTBEAT = Heartbeat(period_us=15 * _S, pong_us=3 * _S, misses=2)


class Links2004:
    """The library as one sketch uses it; `heartbeat` only where the sketch enables it."""

    def __init__(
        self, seed: int, reconnect_s: float = 5.0, heartbeat: Heartbeat | None = None
    ) -> None:
        self._random = np.random.default_rng((seed, 2004))
        self._key = ""
        self.habits = Habits(
            name="Links2004",
            answer_us=5 * _S,
            reconnect_s=reconnect_s,
            max_inbound_bytes=_MAX_INBOUND_BYTES,
            is_joining_fragments=False,
            heartbeat=heartbeat,
            write_limit_s=5.0,
            parting_words=b"This is a webSocket client!",
        )

    def request(self, target: Target) -> bytes:
        """Return the handshake, headers in the library's order."""
        self._key = fresh_key(self._random)
        return (
            f"GET {target.path} HTTP/1.1\r\n"
            f"Host: {target.host}:{target.port}\r\n"
            "Connection: Upgrade\r\n"
            "Upgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {self._key}\r\n"
            "Sec-WebSocket-Protocol: arduino\r\n"
            "Origin: file://\r\n"
            "User-Agent: arduino-WebSocket-Client\r\n"
            "\r\n"
        ).encode()

    def refusal_of(self, answer: Answer) -> str | None:
        """Return why the library hangs up after an answer, or None."""
        if answer.status_line.split(" ")[1:2] != ["101"]:
            return f"answer {answer.status_line!r}: expected status 101"
        if answer.header("connection") != "upgrade":
            return f"Connection: {answer.header('connection')!r}: expected exactly 'upgrade'"
        if answer.header("upgrade") != "websocket":
            return f"Upgrade: {answer.header('upgrade')!r}: expected exactly 'websocket'"
        if answer.headers.get("sec-websocket-accept") != accept_of(self._key):
            return "Sec-WebSocket-Accept does not fit the key"
        return None

    def writes_of(self, opcode: int, payload: bytes) -> list[bytes]:
        """Return one frame: in one write with a mask, or header and clear data in two."""
        if len(payload) < ONE_WRITE_BELOW_BYTES:
            # The mask is made by random(0xFF), which never gives 255.
            key = bytes(self._random.integers(0, 255, 4, np.uint8))
            return [self._header(opcode, payload, key) + masked(payload, key)]
        return [self._header(opcode, payload, NO_KEY), payload]

    def _header(self, opcode: int, payload: bytes, key: bytes) -> bytes:
        return frame_header(opcode, len(payload), key, two_bytes_up_to=_TWO_BYTES_UP_TO)
