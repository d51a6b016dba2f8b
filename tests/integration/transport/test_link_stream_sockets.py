"""Direct writes on real sockets: what only a kernel can show."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.transport.link_stream import LinkStream
from bridge.wire.framing import frame_message

pytestmark = pytest.mark.sockets

PONG = b"\x8a\x00"
CLOSE = b"\x88\x00"


@asynccontextmanager
async def socket_pair(receive_bytes: int = 8192) -> AsyncIterator[tuple[LinkStream, socket.socket]]:
    """A link with small kernel buffers, and its peer as a plain socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        peer.connect(server.getsockname())
        accepted, _ = server.accept()
    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    accepted.setblocking(False)
    peer.settimeout(5)
    link = LinkStream(trio.SocketStream(trio.socket.from_stdlib_socket(accepted)))
    link.begin_frames()
    with peer:
        yield link, peer
        await link.aclose()


def jam(link: LinkStream, frame: bytes) -> int:
    """Write frames until one is refused; return how many were taken."""
    taken = 0
    while link.send_now(frame):
        taken += 1
    return taken


async def read_exactly(peer: socket.socket, size: int) -> bytes:
    def read() -> bytes:
        data = b""
        while len(data) < size:
            data += peer.recv(size - len(data))
        return data

    return await trio.to_thread.run_sync(read)


def split_frames(data: bytes) -> list[bytes]:
    frames = []
    while data:
        short = data[1] & 0x7F
        extra = {126: 2, 127: 8}.get(short, 0)
        size = int.from_bytes(data[2 : 2 + extra]) if extra else short
        frames.append(data[: 2 + extra + size])
        data = data[2 + extra + size :]
    return frames


async def test_a_frame_that_fits_is_gone_when_the_call_returns() -> None:
    async with socket_pair() as (link, peer):
        assert link.send_now(b"frame")
        assert peer.recv(100) == b"frame"
        assert link.bytes_out == 5


async def test_nothing_is_written_before_the_handshake_is_answered() -> None:
    async with socket_pair() as (link, _peer):
        fresh = LinkStream(link._stream)
        assert not fresh.send_now(b"frame")
        fresh._forget_twin()


async def test_a_jammed_link_refuses_and_the_newest_goes_when_there_is_room() -> None:
    async with socket_pair() as (link, peer):
        big = frame_message(b"a" * 30_000, is_text=False)
        taken = jam(link, big)
        newest: list[bytes] = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.run_writer, lambda: newest.pop() if newest else None)
            await trio.testing.wait_all_tasks_blocked()
            for number in range(5):
                newest[:] = [frame_message(b"%d" % number, is_text=False)]
                assert not link.send_now(newest[0])
                link.wake()
            received = await read_exactly(peer, taken * len(big) + 3)
            nursery.cancel_scope.cancel()
    assert split_frames(received) == [big] * taken + [frame_message(b"4", is_text=False)]


async def test_a_pong_waits_for_the_rest_of_a_frame() -> None:
    async with socket_pair() as (link, peer):
        big = frame_message(b"a" * 200_000, is_text=False)
        taken = jam(link, big)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.send_all, PONG)
            await trio.testing.wait_all_tasks_blocked()
            received = await read_exactly(peer, taken * len(big) + len(PONG))
    assert split_frames(received) == [big] * taken + [PONG]


async def test_a_peer_that_reads_nothing_is_cut_off(patient_clock: trio.testing.MockClock) -> None:
    async with socket_pair() as (link, _peer):
        jam(link, b"a" * 50_000)
        await link.run_writer(lambda: None)
        assert "took nothing" in link.fault
        assert not link.send_now(b"x")


async def test_a_peer_that_is_gone_ends_the_writer() -> None:
    async with socket_pair() as (link, peer):
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        peer.close()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.run_writer, lambda: b"x")
        assert link.fault


async def test_the_descriptor_is_closed_once_and_by_its_owner() -> None:
    async with socket_pair() as (link, _peer):
        await link.aclose()
        with socket.socket() as stranger:
            # The number is in use again; nothing of the link may touch it.
            link.send_now(b"x")
            await link.aclose()
            assert stranger.fileno() >= 0
            stranger.getsockname()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from("npw"), st.integers(0, 70_000)), max_size=25),
    st.lists(st.integers(1, 60_000), max_size=25),
)
def test_frames_are_never_interleaved(actions: list[tuple[str, int]], reads: list[int]) -> None:
    async def scenario() -> tuple[list[bytes], bytes]:
        queue: list[bytes] = []
        offered: list[bytes] = []
        received: list[bytes] = []
        idle = trio.Event()

        def refill() -> bytes | None:
            if not queue:
                idle.set()
            return queue.pop(0) if queue else None

        async with socket_pair() as (link, peer), trio.open_nursery() as nursery:
            nursery.start_soon(link.run_writer, refill)
            nursery.start_soon(_read_in_pieces, peer, reads, received)
            for kind, size in actions:
                await _act(link, queue, offered, kind, size)
            idle = trio.Event()
            link.wake()
            await idle.wait()
            await link.send_all(CLOSE)
            await link.send_eof()
        return offered, b"".join(received)

    offered, received = trio.run(scenario)
    frames = split_frames(received)
    assert sorted(frames[:-1]) == sorted(offered)
    assert frames[-1] == CLOSE


async def _act(
    link: LinkStream, queue: list[bytes], offered: list[bytes], kind: str, size: int
) -> None:
    frame = PONG if kind == "p" else frame_message(b"a" * size, is_text=False)
    if kind == "p":
        await link.send_all(frame)
    elif kind == "w" or not link.send_now(frame):
        queue.append(frame)
        link.wake()
    offered.append(frame)


async def _read_in_pieces(peer: socket.socket, reads: list[int], received: list[bytes]) -> None:
    def read() -> None:
        sizes = iter(reads)
        while piece := peer.recv(next(sizes, 65536)):
            received.append(piece)

    await trio.to_thread.run_sync(read)
