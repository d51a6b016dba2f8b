"""Requests over one connection that is kept alive."""

from collections.abc import Awaitable, Callable

import h11
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client.address import Address
from bridge.client.errors import ClientClosed
from bridge.client.http_link import MAX_ANSWER_BYTES, HttpLink, Request

ADDRESS = Address("http", "bridge", 8080)
REQUEST = Request("/v1/ingest/cam-1", (("Content-Type", "application/json"),), b"{}")
OK = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nX-Word: Yes\r\n\r\n{}"

Serve = Callable[[trio.abc.Stream], Awaitable[None]]


class Server:
    """Serves each connection by the next of its scripts."""

    def __init__(self, nursery: trio.Nursery, *scripts: Serve) -> None:
        self.nursery = nursery
        self.scripts = list(scripts)
        self.connections = 0

    async def connect(self, address: Address) -> trio.abc.Stream:
        """Connect a link."""
        assert address == ADDRESS
        ours, theirs = trio.testing.memory_stream_pair()
        self.nursery.start_soon(self.scripts[self.connections], theirs)
        self.connections += 1
        return ours


async def _read_request(stream: trio.abc.Stream) -> tuple[h11.Request, bytes]:
    engine = h11.Connection(h11.SERVER)
    head: h11.Request | None = None
    body = b""
    while True:
        match engine.next_event():
            case h11.NEED_DATA:
                engine.receive_data(bytes(await stream.receive_some(65_536)))
            case h11.Request() as request:
                head = request
            case h11.Data() as part:
                body += bytes(part.data)
            case h11.EndOfMessage():
                assert head is not None
                return head, body


async def _serve_two(stream: trio.abc.Stream) -> None:
    for _ in range(2):
        await _read_request(stream)
        await stream.send_all(OK)


async def _serve_one_and_close(stream: trio.abc.Stream) -> None:
    await _read_request(stream)
    await stream.send_all(OK)
    await stream.aclose()


async def _never_answer(stream: trio.abc.Stream) -> None:
    await _read_request(stream)


async def test_the_request_arrives_as_it_was_asked() -> None:
    seen: list[tuple[h11.Request, bytes]] = []

    async def serve(stream: trio.abc.Stream) -> None:
        seen.append(await _read_request(stream))
        await stream.send_all(OK)

    async with trio.open_nursery() as nursery:
        link = HttpLink(ADDRESS, Server(nursery, serve).connect)
        answer = await link.ask(REQUEST)
    assert (answer.status, answer.headers["x-word"], answer.body) == (202, "Yes", b"{}")
    ((head, body),) = seen
    assert (head.method, head.target, body) == (b"POST", b"/v1/ingest/cam-1", b"{}")
    assert dict(head.headers)[b"host"] == b"bridge:8080"


async def test_the_connection_is_kept() -> None:
    async with trio.open_nursery() as nursery:
        server = Server(nursery, _serve_two)
        link = HttpLink(ADDRESS, server.connect)
        await link.ask(REQUEST)
        await link.ask(REQUEST)
        await link.aclose()
    assert server.connections == 1


async def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async with trio.open_nursery() as nursery:
        server = Server(nursery, _serve_one_and_close, _serve_one_and_close)
        link = HttpLink(ADDRESS, server.connect)
        await link.ask(REQUEST)
        await trio.testing.wait_all_tasks_blocked()
        assert (await link.ask(REQUEST)).status == 202
    assert server.connections == 2


async def test_a_bridge_that_does_not_answer_is_given_up(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        link = HttpLink(ADDRESS, Server(nursery, _never_answer).connect)
        with pytest.raises(ClientClosed, match="did not answer in time"):
            await link.ask(REQUEST)


async def test_after_a_cancelled_request_the_next_starts_afresh() -> None:
    async with trio.open_nursery() as nursery:
        server = Server(nursery, _never_answer, _serve_one_and_close)
        link = HttpLink(ADDRESS, server.connect)
        with trio.CancelScope() as scope:
            nursery.start_soon(_cancel_when_blocked, scope)
            await link.ask(REQUEST)
        assert (await link.ask(REQUEST)).status == 202
    assert server.connections == 2


async def _cancel_when_blocked(scope: trio.CancelScope) -> None:
    await trio.testing.wait_all_tasks_blocked()
    scope.cancel()


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * (MAX_ANSWER_BYTES + 1),
        b"",
    ],
)
async def test_what_is_no_answer_is_a_broken_link(answer: bytes) -> None:
    async def serve(stream: trio.abc.Stream) -> None:
        await _read_request(stream)
        await stream.send_all(answer)
        await stream.aclose()

    async with trio.open_nursery() as nursery:
        link = HttpLink(ADDRESS, Server(nursery, serve).connect)
        with pytest.raises(ClientClosed, match="broke off"):
            await link.ask(REQUEST)
