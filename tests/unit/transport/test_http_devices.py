"""Devices that only POST: presence, and what rides on answers."""

from typing import TYPE_CHECKING

import trio
import trio.testing
from trio.testing import MockClock

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room, Web

JPEG = b"\xff\xd8picture\xff\xd9"
CAMERA = "/v1/ingest/cam-1/camera/jpeg"
BUTTON = "/v1/ingest/cam-1/input/button"
CONTROL = "/v1/ingest/cam-1"


async def test_calls_and_interest_ride_on_answers(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    first = await (await web.post(CAMERA, JPEG, "image/jpeg")).get_json()
    assert first["interest"] == [
        {"op": "interest", "topic": "device/cam-1/camera/jpeg", "subscribers": 0, "max_hz": 0.0}
    ]
    async with room.peer() as game:
        await game.hello("game", "game-1")
        await game.say("call", id="c1", target="cam-1", method="set", args={"quality": 12})
        await game.hear("ack")
        told = await (await web.post(CAMERA, JPEG, "image/jpeg")).get_json()
        (call,) = told["commands"]
        assert (call["method"], told["interest"]) == ("set", [])
        await web.post(CONTROL, {"op": "ack", "id": call["id"], "stage": "applied"})
        stages = [(await game.hear("ack"))["stage"] for _ in range(2)]
        assert stages == ["sent", "applied"]


async def test_an_expired_call_is_never_delivered(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    await web.post(CAMERA, JPEG, "image/jpeg")
    async with room.peer() as game:
        await game.hello("game", "game-1")
        await game.say("call", id="c1", target="cam-1", method="set", args={"a": 1}, deadline_ms=10)
        await game.hear("ack")
        await trio.sleep(1)
        told = await (await web.post(CAMERA, JPEG, "image/jpeg")).get_json()
    assert told["commands"] == []


async def test_a_silent_device_is_gone_after_a_while(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    await web.post(CAMERA, JPEG, "image/jpeg")
    await trio.sleep(14)
    assert room.directory.states()[0].online
    await trio.sleep(3)
    assert not room.directory.states()[0].online


async def test_a_websocket_keeps_its_place_when_its_device_posts_too(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        assert (await web.post(BUTTON, {"value": 1})).status_code == 202
        await web.post(CONTROL, {"op": "hello", "role": "device"})
        state = room.directory.states()[0]
        assert (state.transport, state.epoch) == ("ws", 1)


async def test_a_websocket_takes_the_place_of_posts(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    await web.post(BUTTON, {"value": 1})
    async with room.peer() as peer:
        await peer.hello()
        await trio.sleep(30)
        assert (await web.post(BUTTON, {"value": 1})).status_code == 202
        state = room.directory.states()[0]
        assert (state.transport, state.online, state.epoch) == ("ws", True, 2)


async def test_what_a_device_posts_has_a_writer_until_it_is_gone(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    await web.post(CAMERA, JPEG, "image/jpeg")
    writers = room.hub.announce("device/cam-1/camera/jpeg").writers
    assert writers.count == 1
    await trio.sleep(17)
    assert writers.count == 0
