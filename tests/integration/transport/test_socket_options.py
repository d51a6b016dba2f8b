"""What the kernel is told about a connection."""

import socket
import sys

import pytest
import trio

from bridge.transport.socket_options import USER_TIMEOUT_MS, open_twin, tune_socket

pytestmark = pytest.mark.sockets


def connected_pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = socket.create_connection(server.getsockname())
        return server.accept()[0], peer


@pytest.mark.skipif(sys.platform != "linux", reason="the other options are Linux's own")
async def test_a_tuned_socket_notices_peers_that_are_gone() -> None:
    ours, peer = connected_pair()
    ours.setblocking(False)
    with peer, trio.socket.from_stdlib_socket(ours) as sock:
        tune_socket(sock)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        timeout_ms = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        assert timeout_ms == USER_TIMEOUT_MS


async def test_a_twin_writes_to_the_same_connection_and_closes_nothing() -> None:
    ours, peer = connected_pair()
    ours.setblocking(False)
    with peer, trio.socket.from_stdlib_socket(ours) as sock:
        twin = open_twin(sock)
        assert twin.send(b"hello") == 5
        assert peer.recv(10) == b"hello"
        twin.detach()
        await sock.send(b"still open")
        assert peer.recv(20) == b"still open"
