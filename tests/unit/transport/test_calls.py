from typing import TYPE_CHECKING

import msgspec
import pytest
import trio
from trio.testing import MockClock

from bridge.hub.directory import Arrival
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import AdmissionRefused
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission, Role, Verb, grants_for
from bridge.plugin.bridge_methods import BridgeMethod
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


class Word(msgspec.Struct, frozen=True):
    """One word."""

    word: str = "nothing"


async def say(admission: Admission, args: Word) -> JsonScalar:
    return f"{admission.id} said {args.word}"


async def wait(_admission: Admission, _args: Word) -> JsonScalar:
    await trio.sleep_forever()
    return None


async def test_a_call_to_the_bridge_is_done_by_the_bridge(
    room: "Room", nursery: trio.Nursery
) -> None:
    room.registry.add(BridgeMethod("say", Role.GAME, "Say.", Word, say))
    await nursery.start(room.calls.run)
    ack = await final_ack(room.context, GAME, Call("1", "bridge", "say", {"word": "x" * 9000}))
    assert (ack.stage, ack.value) == (AckStage.APPLIED, "g said " + "x" * 9000)


async def test_a_call_to_the_bridge_needs_the_right_to_call_it(room: "Room") -> None:
    room.registry.add(BridgeMethod("say", Role.VIEWER, "Say.", Word, say))
    device = Admission("cam-1", "Cam", Role.DEVICE, grants_for(Role.DEVICE, "cam-1"))
    (ack,) = place(room, Call("1", "bridge", "say"), device)
    assert (ack.code, ack.text) == ("forbidden", "cam-1 may not call bridge")
    viewer = Admission("v", "v", Role.VIEWER, grants_for(Role.VIEWER, "v"))
    assert [a.stage for a in place(room, Call("1", "bridge", "say"), viewer)] == [AckStage.ACCEPTED]
    room.forbidden.add((Verb.CALL, "device/bridge/call"))
    assert place(room, Call("1", "bridge", "say"))[0].code == "forbidden"


async def test_a_call_whose_caller_stops_waiting_is_cancelled(
    room: "Room", nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    gone = trio.Event()

    async def note_the_end(admission: Admission, args: Word) -> JsonScalar:
        try:
            return await wait(admission, args)
        finally:
            gone.set()

    room.registry.add(BridgeMethod("wait", Role.GAME, "Wait.", Word, note_the_end))
    await nursery.start(room.calls.run)
    with trio.move_on_after(1):
        await final_ack(room.context, GAME, Call("1", "bridge", "wait"))
    with trio.fail_after(1):
        await gone.wait()


def test_an_ack_travels_with_a_time() -> None:
    assert ack_message(Ack("1", AckStage.SENT), 5).at_us == 5
    assert ack_message(Ack("1", AckStage.SENT, at_us=3), 5).at_us == 3
