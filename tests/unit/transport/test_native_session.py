"""The order of things on a link: hello, faults, rates, liveness, the end."""

from typing import TYPE_CHECKING

import trio
import trio.testing
from trio.testing import MockClock

from bridge.transport.session_context import SessionLimits
from bridge.wire.constants import IDLE_TIMEOUT_US

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

JPEG = b"\xff\xd8" + b"a" * 3000


async def test_a_welcome_answers_a_hello(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        welcome = await peer.hello("game", "game-1")
    assert (welcome["id"], welcome["role"], welcome["session"]) == ("game-1", "game", "s1")
    assert welcome["server"] == {"name": "gamebridge", "version": "0", "boot": "b"}


async def test_silence_after_the_handshake_is_ended(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        assert await peer.closed() == 4401
        assert 5 <= trio.current_time() <= 7


async def test_nothing_is_sent_before_the_peer_speaks(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        with trio.move_on_after(3):
            peer.heard.append(await peer.ws.get_message())
        assert not peer.heard


async def test_sixteen_unknown_ops_are_too_many(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        for _ in range(16):
            await peer.say("dance")
        assert await peer.closed() == 4400
    codes = [text for text in peer.heard if "unknown_op" in str(text)]
    assert len(codes) == 16


async def test_broken_binary_ends_the_session(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(b"\x96\xc1")
        assert await peer.closed() == 4400


async def test_a_sync_is_answered_before_anything_else(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await trio.sleep(2)
        await peer.say("sync", t0=5)
        reply = await peer.hear("sync")
        assert reply["t0"] == 5
        assert reply["t1"] == reply["t2"] == 2_000_000


async def test_a_peer_that_answers_pings_stays(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        with trio.move_on_after(IDLE_TIMEOUT_US / 1e6 * 4):
            await peer.closed()
        assert room.directory.states()[0].online


async def test_a_peer_that_is_not_heard_is_given_up(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        peer.ws._reader_running = False  # It answers no ping any more.
        await trio.sleep(IDLE_TIMEOUT_US / 1e6 + 3)
        state = room.directory.states()[0]
        assert (state.online, state.reason) == (False, "nothing was heard in time")


async def test_a_flood_of_text_ends_the_session(room: "Room", autojump_clock: MockClock) -> None:
    room.change(limits=SessionLimits(messages_per_s=5))
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        for number in range(12):
            await peer.say("sync", t0=number)
        assert await peer.closed() == 4429


async def test_too_many_pictures_are_dropped_and_told(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.change(limits=SessionLimits(pictures_per_s=2))
    async with room.peer() as peer:
        await peer.hello()
        for _ in range(6):
            await peer.ws.send_message(JPEG)
        assert (await peer.hear("status"))["code"] == "rate"
        assert (await peer.hear("slow_down"))["fps"] == 2
        known = room.hub.known("device/cam-1/camera/jpeg")
        assert known is not None
        assert known.statistics(0).count == 4


async def test_a_flood_of_pictures_ends_the_session(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.change(limits=SessionLimits(pictures_per_s=1))
    async with room.peer() as peer:
        await peer.hello()
        for _ in range(7):
            await peer.ws.send_message(JPEG)
        assert await peer.closed() == 4429


async def test_a_reader_of_control_that_stalls_is_a_slow_consumer(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.change(limits=SessionLimits(control_messages=10))
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        session = room.sessions.sessions[0]
        assert session._outbox is not None
        for _ in range(11):
            session._outbox.ping()
        assert session.ending is not None
        assert session.ending.code == 1013


async def test_a_peer_that_closes_is_gone_with_its_reason(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.aclose(1000)
        await trio.testing.wait_all_tasks_blocked()
        state = room.directory.states()[0]
        assert (state.online, state.reason) == (False, "the peer closed with 1000")
