"""What only devices have: a place, interest, a clock."""

from typing import TYPE_CHECKING

import trio
import trio.testing
from trio.testing import MockClock

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Json, Peer, Room

CAMERA = "device/cam-1/camera/jpeg"


async def advertise(peer: "Peer", *topics: str) -> "Json":
    channels = [{"channel": n, "topic": topic} for n, topic in enumerate(topics, 1)]
    await peer.say("advertise", channels=channels)
    return await peer.hear("advertised")


async def test_interest_is_told_at_once_and_taken_back_slowly(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await advertise(peer, CAMERA)
        assert (await peer.hear("interest"))["subscribers"] == 0
        subscription = room.hub.subscribe([CAMERA], name="test")
        assert (await peer.hear("interest"))["subscribers"] == 1
        began = trio.current_time()
        subscription.close()
        assert (await peer.hear("interest"))["subscribers"] == 0
        assert 5 <= trio.current_time() - began <= 7


async def test_a_clock_estimate_becomes_a_topic(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.say("clock", clock={"state": "locked", "offset_us": 5, "error_us": 1})
        await trio.testing.wait_all_tasks_blocked()
    assert room.hub.latest("device/cam-1/clock") is not None


async def test_a_newer_link_takes_the_place_of_the_older(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as old, room.peer() as new:
        await old.hello()
        began = trio.current_time()
        await new.hello()
        assert (await old.hear("bye"))["code"] == 4409
        assert await old.closed() == 4409
        assert trio.current_time() - began <= 0.1
        state = room.directory.states()[0]
        assert (state.online, state.epoch) == (True, 2)
