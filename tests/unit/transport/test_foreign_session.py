"""Dialects of other systems over real WebSocket framing, in memory, on a clock that jumps."""

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import trio
import trio_websocket

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.values import Reading
from bridge.plugin.admission import Verb
from bridge.testing.dialects import ForeignLinks, Parrot

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

JPEG = b"\xff\xd8picture\xff\xd9"


@pytest.fixture
async def links(room: "Room") -> ForeignLinks:
    return ForeignLinks(room.context)


async def says(ws: trio_websocket.WebSocketConnection) -> str:
    message = await ws.get_message()
    assert isinstance(message, str)
    return message


async def test_the_bridge_keeps_silent_as_long_as_the_dialect_asks(
    links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot(first_word_us=250_000)) as ws:
        assert await says(ws) == "begun at 250 ms"


async def test_a_device_of_another_system_is_a_device_like_any_other(
    room: "Room", links: ForeignLinks
) -> None:
    async with links.link(Parrot(), "192.0.2.7") as ws:
        await says(ws)
        await ws.send_message("device polly")
        assert await says(ws) == "hello polly"
        await ws.send_message(JPEG)
        await ws.send_message("reading button")
        await trio.testing.wait_all_tasks_blocked()
        state = room.directory.state("polly")
        assert state is not None
        assert (state.dialect, state.transport, state.address) == ("parrot", "ws", "192.0.2.7")
        picture = room.hub.latest("device/polly/camera/jpeg")
        assert picture is not None
        assert picture.payload == JPEG
        assert room.hub.latest("device/polly/input/button") is not None
    left = room.directory.state("polly")
    assert left is not None
    assert not left.online


async def test_what_comes_before_admission_is_not_taken(room: "Room", links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message(JPEG)
        await trio.testing.wait_all_tasks_blocked()
        assert room.hub.topics() == []


async def test_the_claim_names_the_dialect(room: "Room", links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("device polly")
        await says(ws)
        assert room.claims[-1].dialect == "parrot"


async def test_a_refused_peer_is_told_and_the_link_closed(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("token wrong")
        assert await says(ws) == "unauthorized: wrong key"
        with pytest.raises(trio_websocket.ConnectionClosed):
            await ws.get_message()
        assert ws.closed is not None
        assert ws.closed.code == 1008


async def test_a_patient_dialect_lets_a_refused_peer_try_again(links: ForeignLinks) -> None:
    async with links.link(Parrot(stays_when_refused=True)) as ws:
        await says(ws)
        await ws.send_message("token wrong")
        assert await says(ws) == "unauthorized: wrong key"
        await ws.send_message("token right")
        assert await says(ws) == "hello g"


async def test_a_peer_that_is_in_stays_who_it_is(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("game first")
        assert await says(ws) == "hello first"
        await ws.send_message("game second")
        await trio.testing.wait_all_tasks_blocked()
        (session,) = links.sessions.sessions
        assert session.faults == {"claimed_twice": 1}


async def test_a_reader_gets_samples_in_its_own_words(room: "Room", links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("game g")
        await says(ws)
        await ws.send_message("want device/*/input/* device/*/camera/jpeg")
        await trio.testing.wait_all_tasks_blocked()
        room.hub.publish("device/cam-1/input/dial", Reading(0.5))
        assert await says(ws) == "device/cam-1/input/dial is 0.5"
        room.hub.publish("device/cam-1/camera/jpeg", payload=JPEG)
        assert await ws.get_message() == JPEG


async def test_a_command_reaches_the_device_in_its_words_and_the_answer_its_caller(
    links: ForeignLinks,
) -> None:
    async with links.link(Parrot()) as device, links.link(Parrot()) as game:
        await says(device)
        await says(game)
        await device.send_message("device polly")
        await says(device)
        await game.send_message("game g")
        await says(game)
        await game.send_message("call polly")
        assert await says(device) == "please {'flash': True}"
        assert [await says(game) for _ in range(2)] == ["ack accepted", "ack sent"]
        await device.send_message("done")
        assert await says(game) == "ack applied"


async def test_a_command_without_words_is_rejected(room: "Room", links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("device polly")
        await says(ws)
        acks: list[Ack] = []
        room.directory.describe("polly", 1, (), "")
        room.desk.call(Call("1", "polly", "sing"), acks.append)
        assert [ack.stage for ack in acks] == [AckStage.ACCEPTED, AckStage.REJECTED]


async def test_timers_of_a_dialect_are_kept(
    links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("later 300000")
        assert await says(ws) == "due at 300 ms"


async def test_faults_are_counted_and_end_nothing(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("mumble")
        await ws.send_message("game g")
        await says(ws)
        await ws.send_message("want sys/statistics x/other")
        await ws.send_message("reading sensor")
        await trio.testing.wait_all_tasks_blocked()
        (session,) = links.sessions.sessions
        assert session.faults["odd"] == 1
        assert session.faults["forbidden"] == 1
        assert session.ending is None


async def test_a_broken_protocol_ends_the_link_with_its_code(links: ForeignLinks) -> None:
    parrot = Parrot()
    async with links.link(parrot) as ws:
        await says(ws)
        await ws.send_message("break")
        assert await says(ws) == "bad_message: told to break"
        with pytest.raises(trio_websocket.ConnectionClosed) as closed:
            await ws.get_message()
        assert closed.value.reason is not None
        assert closed.value.reason.code == 4400
    assert parrot.closed == 1


async def test_a_dialect_may_end_the_link(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("bye")
        with pytest.raises(trio_websocket.ConnectionClosed) as closed:
            await ws.get_message()
        assert closed.value.reason is not None
        assert closed.value.reason.code == 1000


async def test_too_many_messages_end_the_link(links: ForeignLinks) -> None:
    async with links.link(Parrot(messages_per_s=5)) as ws:
        await says(ws)
        with suppress(trio_websocket.ConnectionClosed):
            for _ in range(100):
                await ws.send_message("mumble")
        assert await says(ws) == "rate: too many messages per second"


async def test_too_many_pictures_are_dropped_and_counted(links: ForeignLinks) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("device polly")
        await says(ws)
        for _ in range(200):
            await ws.send_message(JPEG)
        await trio.testing.wait_all_tasks_blocked()
        (session,) = links.sessions.sessions
        assert session.faults["rate"] > 0
        assert session.ending is None


async def test_silence_ends_a_link_only_if_the_dialect_says_so(
    links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot(pings=False, idle_timeout_us=0)) as ws:
        await says(ws)
        await trio.sleep(3600)
        await ws.send_message("game g")
        assert await says(ws) == "hello g"


async def test_a_right_that_is_taken_back_ends_the_link(
    room: "Room", links: ForeignLinks, autojump_clock: trio.testing.MockClock
) -> None:
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("device polly")
        await says(ws)
        await ws.send_message("reading button")
        await trio.testing.wait_all_tasks_blocked()
        room.forbidden.add((Verb.PUBLISH, "device/polly/input/button"))
        assert (await says(ws)).startswith("forbidden")


async def test_what_a_foreign_device_writes_has_a_writer_while_it_is_here(
    room: "Room", links: ForeignLinks
) -> None:
    writers = room.hub.announce("device/polly/input/sensor").writers
    async with links.link(Parrot()) as ws:
        await says(ws)
        await ws.send_message("device polly")
        await says(ws)
        assert writers.count == 0
        await ws.send_message("reading sensor")
        await trio.testing.wait_all_tasks_blocked()
        assert writers.count == 1
        await ws.aclose()
        await trio.testing.wait_all_tasks_blocked()
    assert writers.count == 0
