"""The order of things on a link: hello, welcome, faults, limits, liveness, the end."""

from typing import TYPE_CHECKING

import pytest
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


async def test_a_reader_without_a_name_is_named_by_its_session(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="viewer")
        assert (await peer.hear("welcome"))["id"] == "viewer-s1"


async def test_a_picture_may_come_right_behind_the_hello(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1")
        await peer.ws.send_message(JPEG * 10)
        await peer.hear("welcome")
        await trio.testing.wait_all_tasks_blocked()
    assert room.hub.latest("device/cam-1/camera/jpeg") is not None


async def test_a_wrong_key_is_refused(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1", key="wrong")
        status = await peer.hear("status")
        assert (status["code"], status["text"]) == ("unauthorized", "wrong key")
        assert await peer.closed() == 4401
    assert room.directory.state("cam-1") is None


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


@pytest.mark.parametrize("message", ["x" * 4097, b"x" * 4097])
async def test_a_stranger_may_not_send_much(
    room: "Room", autojump_clock: MockClock, message: str | bytes
) -> None:
    async with room.peer() as peer:
        await peer.ws.send_message(message)
        assert (await peer.hear("status"))["code"] == "too_big"
        assert await peer.closed() == 4413


@pytest.mark.parametrize(
    ("role", "message"),
    [("device", "x" * 65_537), ("game", "x" * 65_537), ("game", b"\x96" * 67_000)],
)
async def test_an_admitted_peer_has_limits_too(
    room: "Room", autojump_clock: MockClock, role: str, message: str | bytes
) -> None:
    async with room.peer() as peer:
        await peer.hello(role, "peer-1")
        await peer.ws.send_message(message)
        assert await peer.closed() == 4413


async def test_a_picture_above_five_megabytes_is_too_much(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(b"\xff\xd8" + b"a" * 5 * 1024 * 1024)
        assert await peer.closed() == 1009


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


async def test_two_devices_with_one_key_are_both_sent_away(
    room: "Room", autojump_clock: MockClock
) -> None:
    for _ in range(7):
        room.sessions._takeovers.note("cam-1", room.context.clock.now_us())
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1")
        assert "two devices" in str((await peer.hear("status"))["text"])
        assert await peer.closed() == 4429


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


async def test_a_drain_says_when_to_come_back(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        room.sessions.drain()
        bye = await peer.hear("bye")
        assert bye["code"] == 4503
        assert 500 <= int(str(bye["retry_after_ms"])) <= 5000
        assert await peer.closed() == 4503
    assert not room.sessions.sessions


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
