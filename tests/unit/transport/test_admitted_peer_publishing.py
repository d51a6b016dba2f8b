"""What peers publish: granted, gated, dated."""

import json
from typing import TYPE_CHECKING

import msgpack
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.errors import SampleRefused
from bridge.model.topics import Media
from bridge.model.values import Reading

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Json, Peer, Room

JPEG = b"\xff\xd8picture\xff\xd9"
CAMERA = "device/cam-1/camera/jpeg"
BUTTON = "device/cam-1/input/button"


def binary(channel: int, payload: bytes, kind: int = 1, **extensions: int) -> bytes:
    numbers = {"device_us": 2, "frame_seq": 5}
    more = {numbers[name]: value for name, value in extensions.items()}
    return bytes(msgpack.packb([kind, channel, 1, 0, 0, more])) + payload


async def advertise(peer: "Peer", *topics: str) -> "Json":
    channels = [{"channel": n, "topic": topic} for n, topic in enumerate(topics, 1)]
    await peer.say("advertise", channels=channels)
    return await peer.hear("advertised")


async def test_a_bare_picture_is_a_sample(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(JPEG)
        await trio.testing.wait_all_tasks_blocked()
    sample = room.hub.latest(CAMERA)
    assert sample is not None
    assert sample.payload == JPEG
    assert [hop.name for hop in sample.hops] == ["received", "published"]
    assert room.directory.states()[0].topics == (CAMERA,)


async def test_an_advertised_channel_takes_samples(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        granted = await advertise(peer, CAMERA, BUTTON)
        assert [channel["schema"] for channel in granted["channels"]] == ["jpeg@1", "Reading@1"]  # type: ignore[attr-defined]
        await peer.ws.send_message(binary(1, JPEG, device_us=7, frame_seq=9))
        await peer.say("sample", channel=2, value={"value": True})
        await trio.testing.wait_all_tasks_blocked()
    picture, button = room.hub.latest(CAMERA), room.hub.latest(BUTTON)
    assert picture is not None
    assert (picture.device_us, picture.frame_seq) == (7, 9)
    assert button is not None
    assert button.value == Reading(True)


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("device/cam-2/camera/jpeg", "forbidden"),
        ("device/cam-1/nonsense", "no_such_topic"),
        ("device//x", "bad_topic"),
    ],
)
async def test_a_channel_that_may_not_be_is_refused(
    room: "Room", autojump_clock: MockClock, topic: str, code: str
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        assert (await advertise(peer, topic))["channels"] == []
        told = [json.loads(text) for text in peer.heard if code in str(text)]
        told = told or [await peer.hear("status")]
        assert (told[0]["code"], told[0]["ref"]) == (code, "channel:1")


async def test_another_schema_is_a_mismatch(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        channel = {"channel": 1, "topic": BUTTON, "schema": "Reading@2"}
        await peer.say("advertise", channels=[channel])
        assert (await peer.hear("status"))["code"] == "schema_mismatch"


async def test_a_value_that_its_schema_refuses_costs_only_itself(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await advertise(peer, BUTTON)
        await peer.say("sample", channel=1, value={"nothing": 1})
        assert (await peer.hear("status"))["code"] == "bad_value"
        await peer.ws.send_message(binary(1, JPEG))
        await peer.say("sample", channel=1, value={"value": 3})
        await trio.testing.wait_all_tasks_blocked()
        assert room.sessions.sessions[0].faults["bad_value"] == 2
    sample = room.hub.latest(BUTTON)
    assert sample is not None
    assert sample.seq == 1


async def test_a_gate_cleans_or_refuses_pictures(room: "Room", autojump_clock: MockClock) -> None:
    def gate(payload: bytes) -> bytes:
        if payload != JPEG:
            raise SampleRefused("truncated", "no end marker")
        return payload + b"!"

    room.change(find_gate={Media.JPEG: gate}.get)
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(JPEG)
        await peer.ws.send_message(b"\xff\xd8")
        status = await peer.hear("status")
        assert "truncated" in str(status["text"])
    sample = room.hub.latest(CAMERA)
    assert sample is not None
    assert sample.payload == JPEG + b"!"


async def test_what_a_device_writes_has_a_writer_while_it_is_here(
    room: "Room", autojump_clock: MockClock
) -> None:
    tags, health = (room.hub.announce(f"device/cam-1/{tail}") for tail in ("tags", "health"))
    async with room.peer() as device:
        await device.hello()
        offers = [{"channel": 1, "topic": tags.topic}, {"channel": 2, "topic": health.topic}]
        await device.say("advertise", channels=offers)
        await device.hear("advertised")
        assert (tags.writers.count, health.writers.count) == (1, 1)
        await device.say("unadvertise", channels=[1])
        await trio.testing.wait_all_tasks_blocked()
        assert (tags.writers.count, health.writers.count) == (0, 1)
        await device.ws.aclose()
        await trio.testing.wait_all_tasks_blocked()
        assert health.writers.count == 0
