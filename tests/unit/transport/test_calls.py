from typing import TYPE_CHECKING

import pytest

from bridge.hub.directory import Arrival
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import AdmissionRefused
from bridge.plugin.admission import Admission, Role, Verb, grants_for
from bridge.testing.fakes import FakeDeviceLink
from bridge.transport.calls import ack_message, final_ack, place_call

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

GAME = Admission("g", "g", Role.GAME, grants_for(Role.GAME, "g"))


def place(room: "Room", call: Call, admission: Admission = GAME) -> list[Ack]:
    acks: list[Ack] = []
    place_call(room.context, admission, call, acks.append)
    return acks


async def test_a_call_that_may_be_made_reaches_the_desk(room: "Room") -> None:
    link = FakeDeviceLink()
    room.directory.join(Arrival("cam-1", "Cam", "ws", ""), link)
    stages = [ack.stage for ack in place(room, Call("1", "cam-1", "reboot"))]
    assert stages == [AckStage.ACCEPTED, AckStage.SENT]
    assert [call.method for call in link.calls] == ["reboot"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (Call("1", "not an id", "reboot"), "no_such_device"),
        (Call("1", "cam-1", "set", {"text": "x" * 9000}), "too_big"),
    ],
)
async def test_what_cannot_be_a_call_is_rejected_at_once(
    room: "Room", call: Call, code: str
) -> None:
    assert [(ack.stage, ack.code) for ack in place(room, call)] == [(AckStage.REJECTED, code)]


async def test_a_peer_without_the_right_is_rejected(room: "Room") -> None:
    room.forbidden.add((Verb.CALL, "device/cam-1/call"))
    (ack,) = place(room, Call("1", "cam-1", "reboot"))
    assert (ack.stage, ack.code) == (AckStage.REJECTED, "forbidden")


async def test_a_plugin_may_veto(room: "Room") -> None:
    def veto(_call: Call, _admission: Admission) -> Call:
        raise AdmissionRefused("not today")

    room.change(vet_call=veto)
    (ack,) = place(room, Call("1", "cam-1", "reboot"))
    assert (ack.code, ack.text) == ("forbidden", "not today")


async def test_a_repeated_word_counts_for_its_own_peer_only(room: "Room") -> None:
    link = FakeDeviceLink()
    room.directory.join(Arrival("cam-1", "Cam", "ws", ""), link)
    other = Admission("h", "h", Role.GAME, grants_for(Role.GAME, "h"))
    for admission in (GAME, GAME, other):
        place(room, Call("1", "cam-1", "reboot", dedupe="once"), admission)
    assert len(link.calls) == 2


async def test_the_final_ack_is_what_one_waits_for(room: "Room") -> None:
    ack = await final_ack(room.context, GAME, Call("1", "cam-9", "reboot"))
    assert (ack.stage, ack.code) == (AckStage.REJECTED, "no_such_device")


def test_an_ack_travels_with_a_time() -> None:
    assert ack_message(Ack("1", AckStage.SENT), 5).at_us == 5
    assert ack_message(Ack("1", AckStage.SENT, at_us=3), 5).at_us == 3
