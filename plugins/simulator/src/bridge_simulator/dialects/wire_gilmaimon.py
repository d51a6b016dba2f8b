"""gilmaimon ArduinoWebsockets ("TinyWebsockets"), client side, byte by byte: taghub."""

from bridge_simulator.dialects.frames import NO_KEY, shortest_header
from bridge_simulator.dialects.library import Answer, Habits, Target, accept_of

# Base64 of 0123456789abcdef, in every handshake of every device.
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
_LINE_US = 1_000_000


class Gilmaimon:
    """The library; it never connects again by itself."""

    habits = Habits(name="gilmaimon", answer_us=_LINE_US, reconnect_s=None, is_each_line_timed=True)

    def request(self, target: Target) -> bytes:
        """Return the handshake, headers in the library's order; Host has no port."""
        return (
            f"GET {target.path} HTTP/1.1\r\n"
            f"Host: {target.host}\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\n"
            "Upgrade: websocket\r\n"
            "Connection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "User-Agent: TinyWebsockets Client\r\n"
            "Origin: https://github.com/gilmaimon/TinyWebsockets\r\n"
            "\r\n"
        ).encode()

    def refusal_of(self, answer: Answer) -> str | None:
        """Return why the library hangs up after an answer, or None."""
        if not answer.status_line.startswith("HTTP/1.1 101"):
            return f"answer {answer.status_line!r}: expected HTTP/1.1 101"
        if answer.header("upgrade") != "websocket" or answer.header("connection") != "upgrade":
            return "Upgrade and Connection: expected exactly 'websocket' and 'upgrade'"
        if answer.headers.get("sec-websocket-accept") != accept_of(KEY):
            return "Sec-WebSocket-Accept does not fit the key"
        return None

    def writes_of(self, opcode: int, payload: bytes) -> list[bytes]:
        """Return one frame in one write; the mask is announced, and all zero."""
        return [shortest_header(opcode, len(payload), NO_KEY) + payload]
