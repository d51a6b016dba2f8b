"""Connecting to a capture81 camera, at an address that was judged."""

import socket
from collections.abc import Awaitable, Callable

import trio

from bridge_sources.address import AddressPolicy
from bridge_sources.capture81 import PORT
from bridge_sources.http_client import CONNECT_S, Dial, dial_tcp
from bridge_sources.location import AddressRefused
from bridge_sources.records import SourceFailed, SourceRecord

# The camera never closes an idle connection, and says no word on it. The system's own
# probes tell within half a minute that it has left; not every system lets them be set.
_KEEPALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))

OpenStream = Callable[[], Awaitable[trio.abc.Stream]]


def opener(record: SourceRecord, policy: AddressPolicy, dial: Dial = dial_tcp) -> OpenStream:
    """Return what connects to a record's camera, at an address that `policy` allows."""
    port = record.port or PORT

    async def open_stream() -> trio.abc.Stream:
        try:
            target = await policy.find(record.host, port)
        except AddressRefused as error:
            raise SourceFailed(str(error)) from None
        try:
            with trio.fail_after(CONNECT_S):
                return _watched(await dial(target))
        except trio.TooSlowError:
            raise SourceFailed(
                f"nobody answers at {record.host}:{port} within {CONNECT_S:g} s; is it on, and "
                "in this network?"
            ) from None
        except OSError as error:
            raise SourceFailed(
                f"cannot connect to {record.host}:{port} ({error.strerror or error}); is it on, "
                "and the port right?"
            ) from None

    return open_stream


def authority_of(host: str, port: int) -> str:
    """Return a host and port as they stand in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _watched(stream: trio.abc.Stream) -> trio.abc.Stream:
    """Let the system find out when nobody is there any more."""
    if isinstance(stream, trio.SocketStream):
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            option: int | None = getattr(socket, name, None)
            if option is not None:
                stream.setsockopt(socket.IPPROTO_TCP, option, value)
    return stream
