"""The files in tests/conversations as bytes: frames as each library makes them.

Written from the standard and from what is known of the libraries, and from nothing of the
bridge or the simulator.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "conversations"
TEXT, BINARY, CONTINUATION, CLOSE, PING = 1, 2, 0, 8, 9
MASK = b"\x3a\x91\x07\xc4"
CLEAR = bytes(4)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One file. `head` is the handshake, `body` all that follows it."""

    name: str
    system: str
    port: int
    settings: Mapping[str, object]
    head: bytes
    body: bytes
    wire_sha256: str
    events: list[str]


def load_conversations() -> Iterator[Conversation]:
    """Yield the files by name."""
    for path in sorted(FOLDER.glob("*.json")):
        spoken = json.loads(path.read_text(encoding="utf-8"))
        frames = b"".join(_frames(spoken["library"], word) for word in spoken["says"])
        yield Conversation(
            spoken["name"],
            spoken["system"],
            spoken["port"],
            spoken.get("settings", {}),
            "\r\n".join((*spoken["handshake"], "", "")).encode(),
            frames + _frame(CLOSE, struct.pack("!H", 1000), MASK),
            spoken["wire_sha256"],
            spoken["events"],
        )


def _frames(library: str, word: Mapping[str, object]) -> bytes:
    if "text" in word:
        return _message(library, TEXT, str(word["text"]).encode())
    if "ping" in word:
        return _frame(PING, str(word["ping"]).encode(), MASK)
    size = int(str(word["jpeg"]))
    picture = draw(size)
    chunk = int(str(word.get("chunk", size)))
    pieces = [picture[i : i + chunk] for i in range(0, size, chunk)]
    times = int(str(word.get("times", len(pieces))))
    return b"".join(_message(library, BINARY, piece) for piece in pieces[:times])


def draw(size: int) -> bytes:
    """Return something of `size` bytes that is framed as a baseline JPEG file is."""
    start = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\xf0\x01\x40\x01\x01\x11\x00"
    filling = bytes((7 * i + size) % 251 for i in range(size - len(start) - 2))
    return start + filling + b"\xff\xd9"


def _message(library: str, opcode: int, payload: bytes) -> bytes:
    match library:
        case "links2004":
            key = MASK if len(payload) < 1400 else CLEAR
            return _frame(opcode, payload, key, wide_from=65_535)
        case "gilmaimon":
            return _frame(opcode, payload, CLEAR)
        case "espidf":
            return _fragments(opcode, payload, 16_384)
        case _:
            return _frame(opcode, payload, MASK)


def _fragments(opcode: int, payload: bytes, size: int) -> bytes:
    """Return a message in fragments, with a ping after each but the last."""
    parts = [payload[i : i + size] for i in range(0, len(payload), size)]
    wire = b""
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        kind = CONTINUATION if number else opcode
        wire += _frame(kind, part, MASK, is_final=is_last)
        wire += b"" if is_last else _frame(PING, b"", MASK)
    return wire


def _frame(
    opcode: int, payload: bytes, key: bytes, *, is_final: bool = True, wide_from: int = 65_536
) -> bytes:
    size = len(payload)
    head = bytes((opcode | (0x80 if is_final else 0),))
    if size < 126:
        head += bytes((0x80 | size,))
    elif size < wide_from:
        head += struct.pack("!BH", 0xFE, size)
    else:
        head += struct.pack("!BQ", 0xFF, size)
    masked = bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))
    return head + key + masked
