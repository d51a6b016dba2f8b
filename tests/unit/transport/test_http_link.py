"""A connection as the HTTP server sees it."""

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.transport.http_link import ANSWERS_DEADLINE_S, HttpLink
from bridge.transport.link_stream import LinkStream
from bridge.transport.refusal import Refusal
from bridge.transport.request_gate import RequestGate
from bridge.transport.request_head import RequestHead

GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
BAD = b"GET /bad HTTP/1.1\r\nHost: x\r\n\r\n"


def vet(head: RequestHead) -> Refusal | None:
    return Refusal(403, "no", "not you") if head.path == "/bad" else None


def pair() -> tuple[HttpLink, trio.testing.MemorySendStream, trio.testing.MemoryReceiveStream]:
    ours, theirs = trio.testing.memory_stream_pair()
    link = HttpLink(LinkStream(ours), RequestGate(vet), is_encrypted=False)
    return link, theirs.send_stream, theirs.receive_stream


async def test_admitted_requests_pass() -> None:
    link, client, _ = pair()
    await client.send_all(GET[:10])
    await client.send_all(GET[10:])
    assert await link.receive_some() == GET
    assert not link.over.is_set()


async def test_a_refusal_follows_the_answers_before_it() -> None:
    link, client, answers = pair()
    await client.send_all(GET + BAD)
    assert await link.receive_some() == GET
    async with trio.open_nursery() as nursery:
        nursery.start_soon(link.receive_some)
        await trio.testing.wait_all_tasks_blocked()
        await link.send_all(b"answer")
        link.count_answer()
    assert (await answers.receive_some()).startswith(b"answerHTTP/1.1 403")
    assert link.over.is_set()


async def test_a_refusal_does_not_wait_for_ever(autojump_clock: MockClock) -> None:
    link, client, _ = pair()
    await client.send_all(GET + BAD)
    await link.receive_some()
    assert await link.receive_some() == b""
    assert trio.current_time() == pytest.approx(ANSWERS_DEADLINE_S)


async def test_the_end_of_the_client_is_the_end() -> None:
    link, client, _ = pair()
    await client.aclose()
    assert await link.receive_some() == b""
    assert link.over.is_set()


async def test_the_end_is_said_even_by_a_cancelled_task() -> None:
    link, _, answers = pair()
    with trio.CancelScope() as scope:
        scope.cancel()
        await link.send_eof()
    assert await answers.receive_some() == b""
