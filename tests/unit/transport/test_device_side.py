"""What only devices have: a place, commands, interest."""

from typing import TYPE_CHECKING

import pytest

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.values import DeviceClock, DeviceFeature
from bridge.plugin.admission import Admission, Role
from bridge.transport.device_side import DeviceSide, calls_through
from bridge.wire.bridge_messages import DeviceCall, InterestChange
from bridge.wire.dialect import ClaimMade

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

QUALITY = DeviceFeature("quality", "setting", "int", minimum=4, maximum=63)
CLAIM = ClaimMade("device", "cam-1", "Desk", sdk="test/1", features=(QUALITY,))


class Board:
    """A device that writes down what it is sent."""

    def __init__(self, room: "Room") -> None:
        self.sent: list[DeviceCall | InterestChange] = []
        self.has_room = True
        self.is_replaced = False
        admission = Admission("cam-1", "cam-1", Role.DEVICE)
        self.side = DeviceSide(
            room.context, admission, calls_through(self.take), self.give_way, self.take_interest
        )

    def take(self, message: DeviceCall) -> bool:
        self.sent.append(message)
        return self.has_room

    def take_interest(self, change: InterestChange) -> None:
        self.sent.append(change)

    def give_way(self) -> None:
        self.is_replaced = True


@pytest.fixture
async def board(room: "Room") -> Board:
    found = Board(room)
    found.side.join(CLAIM, "ws", "192.0.2.7")
    return found


async def test_a_device_that_joins_is_known_by_what_it_said(room: "Room", board: Board) -> None:
    state = room.directory.state("cam-1")
    assert state is not None
    assert (state.name, state.address, state.sdk) == ("Desk", "192.0.2.7", "test/1")
    assert state.features == (QUALITY,)
    assert board.side.is_current


async def test_a_newer_link_takes_the_place_and_the_older_has_no_say(
    room: "Room", board: Board
) -> None:
    newer = Board(room)
    newer.side.join(CLAIM, "ws", "192.0.2.8")
    assert board.is_replaced
    board.side.leave("late")
    state = room.directory.state("cam-1")
    assert state is not None
    assert state.online
    assert (board.side.is_current, newer.side.is_current) == (False, True)


async def test_a_call_reaches_the_device_and_its_answer_the_caller(
    room: "Room", board: Board
) -> None:
    heard: list[Ack] = []
    room.desk.call(Call("c1", "cam-1", "set", {"quality": 12}), heard.append)
    (message,) = board.sent
    assert isinstance(message, DeviceCall)
    assert message.args == {"quality": 12}
    board.side.acknowledge(Ack(message.id, AckStage.APPLIED, value=12))
    assert [ack.stage for ack in heard] == ["accepted", "sent", "applied"]


async def test_a_jammed_device_rejects_the_call(room: "Room", board: Board) -> None:
    board.has_room = False
    heard: list[Ack] = []
    room.desk.call(Call("c1", "cam-1", "set", {"quality": 12}), heard.append)
    assert (heard[-1].stage, heard[-1].code) == ("rejected", "link_jammed")


async def test_topics_and_clock_are_published(room: "Room", board: Board) -> None:
    board.side.note_topic("device/cam-1/camera/jpeg")
    board.side.report_clock(DeviceClock("locked", offset_us=5))
    state, clock = room.directory.state("cam-1"), room.hub.latest("device/cam-1/clock")
    assert state is not None
    assert state.topics == ("device/cam-1/camera/jpeg",)
    assert clock is not None
    assert clock.value_as(DeviceClock).offset_us == 5


async def test_interest_is_told_until_the_device_leaves(room: "Room", board: Board) -> None:
    topic = "device/cam-1/camera/jpeg"
    board.side.interest.watch(topic)
    board.side.leave("gone")
    with room.hub.subscribe([topic], name="viewer"):
        told = [m.subscribers for m in board.sent if isinstance(m, InterestChange)]
    assert told == [0]
