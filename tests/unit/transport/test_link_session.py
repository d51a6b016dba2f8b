"""The life of a link, whatever is spoken on it: what ends it, and in which order."""

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import trio
import trio_websocket

from bridge.testing.dialects import ForeignLinks, Parrot
from bridge.transport.link_session import CLOSE_SLOW_CONSUMER
from bridge.wire.constants import CLOSE_LIVENESS

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room


async def code_of(ws: trio_websocket.WebSocketConnection) -> int:
    with suppress(trio_websocket.ConnectionClosed):
        while True:
            await ws.get_message()
    assert ws.closed is not None
    return int(ws.closed.code)


@pytest.fixture
async def links(room: "Room") -> ForeignLinks:
    return ForeignLinks(room.context)


async def test_the_first_reason_to_end_is_the_one_that_counts(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await ws.get_message()
        (session,) = links.sessions.sessions
        session.end(4001, "first")
        session.end(4002, "second")
        assert await code_of(ws) == 4001


async def test_what_the_peer_has_open_is_closed_before_the_goodbye(
    room: "Room", links: ForeignLinks
) -> None:
    async with links.link(Parrot()) as ws:
        await ws.get_message()
        await ws.send_message("device polly")
        await ws.get_message()
        (session,) = links.sessions.sessions
        session.end(4001, "told to")
        await code_of(ws)
        state = room.directory.state("polly")
        assert state is not None
        assert (state.online, state.reason) == (False, "told to")


async def test_a_peer_that_says_nothing_is_given_up(
    links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot(pings=False, idle_timeout_us=7_000_000)) as ws:
        assert await code_of(ws) == CLOSE_LIVENESS


async def test_a_peer_that_answers_pings_stays(
    links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot(idle_timeout_us=25_000_000)) as ws:
        await ws.get_message()
        await trio.sleep(300)
        (session,) = links.sessions.sessions
        assert session.ending is None


async def test_a_peer_that_leaves_control_unread_is_told_to_go(room: "Room") -> None:
    limits = room.context.limits
    links = ForeignLinks(room.context)
    async with links.link(Parrot()) as ws:
        await ws.get_message()
        (session,) = links.sessions.sessions
        for _ in range(limits.control_messages + 2):
            session._tell("x" * 2000)
        assert await code_of(ws) == CLOSE_SLOW_CONSUMER
