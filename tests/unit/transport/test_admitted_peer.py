"""What admitted peers do: publish, subscribe, call, and what they are told."""

import json
from typing import TYPE_CHECKING

import msgpack
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.delivery import DEFAULT_MEDIA_AGE_US
from bridge.model.errors import AdmissionRefused, SampleRefused
from bridge.model.topics import Media
from bridge.model.values import Mark, Reading
from bridge.plugin.admission import Verb

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Json, Peer, Room

MSGPACK = "gamebridge.v1+msgpack"
JPEG = b"\xff\xd8picture\xff\xd9"
CAMERA = "device/cam-1/camera/jpeg"
BUTTON = "device/cam-1/input/button"


def binary(channel: int, payload: bytes, kind: int = 1, **extensions: int) -> bytes:
    numbers = {"device_us": 2, "frame_seq": 5}
    more = {numbers[name]: value for name, value in extensions.items()}
    return bytes(msgpack.packb([kind, channel, 1, 0, 0, more])) + payload


def split(message: bytes) -> tuple[list[object], bytes]:
    unpacker = msgpack.Unpacker(strict_map_key=False)
    unpacker.feed(message)
    return unpacker.unpack(), message[unpacker.tell() :]


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

    room.change(gates={Media.JPEG: gate})
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(JPEG)
        await peer.ws.send_message(b"\xff\xd8")
        status = await peer.hear("status")
        assert "truncated" in str(status["text"])
    sample = room.hub.latest(CAMERA)
    assert sample is not None
    assert sample.payload == JPEG + b"!"


async def test_interest_is_told_at_once_and_taken_back_slowly(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await advertise(peer, CAMERA)
        assert (await peer.hear("interest"))["subscribers"] == 0
        subscription = room.hub.subscribe([CAMERA], name="test")
        assert (await peer.hear("interest"))["subscribers"] == 1
        began = trio.current_time()
        subscription.close()
        assert (await peer.hear("interest"))["subscribers"] == 0
        assert 5 <= trio.current_time() - began <= 7


async def test_a_clock_estimate_becomes_a_topic(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.say("clock", clock={"state": "locked", "offset_us": 5, "error_us": 1})
        await trio.testing.wait_all_tasks_blocked()
    assert room.hub.latest("device/cam-1/clock") is not None


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
