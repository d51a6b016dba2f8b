"""Opens many WebSockets as subscribers and reads as fast as it can, until its input ends.

`python benchmarks/parts/readers.py PORT COUNT PATH [HELLO]`: with HELLO, the text messages
in it (a JSON array of strings) are sent on each link after the handshake.
"""

import base64
import json
import selectors
import socket
import sys

_KEY = base64.b64encode(b"0123456789abcdef").decode()


def masked_text(text: str) -> bytes:
    """Return a client's frame of a text message; a zero mask leaves the text as it is."""
    data = text.encode()
    if len(data) < 126:
        return bytes([0x81, 0x80 | len(data)]) + bytes(4) + data
    return bytes([0x81, 0xFE]) + len(data).to_bytes(2, "big") + bytes(4) + data


def open_link(port: int, path: str, messages: list[str]) -> socket.socket:
    """Return a socket after the handshake and after the messages."""
    link = socket.create_connection(("127.0.0.1", port))
    protocol = "Sec-WebSocket-Protocol: gamebridge.v1+msgpack\r\n" if messages else ""
    link.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {_KEY}\r\n{protocol}"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    head = b""
    while b"\r\n\r\n" not in head:
        head += link.recv(4096)
    if b" 101 " not in head[:20]:
        raise SystemExit(f"no WebSocket at {path}: {head[:80]!r}")
    for message in messages:
        link.sendall(masked_text(message))
        link.recv(65536)
    link.setblocking(False)
    return link


def main() -> None:
    """Read until standard input ends; then print how many bytes came."""
    port, count, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    messages = json.loads(sys.argv[4]) if len(sys.argv) > 4 else []
    selector = selectors.DefaultSelector()
    for _ in range(count):
        selector.register(open_link(port, path, messages), selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    print("ready", flush=True)
    buffer = bytearray(1 << 20)
    total = 0
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                print(total, flush=True)
                return
            link = key.fileobj
            if isinstance(link, socket.socket):
                total += link.recv_into(buffer)


if __name__ == "__main__":
    main()
