"""Sessions that polls carry: what waits, how long, and how many there may be."""

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.testing.fakes import TrioClock
from bridge_sources.multicam.packets import write_payload
from bridge_sources.multicam.polled_session import MAX_BATCH_PACKETS, MAX_WAITING, PolledSession
from bridge_sources.multicam.polling import (
    MAX_SESSIONS,
    MAX_SESSIONS_PER_ADDRESS,
    NoRoom,
    Polling,
)
from bridge_sources.multicam.session import PING_INTERVAL_US, PING_TIMEOUT_US
from plugins.sources.tests.multicam.conftest import DOOR, DOOR_TOPIC, Room, build_room
from plugins.sources.tests.multicam.test_socketio_link import JOIN, polling_of

assert MAX_BATCH_PACKETS == 16  # What python-socketio's client takes from one poll.


def joined(room: Room) -> tuple[Polling, PolledSession]:
    polling = polling_of(room)
    polled = polling.open("10.0.0.1")
    assert polling.receive(polled, write_payload(["40", JOIN])) == 0
    return polling, polled


async def test_poll_takes_what_waits_and_then_the_newest_picture(room: Room) -> None:
    _, polled = joined(room)
    room.show(number=1)
    room.show(number=2)
    first, frame = await polled.next_packets()
    assert first.startswith('40{"sid":')
    assert '"frame_count":2' in frame


async def test_poll_waits_until_there_is_a_picture(room: Room) -> None:
    _, polled = joined(room)
    await polled.next_packets()
    found: list[str] = []

    async def poll() -> None:
        found.extend(await polled.next_packets())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(poll)
        await wait_all_tasks_blocked()
        assert not found
        room.show(number=3)
    assert len(found) == 1


async def test_poll_shows_interest_in_pictures_until_the_stream_is_left(room: Room) -> None:
    polling, polled = joined(room)
    assert room.hub.interest(DOOR_TOPIC).count == 1
    polling.receive(polled, JOIN.replace("join", "leave"))
    assert room.hub.interest(DOOR_TOPIC).count == 0


async def test_batch_is_never_longer_than_clients_take(room: Room) -> None:
    polling, polled = joined(room)
    for _ in range(3):
        polling.receive(polled, write_payload(["2x"] * 10))
    room.show()
    first, second = await polled.next_packets(), await polled.next_packets()
    assert (len(first), len(second)) == (16, 16)
    assert second[-1].startswith('42["frame"')


async def test_poll_ends_with_a_no_op_while_the_session_moves(room: Room) -> None:
    polling, polled = joined(room)
    await polled.next_packets()
    found: list[list[str]] = []

    async def poll() -> None:
        found.append(await polled.next_packets())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(poll)
        await wait_all_tasks_blocked()
        assert polling.pause(polled.session.sid)
    assert found == [["6"]]
    room.show()
    assert await polled.next_packets() == ["6"]
    polling.resume(polled.session.sid)
    assert len(await polled.next_packets()) == 1


async def test_viewer_that_never_polls_is_cut_off(room: Room) -> None:
    polling, polled = joined(room)
    for _ in range(MAX_WAITING // 8 + 1):
        polling.receive(polled, write_payload(["2x"] * 8))
    assert polled.is_over
    assert polling.find(polled.session.sid) is None
    assert room.hub.subscriptions() == ()


async def test_session_that_ended_answers_its_last_poll(room: Room) -> None:
    polling, polled = joined(room)
    await polled.next_packets()
    polling.receive(polled, "1")
    assert await polled.next_packets() == ["1"]
    assert len(polling) == 0


async def test_faults_are_counted_and_harm_nobody(room: Room) -> None:
    polling, polled = joined(room)
    assert polling.receive(polled, write_payload(["9", "42{}", "3"])) == 2
    assert not polled.is_over


async def test_sessions_are_bounded_in_all_and_by_address(room: Room) -> None:
    polling = polling_of(room)
    for _ in range(MAX_SESSIONS_PER_ADDRESS):
        polling.open("10.0.0.1")
    with pytest.raises(NoRoom, match=r"10\.0\.0\.1 has 16"):
        polling.open("10.0.0.1")
    for number in range(MAX_SESSIONS - MAX_SESSIONS_PER_ADDRESS):
        polling.open(f"10.0.1.{number}")
    with pytest.raises(NoRoom, match="there are 64"):
        polling.open("10.0.0.2")


async def test_silent_session_is_pinged_and_then_forgotten(autojump_clock: MockClock) -> None:
    room = build_room(TrioClock())
    polling, polled = joined(room)
    async with trio.open_nursery() as nursery:
        await nursery.start(polling.run)
        assert (await polled.next_packets())[0].startswith("40")
        assert await polled.next_packets() == ["2"]
        assert room.clock.now_us() >= PING_INTERVAL_US
        assert await polled.next_packets() == ["1"]
        assert room.clock.now_us() >= PING_INTERVAL_US + PING_TIMEOUT_US
        assert len(polling) == 0
        nursery.cancel_scope.cancel()


async def test_sessions_end_with_the_bridge(autojump_clock: MockClock) -> None:
    room = build_room(TrioClock())
    polling = polling_of(room)
    async with trio.open_nursery() as nursery:
        await nursery.start(polling.run)
        polled = polling.open("10.0.0.1")
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    assert polled.is_over
    assert room.hub.subscriptions() == ()
    assert DOOR not in polled.viewing.joined
