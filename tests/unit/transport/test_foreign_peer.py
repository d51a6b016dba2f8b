from typing import TYPE_CHECKING

import msgspec
import pytest

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import RemoteProtocolError
from bridge.model.values import DeviceFeature, JsonScalar, Reading
from bridge.plugin.admission import Admission, Role, Verb, grants_for
from bridge.plugin.bridge_methods import BridgeMethod
from bridge.testing.dialects import Parrot
from bridge.transport.device_side import DeviceSide
from bridge.transport.foreign_peer import ForeignPeer
from bridge.wire.dialect import (
    CallRequested,
    ClaimMade,
    CommandAcked,
    FrameArrived,
    ReadingArrived,
    SamplesWanted,
)

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

JPEG = FrameArrived(b"\xff\xd8")


class Guest:
    """A peer of another system, and what it was told of its calls."""

    def __init__(self, room: "Room", role: Role, name: str) -> None:
        self.acks: list[Ack] = []
        self.sent: list[Call] = []
        admission = Admission(name, name, role, grants_for(role, name))
        self.peer = ForeignPeer(
            room.context, admission, Parrot(), wake=lambda: None, on_ack=self.acks.append
        )
        side = DeviceSide(room.context, admission, self.send, lambda: None)
        self.peer.join(ClaimMade("device", name, ""), "192.0.2.7", side)

    def send(self, call: Call) -> bool:
        self.sent.append(call)
        return True


async def test_only_devices_are_in_the_directory(room: "Room") -> None:
    Guest(room, Role.GAME, "g")
    Guest(room, Role.DEVICE, "polly")
    assert [state.id for state in room.directory.states()] == ["polly"]


async def test_a_devices_topics_are_noted(room: "Room") -> None:
    guest = Guest(room, Role.DEVICE, "polly")
    guest.peer.obey(JPEG, 0)
    state = room.directory.state("polly")
    assert state is not None
    assert state.topics == ("device/polly/camera/jpeg",)


async def test_a_game_may_not_publish_as_a_device(room: "Room") -> None:
    with pytest.raises(RemoteProtocolError, match="may not write"):
        Guest(room, Role.GAME, "g").peer.obey(ReadingArrived("dial", Reading(1)), 0)


async def test_pictures_beyond_the_rate_are_faults(room: "Room") -> None:
    guest = Guest(room, Role.DEVICE, "polly")

    def flood() -> None:
        for _ in range(1000):
            guest.peer.obey(JPEG, 0)

    with pytest.raises(RemoteProtocolError, match="too many pictures"):
        flood()


async def test_a_call_and_its_answer_meet_at_the_desk(room: "Room") -> None:
    device, game = Guest(room, Role.DEVICE, "polly"), Guest(room, Role.GAME, "g")
    game.peer.obey(CallRequested(Call("1", "polly", "sing")), 0)
    (call,) = device.sent
    device.peer.obey(CommandAcked(Ack(call.id, AckStage.APPLIED)), 0)
    assert [ack.stage for ack in game.acks][-1] is AckStage.APPLIED


class Nothing(msgspec.Struct, frozen=True):
    """No arguments."""


async def never(_admission: Admission, _args: Nothing) -> JsonScalar:
    return None


async def test_its_calls_to_the_bridge_end_with_its_link(room: "Room") -> None:
    room.registry.add(BridgeMethod("never", Role.GAME, "Never.", Nothing, never))
    game = Guest(room, Role.GAME, "g")
    game.peer.obey(CallRequested(Call("1", "bridge", "never")), 0)
    game.peer.close("gone")
    assert [ack.stage for ack in game.acks] == [AckStage.ACCEPTED, AckStage.CANCELLED]


async def test_a_wish_that_may_not_be_granted_is_a_fault(room: "Room") -> None:
    with pytest.raises(RemoteProtocolError, match="may be read"):
        Guest(room, Role.DEVICE, "polly").peer.obey(SamplesWanted(("device/*/tags",)), 0)


async def test_a_right_to_publish_that_was_taken_back_is_noticed(room: "Room") -> None:
    guest = Guest(room, Role.DEVICE, "polly")
    guest.peer.obey(JPEG, 0)
    assert not guest.peer.has_lost_its_rights()
    room.forbidden.add((Verb.PUBLISH, "device/polly/camera/jpeg"))
    assert guest.peer.has_lost_its_rights()


async def test_at_the_end_the_device_has_left(room: "Room") -> None:
    guest = Guest(room, Role.DEVICE, "polly")
    guest.peer.close("unplugged")
    state = room.directory.state("polly")
    assert state is not None
    assert (state.online, state.reason) == (False, "unplugged")


async def test_at_the_end_of_a_foreign_game_its_outputs_go_back(room: "Room") -> None:
    device, game = Guest(room, Role.DEVICE, "polly"), Guest(room, Role.GAME, "g")
    room.directory.describe(
        "polly", 1, (DeviceFeature("led", "output", "bool", default=False),), ""
    )
    game.peer.obey(CallRequested(Call("1", "polly", "set", {"led": True})), 0)
    game.peer.close("done")
    assert [call.args for call in device.sent] == [{"led": True}, {"led": False}]
