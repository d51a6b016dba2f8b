"""The front door with a certificate."""

import ssl
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
import trio_websocket
import trustme

from bridge.transport.front_door import DoorSettings

if TYPE_CHECKING:
    from tests.integration.transport.conftest import DoorFactory, OpenDoor

pytestmark = pytest.mark.sockets

AUTHORITY = trustme.CA()


def build_server() -> DoorSettings:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return DoorSettings(tls=context)


def build_client() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


async def ask(door: "OpenDoor", request: bytes) -> bytes:
    tls = build_client()
    stream = await trio.open_ssl_over_tcp_stream(
        "127.0.0.1", door.port, ssl_context=tls, https_compatible=True
    )
    answer = b""
    async with stream:
        await stream.send_all(request)
        while piece := await stream.receive_some():
            answer += piece
    return answer


async def test_http_over_tls_knows_its_scheme(open_door: "DoorFactory") -> None:
    async with open_door(settings=build_server()) as door:
        request = b"GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        assert (await ask(door, request)).endswith(b"GET /x https 0")


async def test_websockets_over_tls_echo_large_messages(open_door: "DoorFactory") -> None:
    async with open_door(settings=build_server()) as door:
        url = f"wss://localhost:{door.port}/echo"
        async with trio_websocket.open_websocket_url(url, ssl_context=build_client()) as ws:
            message = bytes(300_000)
            await ws.send_message(message)
            assert await ws.get_message() == message


async def test_plain_http_on_the_tls_port_is_told_what_to_use(open_door: "DoorFactory") -> None:
    async with open_door(settings=build_server()) as door:
        answer = await door.ask(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"https://" in answer


async def test_a_tls_handshake_that_never_ends_is_cut_off(
    open_door: "DoorFactory", patient_clock: trio.testing.MockClock
) -> None:
    async with open_door(settings=build_server()) as door:
        answer = await door.ask(b"\x16\x03\x01")
        assert answer in (b"", b"<reset>")
