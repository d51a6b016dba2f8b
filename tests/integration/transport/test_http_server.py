"""Plain HTTP behind the door: kept connections, refusals in order, readers that stall."""

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

if TYPE_CHECKING:
    from tests.integration.transport.conftest import DoorFactory, OpenDoor

pytestmark = pytest.mark.sockets

LOCAL = b"Host: localhost\r\n"
LAST = b"Connection: close\r\n"
UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)


async def until_empty(door: "OpenDoor") -> None:
    with trio.fail_after(60):
        while door.door.connection_count:  # noqa: ASYNC110 - the door has no event for this.
            await trio.sleep(0.01)


def get(path: bytes, *headers: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + b"".join(headers) + b"\r\n"


async def test_a_kept_connection_serves_one_request_after_the_other(door: "OpenDoor") -> None:
    post = b"POST /p HTTP/1.1\r\n" + LOCAL + b"Content-Length: 3\r\n\r\nabc"
    answer = await door.ask(get(b"/one", LOCAL) + post + get(b"/two", LOCAL, LAST))
    assert answer.count(b"HTTP/1.1 200") == 3
    assert b"POST /p http 3" in answer


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (get(b"/echo", LOCAL, UPGRADE), b"400"),
        (get(b"/", b"Host: evil.example\r\n"), b"421"),
        (get(b"/", LOCAL, b"Upgrade: h2c\r\n"), b"505"),
    ],
)
async def test_a_later_request_is_refused_after_the_answer_to_the_first(
    door: "OpenDoor", second: bytes, status: bytes
) -> None:
    answer = await door.ask(get(b"/first", LOCAL) + second)
    first, _, rest = answer.partition(b"GET /first http 0")
    assert first.startswith(b"HTTP/1.1 200")
    assert rest.startswith(b"HTTP/1.1 " + status)


async def test_while_draining_requests_are_answered_with_503(door: "OpenDoor") -> None:
    await door.door.drain()
    assert (await door.ask(get(b"/", LOCAL))).startswith(b"HTTP/1.1 503")


async def test_a_reader_that_stalls_is_cut_off_and_others_are_not(
    door: "OpenDoor", patient_clock: trio.testing.MockClock
) -> None:
    async with await door.connect() as stalled:
        await stalled.send_all(get(b"/flood", LOCAL))
        while not door.door.connection_count:
            await trio.lowlevel.checkpoint()
        assert b"200" in await door.ask(get(b"/hello", LOCAL, LAST))
        await until_empty(door)
        assert trio.current_time() < 30


async def test_a_reader_that_stalls_does_not_hold_up_the_shutdown(
    open_door: "DoorFactory", patient_clock: trio.testing.MockClock
) -> None:
    async with open_door() as door:
        stalled = await door.connect()
        await stalled.send_all(get(b"/flood", LOCAL))
        while door.door.bytes_out < 100_000:
            await trio.lowlevel.checkpoint()
        began = trio.current_time()
    assert trio.current_time() - began < 4
    await stalled.aclose()
