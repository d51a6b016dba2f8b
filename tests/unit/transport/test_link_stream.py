"""The one place where bytes leave, on streams without a socket."""

import pytest
import trio
import trio.testing

from bridge.transport.link_stream import WRITE_DEADLINE_S, LinkStream

CLOSE = b"\x88\x02\x03\xe8"


def pair() -> tuple[LinkStream, trio.StapledStream[trio.abc.SendStream, trio.abc.ReceiveStream]]:
    ours, theirs = trio.testing.memory_stream_pair()
    return LinkStream(ours, b"head"), theirs  # type: ignore[return-value]


def stalled() -> tuple[LinkStream, trio.abc.Stream]:
    # A lockstep stream takes a write only when the peer reads it.
    ours, theirs = trio.testing.lockstep_stream_pair()
    return LinkStream(ours), theirs


async def test_the_head_comes_first_and_in_the_pieces_that_were_asked_for() -> None:
    link, peer = pair()
    await peer.send_all(b"body")
    assert await link.receive_some(3) == b"hea"
    assert await link.receive_some(3) == b"d"
    assert await link.receive_some(100) == b"body"
    assert link.bytes_in == 8


class Loud:
    """Shows the reader capitals, and waits after a full stop."""

    def __init__(self) -> None:
        self.is_waiting = False

    def receive(self, data: bytes) -> bytes:
        self.is_waiting = data.endswith(b".")
        return data.upper().replace(b"SKIP", b"")

    def proceed(self) -> None:
        self.is_waiting = False


async def test_the_filter_spares_the_request_and_sees_the_rest() -> None:
    link, peer = pair()
    link.inbound.set_filter(Loud(), 2)
    assert await link.receive_some() == b"heAD"
    await peer.send_all(b"skip")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(peer.send_all, b"more")
        assert await link.receive_some() == b"MORE"


async def test_a_filter_that_waits_stops_the_reading() -> None:
    link, peer = pair()
    link.inbound.set_filter(Loud(), 4)
    assert await link.receive_some() == b"head"
    await peer.send_all(b"stop.")
    assert await link.receive_some() == b"STOP."
    await peer.send_all(b"more")
    with trio.testing.assert_checkpoints(), trio.move_on_after(0) as impatience:
        await link.receive_some()
    assert impatience.cancelled_caught
    link.inbound.proceed()
    assert await link.receive_some() == b"MORE"


async def test_a_reader_that_waits_is_freed_when_the_link_closes() -> None:
    link, peer = pair()
    link.inbound.set_filter(Loud(), 4)
    await link.receive_some()
    await peer.send_all(b".")
    await link.receive_some()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_expect_closed, link)
        await trio.testing.wait_all_tasks_blocked()
        await link.aclose()


async def _expect_closed(link: LinkStream) -> None:
    with pytest.raises(trio.ClosedResourceError):
        await link.receive_some()


async def test_a_memory_stream_takes_no_direct_writes() -> None:
    link, _ = pair()
    link.begin_frames()
    assert not link.send_now(b"frame")


async def test_the_writer_asks_again_when_woken() -> None:
    link, peer = pair()
    link.begin_frames()
    frames: list[bytes] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(link.run_writer, lambda: frames.pop(0) if frames else None)
        await trio.testing.wait_all_tasks_blocked()
        frames += [b"one", b"two"]
        link.wake()
        await trio.testing.wait_all_tasks_blocked()
        assert await peer.receive_some() == b"onetwo"
        await link.aclose()


async def test_the_writer_asks_again_after_the_named_pause(
    autojump_clock: trio.testing.MockClock,
) -> None:
    link, peer = pair()
    link.begin_frames()
    due = trio.current_time() + 5
    async with trio.open_nursery() as nursery:
        nursery.start_soon(
            link.run_writer,
            lambda: CLOSE if trio.current_time() >= due else None,
            lambda: due - trio.current_time(),
        )
        assert await peer.receive_some() == CLOSE
        assert trio.current_time() == pytest.approx(due)
        await link.aclose()


async def test_nothing_follows_a_close_frame() -> None:
    link, peer = pair()
    link.begin_frames()
    await link.send_all(CLOSE)
    await link.run_writer(lambda: b"late")
    await link.aclose()
    assert await peer.receive_some() == CLOSE
    assert await peer.receive_some() == b""


async def test_a_peer_that_takes_nothing_breaks_the_link(
    autojump_clock: trio.testing.MockClock,
) -> None:
    link, _peer = stalled()
    began = trio.current_time()
    with pytest.raises(trio.BrokenResourceError):
        await link.send_all(b"x")
    assert trio.current_time() - began == pytest.approx(WRITE_DEADLINE_S)
    assert "took nothing" in link.fault
    with pytest.raises(trio.ClosedResourceError):
        await link.receive_some()


async def test_a_peer_that_takes_a_little_in_time_keeps_the_link(
    autojump_clock: trio.testing.MockClock,
) -> None:
    link, peer = stalled()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(link.send_all, b"x" * 40_000)
        received = 0
        while received < 40_000:
            await trio.sleep(WRITE_DEADLINE_S * 0.4)
            received += len(await peer.receive_some(8192))
    assert not link.fault


async def test_a_write_that_is_cancelled_ends_the_link() -> None:
    link, _peer = stalled()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(link.send_all, b"x")
        await trio.testing.wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    with pytest.raises(trio.ClosedResourceError):
        await link.send_all(b"y")


async def test_a_shielded_write_still_ends_at_the_deadline(
    autojump_clock: trio.testing.MockClock,
) -> None:
    link, _peer = stalled()
    with (
        trio.move_on_after(0.1),
        trio.CancelScope(shield=True),
        pytest.raises(trio.BrokenResourceError),
    ):
        await link.send_all(b"x")


async def test_closing_twice_is_harmless() -> None:
    link, peer = pair()
    await link.aclose()
    await link.aclose()
    assert await peer.receive_some() == b""
    with pytest.raises(AttributeError):
        _ = link.socket


class Twin:
    """A socket that answers each write as it is told."""

    def __init__(self, *answers: int | OSError) -> None:
        self._answers = list(answers)

    def send(self, _data: bytes) -> int:
        answer = self._answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    def detach(self) -> None:
        """Nothing to let go of."""


def writable(*answers: int | OSError) -> LinkStream:
    link, _ = pair()
    link._twin = Twin(*answers)  # type: ignore[assignment]  # all that a write needs
    link.begin_frames()
    return link


async def test_a_socket_without_room_refuses_the_frame_whole() -> None:
    link = writable(BlockingIOError(), 5)
    assert not link.send_now(b"frame")
    assert link.bytes_out == 0
    assert link.send_now(b"frame")


async def test_a_socket_that_fails_takes_no_more_frames() -> None:
    link = writable(ConnectionResetError("gone"), 5)
    assert not link.send_now(b"frame")
    assert link.fault == "gone"
    assert not link.send_now(b"frame")


async def test_nothing_passes_by_the_rest_of_a_frame() -> None:
    link = writable(2, 3, 5)
    assert link.send_now(b"frame")
    assert not link.send_now(b"other")
    await link.send_all(b"third")
    assert link.bytes_out == 10
