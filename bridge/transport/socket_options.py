"""What the kernel shall know about a connection, where it can.

Knows: socket options and which platforms have them. Does not know: protocols.
"""

import contextlib
import socket

import trio

Twin = socket.socket

# A peer that acknowledges nothing for this long is gone, whatever the application does.
USER_TIMEOUT_MS = 10_000
KEEPALIVE_IDLE_S = 10
KEEPALIVE_INTERVAL_S = 5
KEEPALIVE_PROBES = 3
# Unsent bytes that the kernel keeps. With its own default it takes megabytes from us:
# seconds of old pictures that nothing can replace any more.
UNSENT_LOW_WATER_BYTES = 16 * 1024


def tune_socket(sock: trio.socket.SocketType) -> None:
    """Set everything that this platform knows; what it does not know is left out."""
    wanted = [
        (socket.IPPROTO_TCP, "TCP_NODELAY", 1),
        (socket.IPPROTO_TCP, "TCP_NOTSENT_LOWAT", UNSENT_LOW_WATER_BYTES),
        (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", USER_TIMEOUT_MS),
        (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
        (socket.IPPROTO_TCP, "TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        (socket.IPPROTO_TCP, "TCP_KEEPINTVL", KEEPALIVE_INTERVAL_S),
        (socket.IPPROTO_TCP, "TCP_KEEPCNT", KEEPALIVE_PROBES),
    ]
    for level, name, value in wanted:
        option = getattr(socket, name, None)
        if option is not None:
            # The peer may be gone already; the next read or write says so.
            with contextlib.suppress(OSError):
                sock.setsockopt(level, option, value)


def open_twin(sock: trio.socket.SocketType) -> Twin:
    """Return a second Python object for the same kernel socket, for writes without waiting.

    trio's own object can only wait. `detach()` the twin before the socket is closed, or
    it would close a descriptor that belongs to somebody else by then.
    """
    twin = socket.socket(sock.family, sock.type, sock.proto, fileno=sock.fileno())
    twin.setblocking(False)
    return twin
