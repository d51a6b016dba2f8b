from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import trio_websocket

from bridge.plugin.admission import LinkOpening
from bridge.testing.dialects import ForeignLinks, Parrot
from bridge.transport.foreign_sessions import ForeignSessions
from bridge.transport.takeovers import MAX_TAKEOVERS

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room


async def says(ws: trio_websocket.WebSocketConnection) -> str:
    message = await ws.get_message()
    assert isinstance(message, str)
    return message


OPENING = LinkOpening(6972, "/", (), (), "127.0.0.1")


async def test_a_link_that_no_system_knows_has_no_handler(room: "Room") -> None:
    assert ForeignSessions(room.context, lambda _opening: None).choose(OPENING) is None


async def test_a_link_that_a_system_knows_has_one(room: "Room") -> None:
    assert ForeignSessions(room.context, lambda _opening: Parrot()).choose(OPENING) is not None


async def test_a_newer_link_of_a_device_takes_its_place(room: "Room") -> None:
    links = ForeignLinks(room.context)
    async with links.link(Parrot()) as older, links.link(Parrot()) as newer:
        for ws in (older, newer):
            await says(ws)
            await ws.send_message("device polly")
            await says(ws)
        assert await says(older) == "goodbye: replaced"
        with pytest.raises(trio_websocket.ConnectionClosed):
            await older.get_message()
        state = room.directory.state("polly")
        assert state is not None
        assert (state.online, state.epoch) == (True, 2)


async def test_two_devices_of_one_name_have_to_wait(room: "Room") -> None:
    links = ForeignLinks(room.context)
    answers = []
    async with AsyncExitStack() as opened:
        for _ in range(MAX_TAKEOVERS + 2):
            ws = await opened.enter_async_context(links.link(Parrot()))
            await says(ws)
            await ws.send_message("device polly")
            answers.append(await says(ws))
    assert answers[-1].startswith("rate: two devices are both called polly")


async def test_every_peer_is_told_when_the_bridge_shuts_down(room: "Room") -> None:
    links = ForeignLinks(room.context)
    async with links.link(Parrot()) as ws:
        await says(ws)
        links.sessions.drain()
        assert await says(ws) == "goodbye: shutting_down"
