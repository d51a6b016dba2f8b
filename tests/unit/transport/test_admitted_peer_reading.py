"""What peers read: entries first, in one order, with every drop told."""

import json
from typing import TYPE_CHECKING

import msgpack
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.delivery import DEFAULT_MEDIA_AGE_US
from bridge.model.values import Mark, Reading
from bridge.plugin.admission import Verb

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

JPEG = b"\xff\xd8picture\xff\xd9"
CAMERA = "device/cam-1/camera/jpeg"
BUTTON = "device/cam-1/input/button"
MSGPACK = "gamebridge.v1+msgpack"


def split(message: bytes) -> tuple[list[object], bytes]:
    unpacker = msgpack.Unpacker(strict_map_key=False)
    unpacker.feed(message)
    return unpacker.unpack(), message[unpacker.tell() :]


async def test_an_entry_comes_before_the_retained_sample(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.hub.publish(BUTTON, Reading(True))
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=3, topics=["device/*/input/*"])
        subscribed = await peer.hear("subscribed")
        (sample,) = await peer.hear_samples()
    entry = {"topic": BUTTON, "number": 1, "kind": "state", "schema": "Reading@1"}
    assert subscribed["topics"] == [entry]
    assert (sample["sub"], sample["flags"], sample["value"]) == (3, 4, {"value": True, "unit": ""})


async def test_a_topic_that_appears_is_named_before_its_first_sample(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer(MSGPACK) as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["device/**"])
        await peer.hear("subscribed")
        room.hub.publish(CAMERA, payload=JPEG)
        header, payload = split(await peer.hear_binary())
    names = [json.loads(text).get("op") for text in peer.heard if isinstance(text, str)]
    assert names[-1] == "topics"
    assert payload == JPEG
    assert header[:2] == [1, 1]


async def test_text_peers_are_told_where_pictures_are(
    room: "Room", autojump_clock: MockClock
) -> None:
    room.hub.publish(CAMERA, payload=JPEG)
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["**"])
        entry = (await peer.hear("subscribed"))["topics"][0]  # type: ignore[index]
        room.hub.publish(CAMERA, payload=JPEG)
        room.hub.publish(BUTTON, Reading(1))
        (sample,) = await peer.hear_samples()
    assert entry["urls"]["mjpeg"] == "/devices/cam-1/camera.mjpeg"
    assert sample["topic"] == BUTTON


async def test_text_samples_come_in_batches(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["session/*/mark"], mode="all")
        await peer.hear("subscribed")
        for number in range(5):
            room.hub.publish("session/a/mark", Mark(str(number)))
        batch = await peer.hear_samples()
        assert [sample["seq"] for sample in batch] == [1, 2, 3, 4, 5]
        began = trio.current_time()
        room.hub.publish("session/a/mark", Mark("next"))
        await peer.hear_samples()
        assert trio.current_time() - began == pytest.approx(0.02, abs=0.002)


async def test_events_go_before_facts_and_facts_before_pictures(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer(MSGPACK) as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["**"])
        await peer.hear("subscribed")
        room.hub.publish(CAMERA, payload=JPEG)
        room.hub.publish(BUTTON, Reading(1))
        room.hub.publish("session/a/mark", Mark("now"))
        numbers = [split(await peer.hear_binary())[0][5][1] for _ in range(3)]  # type: ignore[index]
    assert numbers == [3, 2, 1]


async def test_grants_narrow_what_is_read(room: "Room", autojump_clock: MockClock) -> None:
    room.hub.publish(BUTTON, Reading(1))
    room.forbidden.add((Verb.SUBSCRIBE, "device/**"))
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["**"])
        assert (await peer.hear("subscribed"))["topics"] == []
        await peer.say("subscribe", sub=2, topics=["nowhere/**"])
        status = await peer.hear("status")
        assert (status["code"], status["ref"]) == ("forbidden", "sub:2")


async def test_the_same_sub_again_replaces_the_first(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        for topics in (["device/**"], ["session/**"]):
            await peer.say("subscribe", sub=1, topics=topics)
            await peer.hear("subscribed")
        patterns = {s.reader.patterns[0].text for s in room.hub.subscriptions()}
        assert patterns == {"session/**"}
        await peer.say("unsubscribe", sub=1)
        await trio.testing.wait_all_tasks_blocked()
        assert not room.hub.subscriptions()


async def test_drops_are_told_at_most_once_a_second(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=[BUTTON], hz=1)
        await peer.hear("subscribed")
        for number in range(4):
            room.hub.publish(BUTTON, Reading(number))
        assert (await peer.hear("drops"))["dropped"] == {"replaced": 3}


async def test_three_overflows_of_a_complete_reader_are_too_many(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=["session/*/mark"], mode="all", depth=1)
        await peer.hear("subscribed")
        for _ in range(3):
            for number in range(3):
                room.hub.publish("session/a/mark", Mark(str(number)))
            gap = await peer.hear("gap")
            assert gap["reason"] == "count"
        assert await peer.closed() == 4429


async def test_a_key_frame_is_asked_for_of_topics_that_are_read(
    room: "Room", autojump_clock: MockClock
) -> None:
    asked: list[str] = []
    room.hub.set_key_frame_source(CAMERA, lambda: asked.append(CAMERA))
    async with room.peer() as peer:
        await peer.hello("game", "game-1")
        await peer.say("key_frame", topic=CAMERA)
        await peer.say("subscribe", sub=1, topics=["device/**"])
        await peer.hear("subscribed")
        assert not asked
        await peer.say("key_frame", topic=CAMERA)
        await trio.testing.wait_all_tasks_blocked()
    assert asked == [CAMERA]


async def test_a_stale_picture_is_not_sent(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer(MSGPACK) as peer:
        await peer.hello("game", "game-1")
        await peer.say("subscribe", sub=1, topics=[CAMERA])
        await peer.hear("subscribed")
        session = room.sessions.sessions[0]
        assert session._link is not None
        async with session._link.stream._turn:  # Somebody else is writing.
            room.hub.publish(CAMERA, payload=JPEG)
            await trio.sleep(DEFAULT_MEDIA_AGE_US / 1e6 + 1)
        assert (await peer.hear("drops"))["dropped"] == {"age": 1}
