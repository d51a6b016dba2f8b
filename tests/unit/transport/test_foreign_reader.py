from typing import TYPE_CHECKING

import pytest

from bridge.model.values import Reading
from bridge.plugin.admission import Admission, Role, Verb, grants_for
from bridge.testing.dialects import Parrot
from bridge.transport.foreign_reader import ForeignReader
from bridge.wire.constants import MAX_SUBSCRIPTIONS
from bridge.wire.dialect import SamplesWanted
from bridge.wire.framing import frame_message

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

VIEWER = Admission("v", "v", Role.VIEWER, grants_for(Role.VIEWER, "v"))
DIALS = SamplesWanted(("device/*/input/*",))
PICTURES = SamplesWanted(("device/*/camera/jpeg",), sub=1)
JPEG = b"\xff\xd8picture"


class Desk:
    """A reader, and how often its writer was woken."""

    def __init__(self, room: "Room") -> None:
        self.woken = 0
        self.reader = ForeignReader(room.context, VIEWER, Parrot(), self.wake)

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
async def desk(room: "Room") -> Desk:
    return Desk(room)


async def test_a_sample_wakes_the_writer_and_is_told_once(room: "Room", desk: Desk) -> None:
    assert desk.reader.want(DIALS)
    before = desk.woken
    room.hub.publish("device/cam-1/input/dial", Reading(2))
    assert desk.woken > before
    assert desk.reader.next_due_us() is not None
    told = frame_message(b"device/cam-1/input/dial is 2", is_text=True)
    assert desk.reader.next_frame(0) == told
    assert desk.reader.next_frame(0) is None
    assert desk.reader.next_due_us() is None


async def test_a_picture_is_framed_once_for_all_readers(room: "Room", desk: Desk) -> None:
    other = Desk(room)
    for each in (desk, other):
        each.reader.want(PICTURES)
    room.hub.publish("device/cam-1/camera/jpeg", payload=JPEG)
    frame = desk.reader.next_frame(0)
    assert frame == frame_message(JPEG, is_text=False)
    assert other.reader.next_frame(0) is frame


async def test_a_value_without_words_is_lost_for_this_reader_and_counted(
    room: "Room", desk: Desk
) -> None:
    desk.reader.want(DIALS)
    room.hub.publish("device/cam-1/input/dial", Reading("unspeakable"))
    assert desk.reader.next_frame(0) is None
    assert room.hub.drops() == {"refused": 1}


async def test_a_wish_takes_the_place_of_the_one_before(room: "Room", desk: Desk) -> None:
    desk.reader.want(DIALS)
    desk.reader.want(SamplesWanted(("device/cam-2/input/*",)))
    room.hub.publish("device/cam-1/input/dial", Reading(2))
    assert desk.reader.next_frame(0) is None
    assert len(room.hub.subscriptions()) == 1
    assert desk.reader.want(SamplesWanted(()))
    assert room.hub.subscriptions() == ()


async def test_what_may_not_be_read_is_refused(desk: Desk) -> None:
    assert not desk.reader.want(SamplesWanted(("no/such/**",)))


async def test_subscriptions_have_a_bound(desk: Desk) -> None:
    for sub in range(MAX_SUBSCRIPTIONS):
        assert desk.reader.want(SamplesWanted(DIALS.patterns, sub=sub))
    assert not desk.reader.want(SamplesWanted(DIALS.patterns, sub=MAX_SUBSCRIPTIONS))


async def test_a_right_that_was_taken_back_is_noticed(room: "Room", desk: Desk) -> None:
    desk.reader.want(DIALS)
    assert desk.reader.may_still_read()
    room.forbidden.add((Verb.SUBSCRIBE, "device/*/input/*"))
    assert not desk.reader.may_still_read()


async def test_at_the_end_nothing_stays_open(room: "Room", desk: Desk) -> None:
    desk.reader.want(DIALS)
    desk.reader.want(PICTURES)
    desk.reader.close()
    assert room.hub.subscriptions() == ()
