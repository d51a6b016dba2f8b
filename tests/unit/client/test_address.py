"""Where a bridge is."""

import ssl
from typing import NoReturn

import pytest
import trio

from bridge.client.address import Address, connect_with, parse_address
from bridge.client.errors import ClientClosed


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("ws://127.0.0.1:9000", Address("ws", "127.0.0.1", 9000, "/v1")),
        ("ws://bridge.local/", Address("ws", "bridge.local", 8080, "/v1")),
        ("wss://bridge.local/other", Address("wss", "bridge.local", 443, "/other")),
        ("http://[::1]:80", Address("http", "::1", 80, "/v1")),
        ("desk:8081", Address("ws", "desk", 8081, "/v1")),
    ],
)
def test_what_is_left_out_is_filled_in(url: str, address: Address) -> None:
    assert parse_address(url) == address


@pytest.mark.parametrize("url", ["ftp://a", "ws://", "ws://key@host", "ws://host/?key=abc"])
def test_addresses_without_sense_or_with_secrets_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address") as refused:
        parse_address(url)
    assert "abc" not in str(refused.value)


def test_an_ipv6_host_has_brackets_in_its_authority() -> None:
    assert Address("https", "::1", 443).authority == "[::1]:443"
    assert str(Address("https", "a", 443)) == "https://a:443"
    assert Address("https", "a", 443).is_encrypted


class EmptyNetwork(trio.abc.HostnameResolver):
    """A network without hosts."""

    async def getaddrinfo(
        self,
        host: bytes | None,
        port: bytes | str | int | None,
        family: int = 0,
        type: int = 0,  # noqa: A002
        proto: int = 0,
        flags: int = 0,
    ) -> NoReturn:
        """Find nobody."""
        raise OSError("no such host")

    async def getnameinfo(self, sockaddr: object, flags: int) -> NoReturn:
        """Find nobody."""
        raise OSError("no such host")


async def test_a_bridge_that_is_not_there_is_a_closed_link() -> None:
    trio.socket.set_custom_hostname_resolver(EmptyNetwork())
    with pytest.raises(ClientClosed, match="no connection to ws://nowhere:8080: "):
        await connect_with()(Address("ws", "nowhere", 8080))
    with pytest.raises(ClientClosed, match="no such host"):
        await connect_with(ssl.create_default_context())(Address("wss", "nowhere", 443))
