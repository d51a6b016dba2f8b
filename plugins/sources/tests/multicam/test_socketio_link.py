"""Socket.IO on a WebSocket, without one: its own sessions, and those that move to it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import (
    Admitted,
    ClaimMade,
    Closed,
    Event,
    FaultFound,
    ReplyDue,
    SamplesWanted,
)
from bridge.testing.fakes import FakeClock
from bridge_sources.multicam.packets import write_event
from bridge_sources.multicam.polled_session import PolledSession
from bridge_sources.multicam.polling import Polling
from bridge_sources.multicam.session import PING_INTERVAL_US, PING_TIMEOUT_US, SocketIoSession
from bridge_sources.multicam.socketio_link import SocketIoDialect, read_handshake
from bridge_sources.multicam.viewing import Viewing
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    DOOR_TOPIC,
    Room,
    build_room,
    picture,
    sighting,
)

ADMITTED = Admitted("f1", "viewer-f1", "viewer", 0)
JOIN = "42" + json.dumps(["join_stream", {"stream_name": DOOR}])
PLAIN = "EIO=4&transport=websocket"


def polling_of(room: Room) -> Polling:
    return Polling(room.streams, room.hub, room.clock)


def dialect(room: Room, query: str = PLAIN, polling: Polling | None = None) -> SocketIoDialect:
    session = SocketIoSession("secret", "shown", 0)
    polled = polling or polling_of(room)
    handshake = read_handshake(query)
    return SocketIoDialect(handshake, polled, session, Viewing(room.streams, write_event))


def opened(room: Room) -> SocketIoDialect:
    link = dialect(room)
    link.begin(0)
    link.admit(ADMITTED)
    return link


def replies(events: object) -> list[str]:
    assert isinstance(events, list | tuple)
    return [str(event.message) for event in events if isinstance(event, ReplyDue)]


def moving(room: Room, polling: Polling) -> tuple[SocketIoDialect, PolledSession]:
    """Return a session of polls, and a link to which it may move."""
    polled = polling.open("127.0.0.1")
    polling.receive(polled, "40")
    link = dialect(room, f"{PLAIN}&sid={polled.session.sid}", polling)
    link.begin(0)
    assert link.admit(ADMITTED) == ()
    return link, polled


def test_whole_conversation_to_the_letter(room: Room) -> None:
    room.found.note(sighting(), 1)
    link = dialect(room)
    assert isinstance(link.begin(0)[0], ClaimMade)
    (handshake,) = link.admit(ADMITTED)
    assert str(handshake).startswith('0{"sid":"secret","upgrades":[],')
    connected = replies(link.receive("40", 0))
    assert connected[0] == '40{"sid":"shown"}'
    assert connected[1].startswith('42["camera_discovered",{"name":')
    assert [type(event) for event in link.receive(JOIN, 0)] == [SamplesWanted]
    (frame,) = link.send_sample(room.show(number=4), 0)
    event, content = json.loads(str(frame).removeprefix("42"))
    assert (event, content["stream_name"]) == ("frame", DOOR)
    assert len(link.receive("41", 0)) == 1
    assert link.send_sample(room.show(), 0) == ()
    assert link.receive("1", 0)[-1] == Closed(1000, "the viewer left")


def test_timers_of_the_session_are_the_links(room: Room) -> None:
    link = opened(room)
    link.receive("40", 0)
    assert link.next_timer_us == PING_INTERVAL_US
    assert replies(link.check_timers(PING_INTERVAL_US)) == ["2"]
    end_us = PING_INTERVAL_US + PING_TIMEOUT_US
    assert link.check_timers(end_us)[-1] == Closed(1000, "no pong came in time")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("EIO=3&transport=websocket", "Engine.IO 3 is not spoken"),
        ("", "Engine.IO without a version"),
        ("EIO=4&transport=flash", "transport 'flash'"),
        ("&".join("abcdefghijklmnopqrstuvwxyzabcdefgh"), "without a version"),
    ],
)
def test_other_versions_and_transports_are_refused_in_words(
    room: Room, query: str, text: str
) -> None:
    fault, closed = dialect(room, query).begin(0)
    assert isinstance(fault, FaultFound)
    assert text in fault.text
    assert isinstance(closed, Closed)
    assert len(closed.reason.encode()) <= 123


def test_session_moves_from_polls_with_what_it_joined_and_what_waits(room: Room) -> None:
    polling = polling_of(room)
    link, polled = moving(room, polling)
    polling.receive(polled, JOIN)
    assert replies(link.receive("2probe", 0)) == ["3probe"]
    assert polled.is_paused
    events = link.receive("5", 0)
    assert replies(events)[0].startswith('40{"sid":')
    wanted = [event.patterns for event in events if isinstance(event, SamplesWanted)]
    assert (DOOR_TOPIC,) in wanted
    assert polling.find(polled.session.sid) is None
    assert room.hub.subscriptions() == ()
    assert len(link.send_sample(room.show(), 0)) == 1
    assert link.next_timer_us == polled.session.next_timer_us


def test_session_whose_link_breaks_before_it_moved_goes_on_with_polls(room: Room) -> None:
    polling = polling_of(room)
    link, polled = moving(room, polling)
    assert link.next_timer_us is None
    link.receive("2probe", 0)
    link.close(0)
    assert not polled.is_paused
    assert polling.find(polled.session.sid) is polled


def test_only_one_link_at_a_time_takes_a_session(room: Room) -> None:
    polling = polling_of(room)
    first, polled = moving(room, polling)
    first.receive("2probe", 0)
    second = dialect(room, f"{PLAIN}&sid={polled.session.sid}", polling)
    second.begin(0)
    second.admit(ADMITTED)
    assert isinstance(second.receive("2probe", 0)[-1], Closed)
    second.close(0)
    assert polled.is_paused
    assert replies(first.receive("5", 0))


@pytest.mark.parametrize("packets", [["2probe"], ["5"], ["40"]])
def test_link_for_no_session_is_closed(room: Room, packets: list[str]) -> None:
    link = dialect(room, f"{PLAIN}&sid=unknown")
    link.begin(0)
    link.admit(ADMITTED)
    events: list[Event] = []
    for packet in packets:
        events += link.receive(packet, 0)
    assert events[-1] == Closed(1008, "there is no such session")


def test_session_that_ended_during_the_probe_is_not_taken(room: Room) -> None:
    polling = polling_of(room)
    link, polled = moving(room, polling)
    link.receive("2probe", 0)
    polling.end(polled, "test")
    assert link.receive("5", 0)[-1] == Closed(1008, "there is no such session")


def test_nothing_is_done_for_a_viewer_that_is_not_admitted(room: Room) -> None:
    assert dialect(room).receive("40", 0) == ()


PACKETS = st.sampled_from(["40", "41", "1", "3", "5", "2probe", JOIN])


@given(st.text(max_size=60), st.lists(PACKETS | st.text() | st.binary(max_size=9), max_size=8))
def test_no_query_and_no_message_raises_anything(query: str, messages: list[str | bytes]) -> None:
    room = build_room(FakeClock(1))
    for link in (opened(room), dialect(room, query), moving(room, polling_of(room))[0]):
        link.begin(0)
        link.admit(ADMITTED)
        for message in messages:
            link.receive(message, 0)
            link.check_timers(0)
            link.send_sample(room.hub.publish(DOOR_TOPIC, payload=picture(1)), 0)
        link.close(0)
