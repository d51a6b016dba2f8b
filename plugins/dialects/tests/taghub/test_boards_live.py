"""Boards byte by byte: the handshakes and frames of the libraries that firmware uses.

Each conversation is sent in one piece, and again one byte at a time; the bridge must say
and publish the same.
"""

import json
import socket
from collections.abc import Iterator
from functools import partial

import pytest
import trio

from bridge.api import TagDetections
from bridge.testing.harness import running_bridge
from bridge_dialects import plugin as dialects
from plugins.dialects.tests.taghub.conftest import TOKEN, WAVESHARE

pytestmark = pytest.mark.sockets

LINKS2004 = (
    "GET /websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Protocol: arduino\r\n"
    "Origin: file://\r\nUser-Agent: arduino-WebSocket-Client\r\n\r\n"
)
GILMAIMON = (
    "GET /websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "User-Agent: TinyWebsockets Client\r\n"
    "Origin: https://github.com/gilmaimon/TinyWebsockets\r\n\r\n"
)
ESP_IDF = (
    "GET /websocket HTTP/1.1\r\nConnection: Upgrade\r\nHost: 127.0.0.1:{port}\r\n"
    "User-Agent: ESP32 Websocket Client\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==\r\n\r\n"
)
CONSTANT_ACCEPT = b"BACScCJPNqyz+UBoqMH89VmURoA="
IDENTIFY = {
    "event": "identify",
    "data": {
        "type": "esp32",
        "device": "Waveshare-ESP32-S3-Touch-LCD-2",
        "auth_token": TOKEN,
    },
}
TAG = {"event": "apriltag_data", **WAVESHARE}
FIRST_FIRMWARE = {"tags": [{"id": 3, "yaw": 1, "pitch": 2, "roll": 3, "x": 0, "y": 0, "z": -0.4}]}
ANSWERS = ["connection_success", "identify_success", "apriltag_ack", "apriltag_ack"]


def frame(words: object, key: bytes) -> bytes:
    """Return a text frame as a board sends it."""
    text = json.dumps(words, separators=(",", ":")).encode()
    size = len(text)
    head = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    masked = bytes(byte ^ key[at % 4] for at, byte in enumerate(text))
    return b"\x81" + head + key + masked


def read_exactly(link: socket.socket, count: int) -> bytes:
    """Return so many bytes."""
    found = b""
    while len(found) < count:
        more = link.recv(count - len(found))
        assert more, "the bridge closed"
        found += more
    return found


def texts(link: socket.socket) -> Iterator[str]:
    """Return the messages of the bridge: short, unmasked, in one frame each."""
    while True:
        head = read_exactly(link, 2)
        size = head[1]
        if size == 126:
            size = int.from_bytes(read_exactly(link, 2), "big")
        body = read_exactly(link, size)
        if head[0] == 0x81:
            yield body.decode()


def converse(port: int, handshake: str, key: bytes, *, piece: int) -> tuple[bytes, list[str]]:
    """Be a board; return the head of the answer, and the events that came."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        send(link, handshake.format(port=port).encode(), piece)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += read_exactly(link, 1)
        said = b"".join(frame(words, key) for words in (IDENTIFY, TAG, FIRST_FIRMWARE))
        send(link, said, piece)
        heard = texts(link)
        return answer, [json.loads(next(heard))["event"] for _ in ANSWERS]


def send(link: socket.socket, content: bytes, piece: int) -> None:
    """Send in pieces."""
    for at in range(0, len(content), piece):
        link.sendall(content[at : at + piece])


@pytest.mark.parametrize(
    ("handshake", "key"),
    [(LINKS2004, b"\x11\x22\x33\x44"), (GILMAIMON, bytes(4)), (ESP_IDF, b"\xde\xad\xbe\xef")],
    ids=["links2004", "gilmaimon", "esp-idf"],
)
async def test_board_is_understood_in_one_piece_and_byte_by_byte(
    handshake: str, key: bytes
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings = (
        f"[bridge]\nport = 0\n[legacy.taghub]\nhttp_port = {port}\nwebsocket_port = 0\n"
        f'udp = false\ntoken = "{TOKEN}"\n'
    )
    async with running_bridge([dialects], settings) as bridge:
        found = []
        for piece in (10_000, 1):
            with bridge.bridge.hub.subscribe(["device/*/tags"], name="test") as samples:
                play = partial(converse, port, handshake, key, piece=piece)
                with trio.fail_after(20):
                    answer, events = await trio.to_thread.run_sync(play, abandon_on_cancel=True)
                    sample = await samples.receive()
            assert answer.startswith(b"HTTP/1.1 101")
            assert len(answer) < 500
            assert (CONSTANT_ACCEPT in answer) == (handshake is GILMAIMON)
            assert events == ANSWERS
            found.append(sample.value_as(TagDetections).tags)
    assert found[0] == found[1]
    assert [tag.tag_id for tag in found[0]] == [3]
