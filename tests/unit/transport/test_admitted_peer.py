"""What admitted peers do to each other: calls, vetoes, rights that are taken back."""

from typing import TYPE_CHECKING

import msgspec
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.errors import AdmissionRefused
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission, Claim, Role, Verb, grants_for
from bridge.plugin.bridge_methods import BridgeMethod

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Json, Room


async def test_a_call_reaches_the_device_and_its_answer_the_caller(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as device, room.peer() as game:
        await device.hello()
        await game.hello("game", "game-1")
        await game.say("call", id="c1", target="cam-1", method="set", args={"quality": 12})
        call = await device.hear("call")
        assert call["args"] == {"quality": 12}
        await device.say("ack", id=call["id"], stage="applied", value=12)
        stages = [(await game.hear("ack"))["stage"] for _ in range(3)]
    assert stages == ["accepted", "sent", "applied"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"target": "cam-9", "method": "set"}, "no_such_device"),
        ({"target": "../x", "method": "set"}, "no_such_device"),
        (
            {
                "target": "cam-1",
                "method": "set",
                "args": {"a": "x" * 4000, "b": "x" * 4090, "c": "x" * 200},
            },
            "too_big",
        ),
    ],
)
async def test_a_call_that_cannot_be_made_is_rejected(
    room: "Room", autojump_clock: MockClock, call: "Json", code: str
) -> None:
    async with room.peer() as game:
        await game.hello("game", "game-1")
        await game.say("call", id="c1", **call)
        ack = await game.hear("ack")
    assert (ack["stage"], ack["code"]) == ("rejected", code)


async def test_a_viewer_calls_nobody_and_a_veto_is_final(
    room: "Room", autojump_clock: MockClock
) -> None:
    def veto(_call: object, _admission: object) -> object:
        raise AdmissionRefused("not now")

    room.change(vet_call=veto)
    async with room.peer() as viewer, room.peer() as game:
        await viewer.hello("viewer", "viewer-1")
        await game.hello("game", "game-1")
        for peer in (viewer, game):
            await peer.say("call", id="c1", target="cam-1", method="set", args={"a": 1})
            ack = await peer.hear("ack")
            assert (ack["stage"], ack["code"]) == ("rejected", "forbidden")


async def test_a_right_that_is_taken_back_ends_the_session(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["device/**"])
        await peer.hear("subscribed")
        room.forbidden.add((Verb.SUBSCRIBE, "device/**"))
        began = trio.current_time()
        assert await peer.closed() == 4403
        assert trio.current_time() - began <= 1.1


OUTPUT = {"name": "led", "kind": "output", "type": "bool", "default": False}


async def test_the_outputs_of_a_game_whose_link_was_cut_go_back(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as device:
        await device.hello(features=[OUTPUT])
        async with room.peer() as game:
            await game.hello("game", "game-1")
            await game.say("call", id="c1", target="cam-1", method="set", args={"led": True})
            call = await device.hear("call")
            await device.say("ack", id=call["id"], stage="applied", value=True)
            while (await game.hear("ack"))["stage"] != "applied":
                pass
        assert (await device.hear("call"))["args"] == {"led": False}


async def test_the_outputs_that_a_device_has_set_stay(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.change(authorize=lambda *_: True)
    async with room.peer() as device:
        await device.hello(features=[OUTPUT])
        async with room.peer() as other:
            await other.hello("device", "cam-2")
            await other.say("call", id="c1", target="cam-1", method="set", args={"led": True})
            await device.hear("call")
        await trio.sleep(5)
    assert room.context.safe_stop.stopped == 0


class Nothing(msgspec.Struct, frozen=True):
    """No arguments."""


async def test_the_calls_of_a_peer_to_the_bridge_end_with_its_session(
    room: "Room", nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    began, ended = trio.Event(), trio.Event()

    async def wait(_admission: Admission, _args: Nothing) -> JsonScalar:
        began.set()
        try:
            await trio.sleep_forever()
        finally:
            ended.set()
        return None

    room.registry.add(BridgeMethod("wait", Role.GAME, "Wait.", Nothing, wait))
    await nursery.start(room.calls.run)
    async with room.peer() as game:
        await game.hello("game", "game-1")
        await game.say("call", id="c1", target="bridge", method="wait")
        assert (await game.hear("ack"))["stage"] == "accepted"
        await began.wait()
    with trio.fail_after(1):
        await ended.wait()


async def test_an_admission_that_ends_ends_the_session_and_says_why(
    room: "Room", autojump_clock: MockClock
) -> None:
    reasons: list[str] = []

    def admit(claim: Claim) -> Admission:
        grants = grants_for(claim.role, claim.id)
        return Admission(
            claim.id, claim.id, claim.role, grants, find_end=lambda: next(iter(reasons), None)
        )

    room.change(authenticate=admit)
    async with room.peer() as peer:
        await peer.hello("game", "quiz")  # It reads nothing and calls nobody.
        reasons.append("the key of quiz was revoked")
        status = await peer.hear("status")
        assert (status["code"], status["text"]) == ("unauthorized", reasons[0])
        assert await peer.closed() == 4401
