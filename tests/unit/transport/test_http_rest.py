"""The JSON routes of the core."""

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
import trio
import trio.testing

from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission, Role
from bridge.plugin.bridge_methods import BridgeMethod

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room, Web


async def test_health_is_public_and_names_nobody(room: "Room", web: "Web") -> None:
    web.address = "10.0.0.9"
    answer = await web.get("/healthz")
    assert (answer.status_code, await answer.get_json()) == (200, {"status": "ok"})
    room.health = "error"
    assert (await web.get("/healthz")).status_code == 503


async def test_what_is_weak_is_told_to_operators_with_its_remedy(room: "Room", web: "Web") -> None:
    room.health = "warning"
    answer = await web.get("/v1/health")
    item = {"plugin": "test", "level": "warning", "text": "told", "remedy": ""}
    assert await answer.get_json() == {"status": "warning", "items": [item]}
    assert room.claims[-1].role is Role.OPERATOR
    room.health = "error"
    assert (await web.get("/v1/health")).status_code == 200
    web.address = "10.0.0.9"
    assert (await web.get("/v1/health")).status_code == 401


async def test_devices_and_topics_are_those_that_may_be_read(room: "Room", web: "Web") -> None:
    async with room.peer() as peer:
        await peer.hello()
        devices = await (await web.get("/v1/devices")).get_json()
        topics = await (await web.get("/v1/topics")).get_json()
    assert [device["id"] for device in devices["devices"]] == ["cam-1"]
    assert [topic["topic"] for topic in topics["topics"]] == ["device/cam-1/state"]
    assert (await (await web.get("/v1/statistics")).get_json()) == {"uptime_us": 1}


async def test_a_call_by_http_waits_for_its_end(room: "Room", web: "Web") -> None:
    async with room.peer() as peer:
        await peer.hello()

        async def obey() -> None:
            call = await peer.hear("call")
            await peer.say("ack", id=call["id"], stage="applied", value=12)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(obey)
            answer = await web.post("/v1/devices/cam-1/call", {"method": "set", "args": {"q": 12}})
    ack = await answer.get_json()
    assert (ack["stage"], ack["value"]) == ("applied", 12)


class Word(msgspec.Struct, frozen=True):
    """One word."""

    word: str = "nothing"


async def say(admission: Admission, args: Word) -> JsonScalar:
    return f"{admission.role} said {args.word}"


async def test_the_bridge_itself_is_called_by_http_too(
    room: "Room", web: "Web", nursery: trio.Nursery
) -> None:
    room.registry.add(BridgeMethod("say", Role.VIEWER, "Say.", Word, say))
    await nursery.start(room.calls.run)
    answer = await web.post("/v1/devices/bridge/call", {"method": "say", "args": {"word": "hi"}})
    ack = await answer.get_json()
    assert (ack["stage"], ack["value"]) == ("applied", "game said hi")


async def test_a_method_for_operators_asks_for_an_operator_s_key(
    room: "Room", web: "Web", nursery: trio.Nursery
) -> None:
    room.registry.add(BridgeMethod("say", Role.OPERATOR, "Say.", Word, say))
    await nursery.start(room.calls.run)
    answer = await web.post("/v1/devices/bridge/call", {"method": "say"})
    assert (await answer.get_json())["value"] == "operator said nothing"
    assert room.claims[-1].role is Role.OPERATOR


@pytest.mark.parametrize("body", [b"{", b'{"method":"sya"}'])
async def test_a_call_that_the_bridge_does_not_know_asks_for_a_game_s_key(
    room: "Room", web: "Web", body: bytes
) -> None:
    await web.post("/v1/devices/bridge/call", body)
    assert room.claims[-1].role is Role.GAME


async def test_what_the_bridge_can_do_is_listed(room: "Room", web: "Web") -> None:
    room.registry.plugin = "lamp"
    room.registry.add(BridgeMethod("say", Role.GAME, "Say a word.", Word, say))
    (shown,) = (await (await web.get("/v1/calls")).get_json())["calls"]
    assert (shown["name"], shown["role"], shown["plugin"]) == ("say", "game", "lamp")
    assert shown["args_schema"]["properties"]["word"]["type"] == "string"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{", "call"),
        (b'{"method":"set","args":{"a":[]}}', "args"),
        (b'{"method":"set","deadline_ms":0}', "deadline_ms is 0"),
        (b'{"method":"set","colour":1}', "colour"),
        (b"[" * 40_000, "nest"),
    ],
)
async def test_a_malformed_call_names_what_is_wrong(web: "Web", body: bytes, text: str) -> None:
    answer = await web.post("/v1/devices/cam-1/call", body)
    assert answer.status_code == 400
    assert text in json.loads(await answer.get_data())["text"]
