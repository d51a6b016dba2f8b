"""One WebSocket from the handshake to the last byte, on streams in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing
import trio_websocket
from trio.testing import MockClock

from bridge.plugin.admission import LinkOpening
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.link_stream import LinkStream
from bridge.transport.links import (
    CLOSE_HANDSHAKE_S,
    HANDSHAKE_DEADLINE_S,
    LinkHandler,
    PendingLink,
    describe_opening,
    serve_link,
)
from bridge.transport.request_head import RequestHead

LIMITS = MessageLimits(100, 100)
OPENING = LinkOpening(8080, "/x", (("origin", "null"),), ("a", "b"), "127.0.0.1")


@asynccontextmanager
async def client_of(handler: LinkHandler) -> AsyncIterator[trio_websocket.WebSocketConnection]:
    ours, theirs = trio.testing.memory_stream_pair()

    async def serve() -> None:
        head = bytes(await ours.receive_some())
        stream = LinkStream(ours, head)
        await serve_link(stream, len(head), OPENING, handler, is_encrypted=False)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        yield await trio_websocket.wrap_client_stream(
            nursery,
            theirs,  # type: ignore[arg-type]  # any stream does
            "localhost",
            "/x",
            subprotocols=["a", "b"],
        )
        nursery.cancel_scope.cancel()


async def test_a_pending_link_knows_who_asks() -> None:
    seen: list[PendingLink] = []

    async def handler(pending: PendingLink) -> None:
        seen.append(pending)
        link = await pending.accept(limits=LIMITS, on_oversize=print, subprotocol="b")
        await link.send(await link.receive())

    async with client_of(handler) as ws:
        assert ws.subprotocol == "b"
        await ws.send_message("hello")
        assert await ws.get_message() == "hello"
    assert (seen[0].is_loopback, seen[0].is_encrypted, seen[0].origin) == (True, False, "null")


async def test_a_message_that_is_too_long_is_told_and_never_seen() -> None:
    told: list[int] = []

    async def handler(pending: PendingLink) -> None:
        link = await pending.accept(limits=LIMITS, on_oversize=told.append)
        await link.send(await link.receive())
        link.limits = MessageLimits(1000, 1000)
        await link.send(await link.receive())

    async with client_of(handler) as ws:
        await ws.send_message("x" * 101)
        await ws.send_message("short")
        assert await ws.get_message() == "short"
        await ws.send_message("x" * 101)
        assert await ws.get_message() == "x" * 101
    assert told == [100]


async def test_a_close_names_its_code_and_waits_for_the_answer() -> None:
    async def handler(pending: PendingLink) -> None:
        link = await pending.accept(limits=LIMITS, on_oversize=print)
        await link.close(4403, "forbidden")

    async with client_of(handler) as ws:
        with pytest.raises(trio_websocket.ConnectionClosed) as closed:
            await ws.get_message()
    assert closed.value.reason is not None
    assert (closed.value.reason.code, closed.value.reason.reason) == (4403, "forbidden")


async def test_a_close_does_not_wait_for_ever(autojump_clock: MockClock) -> None:
    took: list[float] = []

    async def handler(pending: PendingLink) -> None:
        link = await pending.accept(limits=LIMITS, on_oversize=print)
        began = trio.current_time()
        await link.close(1000)
        took.append(trio.current_time() - began)

    async with client_of(handler) as ws:
        ws._reader_running = False  # It answers nothing any more.
        await trio.sleep(10)
    assert took == [pytest.approx(CLOSE_HANDSHAKE_S)]


async def test_a_handshake_that_never_comes_is_given_up(autojump_clock: MockClock) -> None:
    ours, _theirs = trio.testing.memory_stream_pair()

    async def handler(_pending: PendingLink) -> None:
        raise AssertionError("there is no link")

    with pytest.raises(BaseExceptionGroup) as failed:
        await serve_link(LinkStream(ours), 0, OPENING, handler, is_encrypted=False)
    assert failed.value.subgroup(trio.TooSlowError)
    assert trio.current_time() == pytest.approx(HANDSHAKE_DEADLINE_S)


def test_an_opening_holds_what_a_dialect_is_chosen_by() -> None:
    headers = (("host", "h"), ("sec-websocket-protocol", "a, b"))
    opening = describe_opening(RequestHead("GET", "/x?y=1", headers), 8080, "10.0.0.9")
    assert opening == LinkOpening(8080, "/x", headers, ("a", "b"), "10.0.0.9", "y=1")
