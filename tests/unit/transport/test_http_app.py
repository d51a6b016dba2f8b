"""What holds for every route: who may ask, with what body, and what every answer says."""

import json
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.plugin.admission import Role

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room, Web


async def test_health_is_public_and_names_nobody(room: "Room", web: "Web") -> None:
    web.address = "10.0.0.9"
    answer = await web.get("/healthz")
    assert (answer.status_code, await answer.get_json()) == (200, {"status": "ok"})
    room.health = "error"
    assert (await web.get("/healthz")).status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/open/", "/nowhere", "/v1/devices", "/open/fail"])
async def test_every_answer_has_the_security_headers(web: "Web", path: str) -> None:
    headers = (await web.get(path)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/v1/devices", "/v1/topics", "/v1/plugins", "/shut/"])
async def test_closed_routes_want_a_key_from_other_machines(web: "Web", path: str) -> None:
    web.address = "10.0.0.9"
    refused = await web.get(path)
    assert refused.status_code == 401
    assert (await refused.get_json())["code"] == "unauthorized"
    assert (await web.get(path, Authorization="Bearer wrong")).status_code == 401
    assert (await web.get(path, Authorization="Basic x")).status_code == 401
    assert (await web.get(path, Authorization="Bearer right")).status_code == 200


async def test_a_public_blueprint_is_open_to_all(web: "Web") -> None:
    web.address = "10.0.0.9"
    assert (await web.get("/open/")).status_code == 200


async def test_who_changes_something_claims_more(room: "Room", web: "Web") -> None:
    await web.get("/shut/")
    await web.post("/shut/", {})
    assert [claim.role for claim in room.claims] == [Role.VIEWER, Role.OPERATOR]


async def test_a_key_in_the_address_becomes_a_cookie(room: "Room", web: "Web") -> None:
    web.address = "10.0.0.9"
    answer = await web.get("/shut/?key=right")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/shut/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("gamebridge_key_8080=right")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await web.get("/shut/")).status_code == 200


async def test_a_wrong_key_in_the_address_gives_no_cookie(web: "Web") -> None:
    web.address = "10.0.0.9"
    answer = await web.get("/shut/?key=wrong")
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert (await web.get("/v1/devices?key=right")).status_code == 400


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"Sec_Fetch_Site": "same-origin"}, 200),
        ("GET", {"Sec_Fetch_Site": "same-site"}, 401),
        ("GET", {"Sec_Fetch_Site": "cross-site"}, 401),
        ("GET", {"Origin": "http://127.0.0.1:9999"}, 401),
        ("POST", {"Origin": "http://127.0.0.1:8080"}, 200),
        ("POST", {}, 401),
        ("POST", {"Origin": "null"}, 401),
    ],
)
async def test_a_cookie_counts_for_our_own_pages_only(
    web: "Web", method: str, headers: dict[str, str], status: int
) -> None:
    web.address = "10.0.0.9"
    await web.get("/shut/?key=right")
    answer = await (
        web.get("/shut/", **headers) if method == "GET" else web.post("/shut/", {}, **headers)
    )
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content_type", "headers", "status"),
    [
        ("text/plain", {}, 415),
        ("multipart/form-data; boundary=x", {}, 415),
        ("application/x-www-form-urlencoded", {}, 415),
        ("application/json", {"Content_Encoding": "gzip"}, 415),
        ("application/json", {}, 200),
    ],
)
async def test_only_known_bodies_are_taken(
    web: "Web", content_type: str, headers: dict[str, str], status: int
) -> None:
    assert (await web.post("/open/", b"{}", content_type, **headers)).status_code == status


async def test_a_long_body_is_refused_with_its_size(web: "Web") -> None:
    answer = await web.post("/open/", b"x" * 65_537)
    assert answer.status_code == 413
    assert "65537" in (await answer.get_json())["text"]


async def test_a_route_that_fails_says_so_in_json(
    web: "Web", caplog: pytest.LogCaptureFixture
) -> None:
    answer = await web.get("/open/fail")
    assert (answer.status_code, (await answer.get_json())["code"]) == (500, "internal")
    assert "broken" in caplog.text


async def test_an_unknown_path_and_a_wrong_method_are_json_too(web: "Web") -> None:
    unknown, wrong = await web.get("/nowhere"), await web.post("/healthz", {})
    assert (unknown.status_code, (await unknown.get_json())["code"]) == (404, "not_found")
    assert (wrong.status_code, (await wrong.get_json())["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://games.example", True),
        ("http://localhost:3000", True),
        ("null", False),
        ("https://evil.example", False),
    ],
)
async def test_only_known_pages_may_read_answers(web: "Web", origin: str, allowed: bool) -> None:
    answer = await web.get("/v1/devices", Origin=origin)
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
    assert answer.headers["Vary"] == "Origin"


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
