"""What an admitted peer reads."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bridge.model.delivery import LATEST, Delivery, Mode
from bridge.model.errors import RemoteProtocolError
from bridge.model.values import LogLine, Mark, Reading
from bridge.plugin.admission import Admission, Role, Verb, grants_for
from bridge.transport.subscriber_side import SubscriberSide
from bridge.wire.bridge_messages import (
    BridgeMessage,
    Drops,
    GapNotice,
    Subscribed,
    TopicsAdded,
)
from bridge.wire.constants import CLOSE_RATE, Encoding
from bridge.wire.native_events import SubscribeRequested

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

MARKS = "session/s1/mark"
VIEWER = Admission("v", "v", Role.VIEWER, grants_for(Role.VIEWER, "v"))


@dataclass
class Reader:
    """A peer that writes down what it is told."""

    side: SubscriberSide
    said: list[BridgeMessage] = field(default_factory=list)

    def subscribe(self, *patterns: str, delivery: Delivery = LATEST, sub: int = 1) -> None:
        self.side.subscribe(SubscribeRequested(sub, patterns, delivery, ()))

    def frames(self) -> list[bytes]:
        return list(iter(self.side.next_frame, None))


def reader(room: "Room", encoding: Encoding = "msgpack") -> Reader:
    said: list[BridgeMessage] = []
    side = SubscriberSide(
        room.context, VIEWER, encoding, said.append, lambda _frame: False, lambda: None
    )
    return Reader(side, said)


async def test_topics_are_named_before_their_first_sample(room: "Room") -> None:
    one = reader(room)
    room.hub.announce(MARKS)
    one.subscribe("session/**")
    room.hub.publish("session/s2/mark", Mark("later"))
    assert [type(message) for message in one.said] == [Subscribed, TopicsAdded]
    (told, added) = one.said
    assert isinstance(told, Subscribed)
    assert [entry.topic for entry in told.topics] == [MARKS]
    assert isinstance(added, TopicsAdded)
    assert [entry.topic for entry in added.topics] == ["session/s2/mark"]


async def test_happenings_go_before_facts_and_facts_before_pictures(room: "Room") -> None:
    one = reader(room)
    one.subscribe("device/**")
    room.hub.publish("device/a/camera/jpeg", payload=b"\xff\xd8PICTURE")
    room.hub.publish("device/a/input/b", Reading("FACT"))
    room.hub.publish("device/a/log", LogLine("info", "EVENT"))
    order = [
        name for frame in one.frames() for name in (b"EVENT", b"FACT", b"PICTURE") if name in frame
    ]
    assert order == [b"EVENT", b"FACT", b"PICTURE"]


async def test_text_peers_get_no_pictures_but_their_addresses(room: "Room") -> None:
    one = reader(room, "json")
    room.hub.announce("device/a/camera/jpeg")
    one.subscribe("device/**")
    room.hub.publish("device/a/camera/jpeg", payload=b"\xff\xd8")
    assert one.frames() == []
    (told,) = one.said
    assert isinstance(told, Subscribed)
    assert told.topics[0].urls["mjpeg"] == "/devices/a/camera.mjpeg"


async def test_a_subscription_of_nothing_readable_is_refused(room: "Room") -> None:
    one = reader(room)
    room.forbidden.add((Verb.SUBSCRIBE, "device/a/log"))
    with pytest.raises(RemoteProtocolError) as fault:
        one.subscribe("device/a/log")
    assert fault.value.code == "forbidden"


async def test_the_same_number_again_replaces_the_subscription(room: "Room") -> None:
    one = reader(room)
    one.subscribe("device/**")
    one.subscribe("session/**")
    assert {s.reader.patterns[0].text for s in room.hub.subscriptions()} == {"session/**"}
    one.side.close()
    assert room.hub.subscriptions() == ()


async def test_drops_are_told_when_they_changed(room: "Room") -> None:
    one = reader(room)
    one.subscribe(MARKS)
    for n in range(3):
        room.hub.publish(MARKS, Mark(str(n)))
    assert one.side.check() is None
    assert one.side.check() is None
    told = [message.dropped for message in one.said if isinstance(message, Drops)]
    assert told == [{"replaced": 2}]


async def test_mode_all_tells_gaps_and_the_third_overflow_ends_the_session(room: "Room") -> None:
    one = reader(room)
    one.subscribe(MARKS, delivery=Delivery(Mode.ALL, depth=1))
    faults = []
    for n in range(3):
        room.hub.publish(MARKS, Mark(f"{n}"))
        room.hub.publish(MARKS, Mark(f"{n}"))
        faults.append(one.side.check())
    gaps = [(m.from_seq, m.to_seq) for m in one.said if isinstance(m, GapNotice)]
    assert gaps[0] == (1, 1)
    assert faults[:2] == [None, None]
    assert faults[2] is not None
    assert faults[2].close_code == CLOSE_RATE


async def test_a_right_that_is_taken_back_ends_the_session(room: "Room") -> None:
    one = reader(room)
    one.subscribe("device/a/log")
    room.forbidden.add((Verb.SUBSCRIBE, "device/a/log"))
    fault = one.side.check()
    assert fault is not None
    assert fault.code == "forbidden"
