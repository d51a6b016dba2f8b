"""Reading a head and refusing, on streams in memory; TLS has its tests on sockets."""

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.transport.first_words import LINGER_S, answer, read_head
from bridge.transport.link_stream import LinkStream
from bridge.transport.refusal import Refusal, RequestRefused

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_a_head_is_read_however_it_is_cut() -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    data = bytearray()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_dribble, theirs, HEAD + b"body")
        assert await read_head(ours, data) == len(HEAD)
    assert data.startswith(HEAD)


async def _dribble(stream: trio.abc.SendStream, data: bytes) -> None:
    for byte in data:
        await stream.send_all(bytes((byte,)))


async def test_a_client_that_leaves_first_is_no_request() -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    await theirs.send_all(HEAD[:5])
    await theirs.aclose()
    with pytest.raises(trio.BrokenResourceError):
        await read_head(ours, bytearray())


async def test_what_is_no_head_is_refused_at_once() -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    await theirs.send_all(b"\x16\x03\x01")
    with pytest.raises(RequestRefused):
        await read_head(ours, bytearray())


async def test_a_refused_client_has_a_moment_to_read(autojump_clock: MockClock) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    await theirs.send_all(b"more than anyone asked for")
    await answer(LinkStream(ours), Refusal(403, "no", "not you"))
    assert trio.current_time() == pytest.approx(LINGER_S)
    assert (await theirs.receive_some()).startswith(b"HTTP/1.1 403")
    assert await theirs.receive_some() == b""
