"""Every way in, in raw bytes: what is served, what is refused, and that others live on."""

from typing import TYPE_CHECKING

import pytest
import trio
import trio_websocket

from bridge.model.errors import SettingsError
from bridge.plugin.admission import LinkOpening
from bridge.transport.door_policy import DoorPolicy
from bridge.transport.front_door import DoorSettings
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import LinkHandler, PendingLink
from bridge.transport.listeners import open_listeners
from bridge.transport.turnstile import ConnectionLimits

if TYPE_CHECKING:
    from tests.integration.transport.conftest import DoorFactory, OpenDoor

pytestmark = pytest.mark.sockets

LOCAL = b"Host: localhost\r\n"
LAST = b"Connection: close\r\n"
UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)


def get(path: bytes, *headers: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + b"".join(headers) + b"\r\n"


async def read_until(stream: trio.SocketStream, ending: bytes) -> None:
    data = b""
    with trio.fail_after(10):
        while not data.endswith(ending):
            data += await stream.receive_some(4096)


async def until_empty(door: "OpenDoor") -> None:
    with trio.fail_after(60):
        while door.door.connection_count:  # noqa: ASYNC110 - the door has no event for this.
            await trio.sleep(0.01)


async def test_http_and_websockets_share_a_port(door: "OpenDoor") -> None:
    answer = await door.ask(get(b"/hello", LOCAL, LAST))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"GET /hello http 0")
    async with trio_websocket.open_websocket("127.0.0.1", door.port, "/echo", use_ssl=False) as ws:
        await ws.send_message("hi")
        assert await ws.get_message() == "hi"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (get(b"/", b"Host: evil.example\r\n"), b"421"),
        (get(b"/", LOCAL, b"Origin: https://evil.example\r\n"), b"403"),
        (get(b"/", LOCAL, b"Upgrade: h2c\r\nHTTP2-Settings: AA\r\n"), b"505"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
        (get(b"http://evil.example/", LOCAL), b"400"),
        (get(b"/", LOCAL, b"X: a\r\n b\r\n"), b"400"),
        (get(b"/", LOCAL, b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), b"400"),
        (get(b"/nobody", LOCAL, UPGRADE), b"404"),
        (get(b"/echo", LOCAL, UPGRADE.replace(b"13", b"8")), b"426"),
        (get(b"/echo", LOCAL, UPGRADE, b"Origin: https://evil.example\r\n"), b"403"),
        (b"\x16\x03\x01\x02\x00\x01", b"400"),
    ],
)
async def test_what_may_not_come_in_is_told_why(
    door: "OpenDoor", request_bytes: bytes, status: bytes
) -> None:
    answer = await door.ask(request_bytes)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b'"op": "status"' in answer
    assert b"<reset>" not in answer


async def test_the_three_handshakes_of_boards_are_granted(door: "OpenDoor") -> None:
    origins = (
        b"Origin: file://\r\nSec-WebSocket-Protocol: arduino\r\n",
        b"Origin: https://github.com/gilmaimon/TinyWebsockets\r\n",
        b"User-Agent: ESP32 Websocket Client\r\n",
    )
    for more in origins:
        stream = await door.connect()
        async with stream:
            await stream.send_all(get(b"/echo", LOCAL, UPGRADE, more))
            answer = bytes(await stream.receive_some(4096))
        assert answer.startswith(b"HTTP/1.1 101")
        assert len(answer) < 500
        assert answer.endswith(b"\r\n\r\n")


async def test_the_miswritten_length_of_an_arduino_library_is_taken(door: "OpenDoor") -> None:
    payload = b"\xff\xd8" + b"a" * 65_533
    async with await door.connect() as stream:
        await stream.send_all(get(b"/echo", LOCAL, UPGRADE))
        assert b" 101 " in await stream.receive_some(4096)
        await stream.send_all(b"\x82\xff" + len(payload).to_bytes(8) + bytes(4) + payload)
        echoed = b""
        with trio.fail_after(10):
            while len(echoed) < 4 + len(payload):
                echoed += await stream.receive_some(65_536)
    assert echoed == b"\x82\x7e\xff\xff" + payload


async def test_a_head_that_dribbles_in_is_cut_off(
    door: "OpenDoor", patient_clock: trio.testing.MockClock
) -> None:
    began = trio.current_time()
    answer = await door.ask(b"GET / HTTP/1.1\r\nHost: local")
    assert answer.startswith(b"HTTP/1.1 408")
    assert trio.current_time() - began < 10


async def test_a_client_that_says_nothing_is_closed_without_a_word(
    door: "OpenDoor", patient_clock: trio.testing.MockClock
) -> None:
    assert await door.ask(b"") == b""


async def test_beyond_the_limit_there_is_an_early_503(open_door: "DoorFactory") -> None:
    settings = DoorSettings(limits=ConnectionLimits(total=1))
    async with open_door(settings=settings) as door, await door.connect() as first:
        await first.send_all(get(b"/held", LOCAL))
        assert b"200" in await first.receive_some(4096)
        answer = await door.ask(b"")
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"Retry-After: 2" in answer
        assert door.door.refused_count == 1


async def test_a_closed_connection_makes_room(open_door: "DoorFactory") -> None:
    settings = DoorSettings(limits=ConnectionLimits(total=1))
    async with open_door(settings=settings) as door:
        for _ in range(3):
            assert b"200" in await door.ask(get(b"/x", LOCAL, LAST))
            await until_empty(door)


async def test_bytes_are_counted_while_a_connection_lives_and_after(door: "OpenDoor") -> None:
    request = get(b"/x", LOCAL)
    async with await door.connect() as stream:
        await stream.send_all(request)
        await read_until(stream, b"GET /x http 0")
        assert door.door.bytes_in == len(request)
        assert door.door.bytes_out > 100
    await until_empty(door)
    assert door.door.bytes_in == len(request)


async def test_a_listed_origin_may_come_in(open_door: "DoorFactory") -> None:
    policy = DoorPolicy(origins=frozenset({"https://games.example"}))
    async with open_door(settings=DoorSettings(policy)) as door:
        request = get(b"/x", LOCAL, LAST, b"Origin: https://games.example\r\n")
        assert b"200" in await door.ask(request)


async def test_a_taken_port_is_named_with_the_remedy() -> None:
    listeners = await open_listeners(["127.0.0.1"], 0)
    port = listeners[0].socket.getsockname()[1]
    with pytest.raises(SettingsError, match=rf"port {port} .* --port"):
        await open_listeners(["127.0.0.1"], port)
    await listeners[0].aclose()


async def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(SettingsError, match="no such address"):
        await open_listeners(["203.0.113.1"], 0)


class BadHandler:
    """Fails in a way of its own for each path."""

    faults: tuple[BaseException, ...] = (
        KeyError("k"),
        ExceptionGroup("g", [ValueError("v"), trio.TooSlowError()]),
        RecursionError(),
        MemoryError(),
        trio_websocket.ConnectionClosed(None),
    )

    def choose(self, opening: LinkOpening) -> LinkHandler | None:
        fault = self.faults[int(opening.path[1:])]

        async def fail(pending: PendingLink) -> None:
            limits = MessageLimits(100, 100)
            await pending.accept(limits=limits, on_oversize=lambda _limit: None)
            raise fault

        return fail


async def test_a_handler_that_fails_harms_nobody_else(
    open_door: "DoorFactory", caplog: pytest.LogCaptureFixture
) -> None:
    async with open_door(BadHandler().choose) as door, await door.connect() as witness:
        await witness.send_all(get(b"/before", LOCAL))
        await read_until(witness, b"GET /before http 0")
        for number in range(len(BadHandler.faults)):
            assert b"101" in await door.ask(get(b"/%d" % number, LOCAL, UPGRADE))
        await witness.send_all(get(b"/after", LOCAL))
        await read_until(witness, b"GET /after http 0")
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == len(BadHandler.faults) - 1
