"""What it costs to receive pictures of 25 kB from a device, against trio-websocket's defaults.

Run with `python benchmarks/ingest.py`. Each figure is the server's processor time per
message, the best of several rounds taken in turn. Goal: the defaults take at least 1.7 ×
as much, although they throw the picture away and the bridge publishes it.
"""

import base64
import json
import random
import socket
import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).parent / "parts" / "ingest_server.py"
# As fast as the server reads, so that what it does once a second does not count.
COUNT = 6000
SIZE = 25_000
ROUNDS = 3


def masked(payload: bytes, opcode: int) -> bytes:
    """Return a client's frame with a random mask, as careful devices send it."""
    mask = random.randbytes(4)
    pad = (mask * (len(payload) // 4 + 1))[: len(payload)]
    n = len(payload)
    data = (int.from_bytes(payload) ^ int.from_bytes(pad)).to_bytes(n)
    head = bytes([0x80 | opcode, 0x80 | n]) if n < 126 else bytes([0x80 | opcode, 0xFE])
    return head + (n.to_bytes(2) if n >= 126 else b"") + mask + data


def picture() -> bytes:
    """Return bytes that begin and end like a JPEG; nobody here looks further."""
    return b"\xff\xd8" + random.randbytes(SIZE - 4) + b"\xff\xd9"


def measure_us(way: str) -> float:
    """Return the server's processor time per message in one run, in µs."""
    server = subprocess.Popen(
        [sys.executable, str(SERVER), way, str(COUNT)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = int(server.stdout.readline())
    link = open_link(port)  # Kept open: closing it would throw away what is on its way.
    try:
        send_pictures(link)
        return float(server.stdout.readline())
    finally:
        link.close()
        server.kill()
        server.wait()


def open_link(port: int) -> socket.socket:
    """Return the link of a device that has said hello."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    link = socket.create_connection(("127.0.0.1", port))
    link.sendall(
        f"GET /v1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    link.recv(4096)
    hello = {"op": "hello", "role": "device", "id": "cam-1"}
    link.sendall(masked(json.dumps(hello).encode(), 1))
    return link


def send_pictures(link: socket.socket) -> None:
    """Play a device that sends bare pictures without a pause."""
    frame = masked(picture(), 2)
    for _ in range(COUNT):
        link.sendall(frame)


def main() -> None:
    """Print the comparison."""
    best = {"bridge": float("inf"), "defaults": float("inf")}
    for _ in range(ROUNDS):
        for way, least in best.items():
            best[way] = min(least, measure_us(way))
    print(
        f"25 kB picture received and published: {best['bridge']:.0f} µs; "
        f"trio-websocket's defaults take {best['defaults'] / best['bridge']:.2f} ×"
    )


if __name__ == "__main__":
    main()
