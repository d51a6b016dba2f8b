"""A WebSocket, and how it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing
import trio_websocket
from trio.testing import MockClock

from bridge.client.address import Address
from bridge.client.errors import ClientClosed, ClientRefused
from bridge.client.link import SEND_DEADLINE_S, Link, open_link

ADDRESS = Address("ws", "bridge", 8080)


@asynccontextmanager
async def _linked() -> AsyncIterator[tuple[Link, trio_websocket.WebSocketConnection]]:
    """Give both ends of an open link."""
    ours, theirs = trio.testing.memory_stream_pair()
    async with trio.open_nursery() as nursery:
        sockets: list[trio_websocket.WebSocketConnection] = []

        async def accept() -> None:
            request = await trio_websocket.wrap_server_stream(nursery, theirs)
            assert request.proposed_subprotocols == ("gamebridge.v1+msgpack",)
            sockets.append(await request.accept(subprotocol="gamebridge.v1+msgpack"))

        nursery.start_soon(accept)
        async with open_link(ours, ADDRESS, "msgpack") as link:
            yield link, sockets[0]
        nursery.cancel_scope.cancel()


async def test_messages_pass_both_ways() -> None:
    async with _linked() as (link, bridge):
        await link.send("text")
        await link.send(lambda: b"bytes made when they leave")
        assert await bridge.get_message() == "text"
        assert await bridge.get_message() == b"bytes made when they leave"
        await bridge.send_message(b"x" * 300_000)
        assert await link.receive() == b"x" * 300_000


async def test_the_bridges_close_says_why() -> None:
    async with _linked() as (link, bridge):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(bridge.aclose, 4409, "replaced")
            with pytest.raises(ClientClosed) as closed:
                await link.receive()
        assert (closed.value.code, closed.value.reason) == (4409, "replaced")
        with pytest.raises(ClientClosed, match="replaced"):
            await link.send("more")


async def test_a_connection_that_breaks_is_1006() -> None:
    ours, theirs = trio.testing.memory_stream_pair()

    async def accept_and_break() -> None:
        async with trio.open_nursery() as nursery:
            request = await trio_websocket.wrap_server_stream(nursery, theirs)
            await request.accept()
            await theirs.aclose()
            nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(accept_and_break)
        async with open_link(ours, ADDRESS, "json") as link:
            with pytest.raises(ClientClosed, match="1006"):
                await link.receive()


async def test_a_cancelled_send_leaves_no_half_message() -> None:
    async with _linked() as (link, bridge):
        with trio.CancelScope() as scope:
            scope.cancel()
            await link.send(b"a" * 100_000)
        await link.send("whole")
        assert await bridge.get_message() == "whole"


async def test_leaving_closes_with_1000() -> None:
    async with _linked() as (link, bridge):
        await link.send("last")
        await bridge.get_message()
    assert bridge.closed is not None
    assert bridge.closed.code == 1000


class StuckStream(trio.abc.Stream):
    """A stream that stops taking bytes once it is told to."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self.stream = stream
        self.is_stuck = False

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send, or wait for ever."""
        if self.is_stuck:
            await trio.sleep_forever()
        await self.stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        """Wait for the stream below."""
        await self.stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Receive from the stream below."""
        return bytes(await self.stream.receive_some(max_bytes))

    async def aclose(self) -> None:
        """Close the stream below."""
        await self.stream.aclose()


async def test_a_bridge_that_does_not_read_is_given_up(
    autojump_clock: MockClock,
) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    stuck = StuckStream(ours)
    async with trio.open_nursery() as nursery:

        async def accept() -> None:
            request = await trio_websocket.wrap_server_stream(nursery, theirs)
            await request.accept()

        nursery.start_soon(accept)
        async with open_link(stuck, ADDRESS, "json") as link:
            stuck.is_stuck = True
            await link.send("never arrives")
            began_s = trio.current_time()
            with pytest.raises(ClientClosed, match="does not read"):
                await link.receive()
            assert trio.current_time() - began_s == SEND_DEADLINE_S
        nursery.cancel_scope.cancel()


async def _answer(stream: trio.abc.Stream, answer: bytes) -> None:
    await stream.receive_some(10_000)
    await stream.send_all(answer)


async def _open(stream: trio.abc.Stream) -> None:
    async with open_link(stream, ADDRESS, "json"):
        raise AssertionError("there is no WebSocket")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "no_websocket"),
        (
            b"HTTP/1.1 403 Forbidden\r\nContent-Length: 60\r\n\r\n"
            b'{"op":"status","level":"error","code":"forbidden","text":""}',
            "forbidden",
        ),
    ],
)
async def test_a_bridge_that_answers_otherwise_has_refused(answer: bytes, code: str) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_answer, theirs, answer)
        with pytest.raises(ClientRefused) as refused:
            await _open(ours)
    assert refused.value.code == code


async def test_a_bridge_that_does_not_answer_is_given_up(
    autojump_clock: MockClock,
) -> None:
    ours, _theirs = trio.testing.memory_stream_pair()
    with pytest.raises(ClientClosed, match="no WebSocket from ws://bridge:8080 within 5 s"):
        await _open(ours)
