"""The plain WebSocket `/events`, without one."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Admitted, ClaimMade, FaultFound, ReplyDue, SamplesWanted
from bridge.testing.fakes import FakeClock
from bridge_sources.multicam.discovered import FOUND_TOPIC
from bridge_sources.multicam.live import MAX_LENGTH, LiveDialect
from plugins.sources.tests.multicam.conftest import DOOR, DOOR_TOPIC, Room, build_room, sighting

ADMITTED = Admitted("f1", "viewer-f1", "viewer", 0)
JOIN = json.dumps({"event": "join_stream", "data": {"stream_name": DOOR}})
LEAVE = json.dumps(["leave_stream", {"stream_name": DOOR}])


def admitted(room: Room) -> LiveDialect:
    dialect = LiveDialect(room.streams)
    dialect.begin(0)
    dialect.admit(ADMITTED)
    return dialect


def test_link_is_a_viewers_from_its_first_moment(room: Room) -> None:
    claim, news = LiveDialect(room.streams).begin(0)
    assert isinstance(claim, ClaimMade)
    assert (claim.role, claim.id) == ("viewer", "")
    assert isinstance(news, SamplesWanted)
    assert news.patterns == (FOUND_TOPIC,)


def test_whole_conversation_to_the_letter(room: Room) -> None:
    room.found.note(sighting(), 1_000_000)
    dialect = LiveDialect(room.streams)
    dialect.begin(0)
    (offer,) = dialect.admit(ADMITTED)
    assert json.loads(str(offer))["data"]["name"] == "ESP32 Camera (192.168.1.88)"
    room.show(number=1)
    cached, wanted = dialect.receive(JOIN, 0)
    assert isinstance(cached, ReplyDue)
    assert str(cached.message).startswith('{"event":"frame","data":{"stream_name":"ESP32 Camera')
    assert isinstance(wanted, SamplesWanted)
    assert wanted.patterns == (DOOR_TOPIC,)
    (frame,) = dialect.send_sample(room.show(number=2), 0)
    assert json.loads(str(frame))["data"]["frame_count"] == 2
    assert dialect.receive(LEAVE, 0) == [SamplesWanted((), sub=wanted.sub)]
    assert list(dialect.send_sample(room.show(), 0)) == []


def test_nothing_is_joined_before_the_viewer_is_admitted(room: Room) -> None:
    room.show()
    assert LiveDialect(room.streams).receive(JOIN, 0) == ()


def test_what_is_no_event_is_counted_and_the_link_stays(room: Room) -> None:
    dialect = admitted(room)
    for message in ("hello", b"\xff\xd8", "[" * (MAX_LENGTH + 1), "[" * MAX_LENGTH):
        (fault,) = dialect.receive(message, 0)
        assert isinstance(fault, FaultFound)
        assert fault.code == "not_an_event"


@given(st.lists(st.text() | st.binary() | st.sampled_from([JOIN, LEAVE]), max_size=6))
def test_no_message_raises_anything(messages: list[str | bytes]) -> None:
    dialect = admitted(build_room(FakeClock(1)))
    for message in messages:
        dialect.receive(message, 0)
