"""Asking by broadcast, on the loopback interface."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from bridge_sources.discovery.found import Sighting
from bridge_sources.discovery.multicam_udp import (
    EVERYBODY,
    MulticamFinder,
    broadcast_addresses,
)
from plugins.sources.tests.discovery.conftest import (
    LIMIT_S,
    LOOPBACK_BROADCAST,
    MulticamBoard,
    answering,
    free_udp_port,
)

pytestmark = pytest.mark.sockets


class Finding:
    """A finder at work, and what it sees."""

    def __init__(self, port: int, every_s: float = 60.0) -> None:
        self._seen_in, self.seen = trio.open_memory_channel[Sighting](1000)
        self.finder = MulticamFinder(
            self._seen_in.send_nowait,
            port=port,
            targets=lambda: [LOOPBACK_BROADCAST],
            every_s=every_s,
        )
        self.asking_port = 0


@asynccontextmanager
async def finding(port: int, every_s: float = 60.0) -> AsyncIterator[Finding]:
    at = Finding(port, every_s)
    with trio.fail_after(LIMIT_S):
        async with trio.open_nursery() as nursery:
            at.asking_port = await nursery.start(_run, at.finder)
            yield at
            nursery.cancel_scope.cancel()


async def _run(finder: MulticamFinder, *, task_status: trio.TaskStatus[int]) -> None:
    await finder.run(task_status=task_status)


async def test_cameras_answer_the_question_at_the_start() -> None:
    port = free_udp_port()
    boards = [MulticamBoard("127.0.0.77", port), MulticamBoard("127.0.0.78", port)]
    async with answering(*boards), finding(port) as at:
        seen = {(await at.seen.receive()).address for _ in boards}
    assert seen == {"127.0.0.77", "127.0.0.78"}
    assert at.finder.statistics.answers == 2
    assert at.finder.statistics.fault == ""


async def test_an_answer_to_the_asking_port_counts_as_well() -> None:
    port = free_udp_port()
    board = MulticamBoard("127.0.0.77", port, is_answering_asker=True)
    async with answering(board), finding(port) as at:
        assert (await at.seen.receive()).standing == "offered"


async def test_a_camera_may_announce_itself_unasked() -> None:
    port = free_udp_port()
    async with finding(port) as at:
        await MulticamBoard("127.0.0.77", port).announce()
        assert (await at.seen.receive()).address == "127.0.0.77"


async def test_the_question_is_asked_again_in_time_and_when_told_to() -> None:
    port = free_udp_port()
    board = MulticamBoard("127.0.0.77", port)
    async with answering(board), finding(port, every_s=0.01) as at:
        for _ in range(3):
            await at.seen.receive()
    board.questions = 0
    async with answering(board), finding(port, every_s=3600.0) as at:
        await at.seen.receive()
        at.finder.ask()
        await at.seen.receive()
    assert board.questions == 2


async def test_an_answer_that_names_somebody_else_is_suspicious() -> None:
    port = free_udp_port()
    board = MulticamBoard("127.0.0.77", port, lambda _: b"ESP32_CAMERA:192.168.1.1:80\r\n")
    async with answering(board), finding(port) as at:
        seen = await at.seen.receive()
    assert (seen.address, seen.standing) == ("127.0.0.77", "suspicious")


async def test_rubbish_is_counted_and_the_own_question_is_not() -> None:
    port = free_udp_port()
    async with finding(port) as at:
        for rubbish in (b"ESP32_CAMERA:x:y", b"\xff", b"x" * 1300, b"DISCOVER_CAMERAS"):
            await MulticamBoard("127.0.0.9", port, lambda _, b=rubbish: b).announce()  # type: ignore[misc] # Bound per round.
        await MulticamBoard("127.0.0.77", port).announce()
        await at.seen.receive()
    assert at.finder.statistics.refused == {"malformed": 1, "not_utf8": 1, "too_long": 1}


async def test_nothing_is_ever_answered() -> None:
    port = free_udp_port()
    with trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        await stranger.bind(("127.0.0.66", 0))
        async with finding(port) as at:
            await stranger.sendto(b"DISCOVER_CAMERAS", ("127.0.0.1", port))
            await MulticamBoard("127.0.0.77", port).announce()
            await at.seen.receive()  # What came before it has been read by now.
            with pytest.raises(trio.WouldBlock):
                _receive_now(stranger)


def _receive_now(stranger: trio.socket.SocketType) -> bytes:
    descriptor = stranger.dup()
    with socket.socket(fileno=descriptor.detach()) as plain:
        plain.setblocking(False)
        try:
            return plain.recv(100)
        except BlockingIOError:
            raise trio.WouldBlock from None


async def test_a_taken_port_is_told_and_answers_to_the_asking_port_are_still_heard() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("0.0.0.0", 0))
        async with finding(int(other.getsockname()[1])) as at:
            assert "in use" in at.finder.statistics.fault
            with trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
                await mouth.bind(("127.0.0.77", 0))
                answer = b"ESP32_CAMERA:127.0.0.77:80"
                await mouth.sendto(answer, ("127.0.0.1", at.asking_port))
                assert (await at.seen.receive()).address == "127.0.0.77"


async def test_a_network_that_cannot_be_reached_does_not_keep_the_others_waiting() -> None:
    port = free_udp_port()
    board = MulticamBoard("127.0.0.77", port)
    seen_in, seen = trio.open_memory_channel[Sighting](10)
    finder = MulticamFinder(
        seen_in.send_nowait, port=port, targets=lambda: ["0.0.0.300", LOOPBACK_BROADCAST]
    )
    with trio.fail_after(LIMIT_S):
        async with answering(board), trio.open_nursery() as nursery:
            await nursery.start(_run, finder)
            assert (await seen.receive()).address == "127.0.0.77"
            nursery.cancel_scope.cancel()
    assert finder.statistics.refused["unreachable"] == 1


async def test_starting_twice_in_a_row_works() -> None:
    port = free_udp_port()
    board = MulticamBoard("127.0.0.77", port)
    for _ in range(2):
        async with answering(board), finding(port) as at:
            assert (await at.seen.receive()).address == "127.0.0.77"


def test_every_ipv4_network_of_this_machine_is_asked_and_everybody() -> None:
    found = broadcast_addresses()
    assert found[-1] == EVERYBODY
    assert LOOPBACK_BROADCAST in found
    assert len(found) == len(set(found))
