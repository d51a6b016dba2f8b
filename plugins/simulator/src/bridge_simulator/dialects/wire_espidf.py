"""ESP-IDF esp_websocket_client 1.3.0, byte by byte: gostream's AtomS3R-CAM."""

import numpy as np

from bridge_simulator.dialects.frames import CONTINUATION, masked, shortest_header
from bridge_simulator.dialects.library import (
    Answer,
    Habits,
    Heartbeat,
    Target,
    accept_of,
    fresh_key,
)

# What gostream sets; the library's own default is 1024.
BUFFER_BYTES = 16_384
MAX_ANSWER_BYTES = 1_024
_S = 1_000_000


class EspIdf:
    """The library as gostream's firmware sets it up."""

    habits = Habits(
        name="ESP-IDF",
        answer_us=15 * _S,
        reconnect_s=5.0,
        max_answer_bytes=MAX_ANSWER_BYTES,
        is_deaf_after_answer=True,
        heartbeat=Heartbeat(period_us=10 * _S, pong_us=120 * _S, only_when_idle=True),
        write_limit_s=1.0,
    )

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 13))
        self._key = ""

    def request(self, target: Target) -> bytes:
        """Return the handshake, headers in the library's order."""
        self._key = fresh_key(self._random)
        return (
            f"GET {target.path} HTTP/1.1\r\n"
            "Connection: Upgrade\r\n"
            f"Host: {target.host}:{target.port}\r\n"
            "User-Agent: ESP32 Websocket Client\r\n"
            "Upgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {self._key}\r\n"
            "\r\n"
        ).encode()

    def refusal_of(self, answer: Answer) -> str | None:
        """Return why the library hangs up after an answer, or None."""
        if answer.status_line.split(" ")[1:2] != ["101"]:
            return f"answer {answer.status_line!r}: expected status 101"
        if answer.headers.get("sec-websocket-accept") != accept_of(self._key):
            return "Sec-WebSocket-Accept does not fit the key"
        return None

    def writes_of(self, opcode: int, payload: bytes) -> list[bytes]:
        """Return header and data of each fragment, all masked."""
        writes = []
        for start in range(0, max(1, len(payload)), BUFFER_BYTES):
            part = payload[start : start + BUFFER_BYTES]
            key = self._random.bytes(4)
            is_final = start + BUFFER_BYTES >= len(payload)
            kind = opcode if start == 0 else CONTINUATION
            writes.append(shortest_header(kind, len(part), key, is_final=is_final))
            if part:
                writes.append(masked(part, key))
        return writes
