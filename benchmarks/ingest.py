"""What it costs to receive pictures of 25 kB from devices, against trio-websocket's defaults.

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
import time
from pathlib import Path

SERVER = Path(__file__).parent / "parts" / "ingest_server.py"
# Many devices, each below its limit of 60 pictures per second, make a load at which what
# a server does once a second no longer counts.
DEVICES = 24
EACH = 150
SIZE = 25_000
HZ = 50
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
        [sys.executable, str(SERVER), way, str(DEVICES), str(EACH)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = int(server.stdout.readline())
    try:
        send_pictures([open_link(port, number) for number in range(DEVICES)])
        return float(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


def open_link(port: int, number: int) -> socket.socket:
    """Return the link of a device that has said hello."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    link = socket.create_connection(("127.0.0.1", port))
    link.sendall(
        f"GET /v1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    link.recv(4096)
    hello = {"op": "hello", "role": "device", "id": f"cam-{number}"}
    link.sendall(masked(json.dumps(hello).encode(), 1))
    return link


def send_pictures(links: list[socket.socket]) -> None:
    """Play devices that send bare pictures, each at a steady rate."""
    frame = masked(picture(), 2)
    due_s = time.monotonic()
    for _ in range(EACH):
        for link in links:
            link.sendall(frame)
        due_s += 1 / HZ
        time.sleep(max(0.0, due_s - time.monotonic()))  # noqa: TID251 - no loop runs here.


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
