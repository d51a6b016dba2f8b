"""Where a bridge is, and a byte stream to it."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import trio

from bridge.client.errors import ABNORMAL, ClientClosed
from bridge.wire.constants import WEBSOCKET_PATH

DEFAULT_PORT = 8080
CONNECT_DEADLINE_S = 5.0

_PORTS = {"ws": DEFAULT_PORT, "http": DEFAULT_PORT, "wss": 443, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A bridge's address, taken apart. `path` is that of the WebSocket."""

    scheme: str
    host: str
    port: int
    path: str = WEBSOCKET_PATH

    @property
    def is_encrypted(self) -> bool:
        """True for wss and https."""
        return self.scheme in ("wss", "https")

    @property
    def authority(self) -> str:
        """Host and port as they stand in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def web_url(self) -> str:
        """The same bridge for HTTP: `http://host:port`, or https."""
        return f"{'https' if self.is_encrypted else 'http'}://{self.authority}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


# How a client reaches its bridge; tests and tunnels bring their own.
Connect = Callable[[Address], Awaitable[trio.abc.Stream]]


def parse_address(url: str) -> Address:
    """Return `ws://host:port`, `wss`, `http` or `https` taken apart.

    The port is 8080 when it is left out (443 with encryption), the path `/v1`. ValueError
    says what is missing.
    """
    parts = urlsplit(url if "://" in url else f"ws://{url}")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"address {url!r}: expected ws://host:port or http://host:port")
    if parts.username is not None or parts.query:
        raise ValueError(f"address {parts.hostname!r}: a key does not belong into an address")
    path = parts.path if parts.path not in ("", "/") else WEBSOCKET_PATH
    return Address(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], path)


def connect_with(context: ssl.SSLContext | None = None) -> Connect:
    """Return the usual way to connect: TCP, and TLS where the address asks for it."""

    async def connect(address: Address) -> trio.abc.Stream:
        try:
            with trio.fail_after(CONNECT_DEADLINE_S):
                stream = await trio.open_tcp_stream(address.host, address.port)
                if not address.is_encrypted:
                    return stream
                known = context or ssl.create_default_context()
                encrypted = trio.SSLStream(stream, known, server_hostname=address.host)
                await encrypted.do_handshake()
                return encrypted
        except (OSError, trio.TooSlowError, trio.BrokenResourceError) as error:
            why = str(error) or "it took too long"
            text = f"no connection to {address}: {why}"
            raise ClientClosed(ABNORMAL, text) from error

    return connect
