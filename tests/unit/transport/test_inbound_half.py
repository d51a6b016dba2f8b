"""The reading half of a connection."""

import pytest
import trio
import trio.testing

from bridge.transport.inbound_half import InboundHalf


class Gate:
    """Passes digits only, and waits after each zero."""

    def __init__(self) -> None:
        self.is_waiting = False
        self._held = b""

    def receive(self, data: bytes) -> bytes:
        data, self._held = self._held + data, b""
        if self.is_waiting:
            self._held = data
            return b""
        passed, zero, self._held = data.partition(b"0")
        self.is_waiting = bool(zero)
        return bytes(b for b in passed + zero if chr(b).isdigit())

    def proceed(self) -> None:
        self.is_waiting = False


def half(head: bytes = b"") -> tuple[InboundHalf, trio.testing.MemorySendStream]:
    sender, receiver = trio.testing.memory_stream_one_way_pair()
    return InboundHalf(receiver, head), sender


async def test_the_head_comes_before_the_stream_and_is_counted() -> None:
    inbound, peer = half(b"head")
    await peer.send_all(b"body")
    assert [await inbound.receive_some(3), await inbound.receive_some(None)] == [b"hea", b"d"]
    assert await inbound.receive_some(None) == b"body"
    assert inbound.bytes_in == 8


async def test_what_a_filter_swallows_is_read_over() -> None:
    inbound, peer = half()
    inbound.set_filter(Gate(), 0)
    async with trio.open_nursery() as nursery:

        async def read() -> None:
            assert await inbound.receive_some(None) == b"7"

        nursery.start_soon(read)
        await peer.send_all(b"abc")
        await trio.testing.wait_all_tasks_blocked()
        await peer.send_all(b"7")
    assert inbound.bytes_in == 4


async def test_the_first_bytes_pass_no_filter() -> None:
    inbound, _peer = half(b"ab12")
    inbound.set_filter(Gate(), 1)
    assert await inbound.receive_some(None) == b"a12"


async def test_the_end_of_the_stream_is_the_end() -> None:
    inbound, peer = half()
    inbound.set_filter(Gate(), 0)
    await peer.aclose()
    assert await inbound.receive_some(None) == b""


async def test_reading_goes_on_when_the_filter_may_proceed() -> None:
    inbound, peer = half(b"10")
    inbound.set_filter(Gate(), 0)
    await inbound.receive_some(None)
    await peer.send_all(b"2")
    async with trio.open_nursery() as nursery:

        async def read_on() -> None:
            assert await inbound.receive_some(None) == b"2"

        nursery.start_soon(read_on)
        await trio.testing.wait_all_tasks_blocked()
        inbound.proceed()


async def test_what_was_held_back_comes_though_nobody_waited_when_it_might() -> None:
    inbound, peer = half()
    inbound.set_filter(Gate(), 0)
    await peer.send_all(b"10203")
    for expected in (b"10", b"20", b"3"):
        assert await inbound.receive_some(None) == expected
        inbound.proceed()


async def test_closing_frees_a_reader_that_waits() -> None:
    inbound, _peer = half(b"0")
    inbound.set_filter(Gate(), 0)
    await inbound.receive_some(None)
    async with trio.open_nursery() as nursery:

        async def read_on() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await inbound.receive_some(None)

        nursery.start_soon(read_on)
        await trio.testing.wait_all_tasks_blocked()
        inbound.close()
