"""taghub's devices: poses by the firmware's conventions, and each of their ways to tell them."""

import json
import math
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from bridge.api import Pose, Quaternion, Vector3
from bridge_simulator.dialects.foreign_device import live
from bridge_simulator.dialects.library import Target
from bridge_simulator.dialects.taghub_body import TaghubBody
from bridge_simulator.dialects.taghub_posts import TaghubDatagrams, TaghubPosts
from bridge_simulator.dialects.taghub_socket import TaghubSocket
from bridge_simulator.dialects.taghub_words import (
    MAX_TEXT_BYTES,
    event_text,
    identify_text,
    json_text,
    waveshare_fields,
    words_of,
)
from bridge_simulator.faults import Fault
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import lens_of
from bridge_simulator.truth import TagTruth
from bridge_simulator.visible import project_square

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plugins.simulator.tests.dialects.conftest import DeviceOf, MemoryServer, Visit

LENS = lens_of("VGA")
Words = dict[str, object]


def tag_at(place: Vector3, axis: Vector3, degrees: float) -> TagTruth:
    turn = Quaternion.from_axis_angle(axis, math.radians(degrees))
    pose = Pose(place, turn)
    return TagTruth(5, 0.1, pose, project_square(pose, 0.1, LENS))


@pytest.mark.parametrize(
    ("axis", "name"),
    [(Vector3(0, 0, 1), "yaw"), (Vector3(0, 1, 0), "pitch"), (Vector3(1, 0, 0), "roll")],
)
def test_each_angle_is_a_turn_about_one_axis(axis: Vector3, name: str) -> None:
    words = words_of(tag_at(Vector3(0, 0, 1), axis, 20), LENS)
    expected = {"yaw": 0.0, "pitch": 0.0, "roll": 0.0, name: 20.0}
    assert words.angles == expected


def test_position_is_the_cameras_in_the_frame_of_the_tag() -> None:
    straight = words_of(tag_at(Vector3(0.1, -0.05, 0.42), Vector3(0, 0, 1), 0), LENS)
    assert straight.place == {"x_cm": -10.0, "y_cm": 5.0, "z_cm": -42.0}
    assert straight.range_cm == 43.5
    turned = words_of(tag_at(Vector3(0.1, 0, 0.42), Vector3(0, 0, 1), 90), LENS)
    assert turned.place == {"x_cm": 0.0, "y_cm": 10.0, "z_cm": -42.0}


def test_message_has_the_fields_of_the_firmware_in_its_order() -> None:
    words = words_of(tag_at(Vector3(0.1, -0.05, 0.42), Vector3(0, 0, 1), 15), LENS)
    text = event_text("apriltag_data", waveshare_fields(words, 12_345_678, "192.168.1.100"))
    told = json.loads(text)
    assert list(told) == [
        *("event", "tag_id", "decision_margin", "yaw", "pitch", "roll"),
        *("x_cm", "y_cm", "z_cm", "range_cm", "timestamp", "camera_name", "smartcam_ip"),
    ]
    assert '"z_cm":-42,' in text
    assert len(text.encode()) <= MAX_TEXT_BYTES


def test_whole_numbers_have_no_decimals() -> None:
    assert json_text({"a": 42.0, "b": [{"c": -1.5}], "d": None}) == (
        '{"a":42,"b":[{"c":-1.5}],"d":null}'
    )


def test_devices_say_who_they_are() -> None:
    assert identify_text("Waveshare-ESP32-S3-Touch-LCD-2", "s") == (
        '{"event":"identify","data":{"type":"esp32",'
        '"device":"Waveshare-ESP32-S3-Touch-LCD-2","auth_token":"s"}}'
    )
    assert '"version":"2.0.1"}}' in identify_text("T-CameraPlus-S3", None)


def body_of(device_of: "DeviceOf", *faults: Fault, is_lilygo: bool = False) -> TaghubBody:
    return TaghubBody(
        device_of(*faults), build_scene("table", 1), LENS, "secret", is_lilygo=is_lilygo
    )


@asynccontextmanager
async def at_hub(
    server: "MemoryServer", body: TaghubBody, *, is_gilmaimon: bool = True
) -> "AsyncIterator[Visit]":
    """Give the hub's side of a device's first connection."""
    socket = TaghubSocket(
        body, Target("hub", 5100), 1.0, is_gilmaimon=is_gilmaimon, open_stream=server.open_stream
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(live, body.device, socket.live)
        yield await server.visits.receive()
        nursery.cancel_scope.cancel()


async def test_device_identifies_and_then_tells_one_tag_a_second(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with at_hub(server, body_of(device_of)) as visit:
        first, *tags = await visit.until(6)
    assert json.loads(first)["data"]["auth_token"] == "secret"
    assert {json.loads(tag)["event"] for tag in tags} == {"apriltag_data"}
    assert {json.loads(tag)["tag_id"] for tag in tags} <= {1, 2, 5, 7}
    assert visit.times_s[5] - visit.times_s[4] == pytest.approx(1)


@pytest.mark.parametrize(
    ("kind", "is_odd"),
    [
        ("single-quotes", lambda text: text.startswith("{'event':'apriltag_data'")),
        ("nested", lambda text: json.loads(text)["data"]["tag_id"] in (1, 2, 5, 7)),
        ("tags-array", lambda text: "event" not in (t := json.loads(text)) and t["tags"][0]["id"]),
        ("nulls", lambda text: json.loads(text)["yaw"] is None),
    ],
)
async def test_odd_messages_come_on_demand(
    kind: str,
    is_odd: Callable[[str], bool],
    server: "MemoryServer",
    device_of: "DeviceOf",
    autojump_clock: MockClock,
) -> None:
    fault = Fault(kind)  # type: ignore[arg-type]
    async with at_hub(server, body_of(device_of, fault)) as visit:
        words = await visit.until(2)
    assert is_odd(str(words[1]))


@pytest.mark.parametrize(("kind", "token"), [("wrong-token", "wrong-token"), ("no-token", None)])
async def test_tokens_can_be_wrong_or_missing(
    kind: str,
    token: str | None,
    server: "MemoryServer",
    device_of: "DeviceOf",
    autojump_clock: MockClock,
) -> None:
    body = body_of(device_of, Fault(kind))  # type: ignore[arg-type]
    async with at_hub(server, body) as visit:
        (identify,) = await visit.until(1)
        refusal = {"event": "auth_failed", "error": "Invalid auth_token"}
        await visit.connection.send_message(json.dumps(refusal))
        await visit.until(3)
    assert json.loads(identify)["data"].get("auth_token") == token
    assert body.device.status.last_error == "the hub says: Invalid auth_token"


async def test_gilmaimon_never_comes_back(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    body = body_of(device_of)
    async with at_hub(server, body) as visit:
        await visit.connection.aclose()
        await trio.sleep(3_600)
        assert server.opened == 1
        assert body.device.status.link == "off"
        assert "stays offline" in body.device.status.last_error


async def test_links2004_comes_back(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with at_hub(server, body_of(device_of), is_gilmaimon=False) as visit:
        await visit.connection.aclose()
        await server.visits.receive()


async def test_lilygo_sends_grey_pictures_as_often_as_it_is_told(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    body = body_of(device_of, Fault("video-first"), is_lilygo=True)
    async with at_hub(server, body, is_gilmaimon=False) as visit:
        words = await visit.until(2)
        order = {"event": "set_video_interval", "interval_ms": 100}
        await visit.connection.send_message(json.dumps(order))
        await trio.sleep(5)
        before = sum(isinstance(word, bytes) for word in visit.heard)
        await trio.sleep(1)
        assert sum(isinstance(word, bytes) for word in visit.heard) - before in range(9, 12)
    assert isinstance(words[0], bytes)
    assert '"T-CameraPlus-S3"' in str(words[1])
    assert any('"ping"' in str(word) or '"distance_cm"' in str(word) for word in visit.heard)


async def test_texts_that_would_restart_a_lilygo_are_complained_about(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    body = body_of(device_of, is_lilygo=True)
    async with at_hub(server, body, is_gilmaimon=False) as visit:
        for text in ('{"status":"ok"}', "nonsense", json.dumps({"event": "x", "y": "z" * 600})):
            await visit.connection.send_message(text)
        await visit.until(3)
    assert len(body.device.status.complaints) == 3


async def test_post_is_written_as_espidf_writes_it(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    body = body_of(device_of)
    ours, theirs = memory_stream_pair()

    async def open_stream(_host: str, _port: int) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return ours

    posts = TaghubPosts(
        body, Target("hub", 5000, "/apriltag"), 1.0, is_video=False, open_stream=open_stream
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(live, body.device, posts.live)
        request = bytes(await theirs.receive_some(4_096))
        await theirs.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel()
    head, _, text = request.partition(b"\r\n\r\n")
    assert head == (
        b"POST /apriltag HTTP/1.1\r\n"
        b"User-Agent: ESP32 HTTP Client/1.0\r\n"
        b"Host: hub:5000\r\n"
        b"Content-Type: application/json\r\n"
        b"Authorization: secret\r\n"
        b"Content-Length: " + str(len(text)).encode()
    )
    assert "event" not in json.loads(text)
    assert body.device.status.notes["answer 200"] == 1


@pytest.mark.sockets
async def test_datagrams_come_from_one_port_and_their_answers_are_counted(
    device_of: "DeviceOf",
) -> None:
    body = body_of(device_of)
    with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as hub:
        await hub.bind(("127.0.0.1", 0))
        target = Target("127.0.0.1", hub.getsockname()[1])
        async with trio.open_nursery() as nursery:
            nursery.start_soon(live, body.device, TaghubDatagrams(body, target, 0.05).live)
            senders = set()
            for _ in range(3):
                data, sender = await hub.recvfrom(1_024)
                senders.add(sender)
                told = json.loads(data)
                assert "event" not in told
                ack = {"event": "apriltag_ack", "status": "received", "tag_id": told["tag_id"]}
                await hub.sendto(json.dumps(ack).encode(), sender)
            await hub.recvfrom(1_024)
            nursery.cancel_scope.cancel()
    assert len(senders) == 1
    assert body.device.status.notes["acknowledged"] == 3
