"""All sessions together: encodings, rivals, the shutdown."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import trio.testing
from trio.testing import MockClock

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room


async def test_the_subprotocol_chooses_the_encoding(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer("x.other", "gamebridge.v1+msgpack") as peer:
        assert peer.ws.subprotocol == "gamebridge.v1+msgpack"


async def test_unknown_subprotocols_are_told_what_is_known(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer("gamebridge.v9+json") as peer:
        status = await peer.hear("status")
        assert status["code"] == "version"
        assert "gamebridge.v1+json" in str(status["hint"])
        assert await peer.closed() == 4426


async def test_two_devices_with_one_key_are_both_sent_away(
    room: "Room", autojump_clock: MockClock
) -> None:
    for _ in range(7):
        room.sessions._takeovers.note("cam-1", room.context.clock.now_us())
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1")
        assert "two devices" in str((await peer.hear("status"))["text"])
        assert await peer.closed() == 4429


async def test_devices_that_push_each_other_out_must_both_wait(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(room.peer()) for _ in range(7)]
        for peer in peers[:-1]:
            await peer.hello()
        await peers[-1].say("hello", role="device", id="cam-1")
        assert await peers[-1].closed() == 4429
        assert await peers[-2].closed() == 4429
        await trio.testing.wait_all_tasks_blocked()
        assert not room.directory.states()[0].online


async def test_a_drain_says_when_to_come_back(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        room.sessions.drain()
        bye = await peer.hear("bye")
        assert bye["code"] == 4503
        assert 500 <= int(str(bye["retry_after_ms"])) <= 5000
        assert await peer.closed() == 4503
    assert not room.sessions.sessions
