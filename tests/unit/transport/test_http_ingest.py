"""POST /v1/ingest: samples, words and proofs."""

import json
from typing import TYPE_CHECKING

import msgpack
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.values import Reading
from bridge.wire.http_auth import build_authorization, parse_challenge
from bridge.wire.key_text import build_key
from bridge.wire.proof import HttpRequestDigest, is_server_proof

if TYPE_CHECKING:
    from quart import Response

    from tests.unit.transport.conftest import Room, Web

JPEG = b"\xff\xd8picture\xff\xd9"
CAMERA = "/v1/ingest/cam-1/camera/jpeg"
BUTTON = "/v1/ingest/cam-1/input/button"
CONTROL = "/v1/ingest/cam-1"
KEY = build_key("gbd1", "cam-1", b"k" * 32)


async def prove(web: "Web", path: str, body: bytes, nonce: str, count: int) -> "Response":
    digest = HttpRequestDigest("cam-1", nonce, count, "POST", path, body)
    header = build_authorization(KEY, digest)
    return await web.post(path, body, Authorization=header)


async def challenge(web: "Web") -> str:
    web.address = "10.0.0.9"
    refused = await web.post(BUTTON, {"value": 1})
    assert refused.status_code == 401
    return parse_challenge(refused.headers["WWW-Authenticate"])


async def test_a_posted_picture_is_a_sample(
    room: "Room", web: "Web", autojump_clock: MockClock
) -> None:
    await trio.sleep(1)
    answer = await web.post(CAMERA, JPEG, "image/jpeg", Gamebridge_Device_Us="7")
    told = await answer.get_json()
    assert answer.status_code == 202
    assert told["seq"] == 1
    assert told["received_us"] <= told["sent_us"] == told["now_us"]
    sample = room.hub.latest("device/cam-1/camera/jpeg")
    assert sample is not None
    assert (sample.payload, sample.device_us) == (JPEG, 7)
    state = room.directory.state("cam-1")
    assert state is not None
    assert (state.online, state.transport) == (True, "http")


@pytest.mark.parametrize("content_type", ["application/json", "application/msgpack"])
async def test_a_posted_value_is_a_sample(room: "Room", web: "Web", content_type: str) -> None:
    is_json = content_type.endswith("json")
    body = b'{"value":3}' if is_json else bytes(msgpack.packb({"value": 3}))
    assert (await web.post(BUTTON, body, content_type)).status_code == 202
    sample = room.hub.latest("device/cam-1/input/button")
    assert sample is not None
    assert sample.value == Reading(3)


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status", "code"),
    [
        (CAMERA, b"not a picture", "image/jpeg", 400, "bad_value"),
        (CAMERA, b"{}", "application/json", 400, "bad_value"),
        (BUTTON, b"{}", "application/json", 400, "bad_value"),
        ("/v1/ingest/cam-1/nonsense", b"{}", "application/json", 404, "no_such_topic"),
        ("/v1/ingest/cam-1/state", b"{}", "application/json", 403, "forbidden"),
        ("/v1/ingest/cam-1/A", b"{}", "application/json", 404, "bad_topic"),
        (CAMERA, JPEG, "text/plain", 415, "unsupported_media_type"),
        (CONTROL, b"[", "application/json", 400, "bad_message"),
        (
            CONTROL,
            b'{"op":"subscribe","sub":1,"topics":["**"]}',
            "application/json",
            400,
            "bad_field",
        ),
    ],
)
async def test_what_cannot_be_taken_is_told_why(
    web: "Web", path: str, body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = await web.post(path, body, content_type)
    assert answer.status_code == status
    assert (await answer.get_json())["code"] == code


async def test_words_are_answered_as_on_a_websocket(room: "Room", web: "Web") -> None:
    words = [
        {"op": "hello", "role": "device", "name": "Desk camera", "sdk": "test/1"},
        {"op": "sync", "t0": 5},
        {"op": "clock", "clock": {"state": "locked"}},
        {"op": "sample", "topic": "device/cam-1/input/button", "value": {"value": 1}},
        {"op": "sample", "topic": "device/cam-1/input/button", "value": {}},
    ]
    told = await (await web.post(CONTROL, words)).get_json()
    assert [reply["op"] for reply in told["replies"]] == ["welcome", "sync", "status"]
    state = room.directory.state("cam-1")
    assert state is not None
    assert (state.online, state.name, state.sdk) == (True, "Desk camera", "test/1")
    assert room.hub.latest("device/cam-1/clock") is not None


async def test_on_the_network_every_request_has_a_proof_of_its_own(
    room: "Room", web: "Web"
) -> None:
    nonce = await challenge(web)
    body = json.dumps({"value": 1}).encode()
    answers = [await prove(web, BUTTON, body, nonce, count) for count in (1, 2, 2, 3)]
    assert [answer.status_code for answer in answers] == [202, 202, 401, 202]
    assert room.claims[-1].is_loopback is False


async def test_a_proof_covers_path_and_body(web: "Web") -> None:
    nonce = await challenge(web)
    digest = HttpRequestDigest("cam-1", nonce, 1, "POST", BUTTON, b'{"value":1}')
    header = build_authorization(KEY, digest)
    changed = await web.post(BUTTON, b'{"value":2}', Authorization=header)
    moved = await web.post(BUTTON + "?x=1", b'{"value":1}', Authorization=header)
    right = await web.post(BUTTON, b'{"value":1}', Authorization=header)
    assert [answer.status_code for answer in (changed, moved, right)] == [401, 401, 202]
    proof = bytes.fromhex(right.headers["Gamebridge-Proof"])
    assert is_server_proof(KEY, digest.auth_message(), proof)


async def test_a_device_posts_for_itself_only(web: "Web") -> None:
    nonce = await challenge(web)
    answer = await prove(web, "/v1/ingest/cam-2/input/button", b'{"value":1}', nonce, 1)
    assert answer.status_code == 403


async def test_a_bearer_is_claimed_for_the_device_of_the_path(room: "Room", web: "Web") -> None:
    web.address = "10.0.0.9"
    answer = await web.post(BUTTON, {"value": 1}, Authorization="Bearer right")
    assert answer.status_code == 202
    assert (room.claims[-1].id, room.claims[-1].channel) == ("cam-1", "http")


async def test_too_many_posts_are_told_to_wait(web: "Web", autojump_clock: MockClock) -> None:
    posts = [await web.post(BUTTON, {"value": 1}) for _ in range(401)]
    assert [answer.status_code for answer in posts[-2:]] == [202, 429]
    assert posts[-1].headers["Retry-After"] == "1"
