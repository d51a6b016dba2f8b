"""Who asks over HTTP: keys, cookies, roles."""

from typing import TYPE_CHECKING

import pytest

from bridge.plugin.admission import Role
from bridge.wire.http_auth import build_authorization, parse_challenge
from bridge.wire.proof import HttpRequestDigest, is_server_proof
from tests.unit.transport.conftest import KEY

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room, Web


@pytest.mark.parametrize("path", ["/v1/devices", "/v1/topics", "/v1/plugins", "/shut/"])
async def test_closed_routes_want_a_key_from_other_machines(web: "Web", path: str) -> None:
    web.address = "10.0.0.9"
    refused = await web.get(path)
    assert refused.status_code == 401
    assert (await refused.get_json())["code"] == "unauthorized"
    assert (await web.get(path, Authorization="Bearer wrong")).status_code == 401
    assert (await web.get(path, Authorization="Basic x")).status_code == 401
    assert (await web.get(path, Authorization="Bearer right")).status_code == 200


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


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", b'{"a":1}')])
async def test_on_the_network_a_proof_opens_routes_without_showing_the_key(
    room: "Room", web: "Web", method: str, body: bytes
) -> None:
    web.address = "10.0.0.9"
    refused = await web.get("/shut/")
    nonce = parse_challenge(refused.headers["WWW-Authenticate"])
    digest = HttpRequestDigest("cam-1", nonce, 1, method, "/shut/", body)
    header = build_authorization(KEY, digest)
    ask = web.get("/shut/", Authorization=header) if method == "GET" else None
    answer = await (ask or web.post("/shut/", body, Authorization=header))
    assert answer.status_code == 200
    proof = bytes.fromhex(answer.headers["Gamebridge-Proof"])
    assert is_server_proof(KEY, digest.auth_message(), proof)
    assert room.claims[-1].bearer is None


async def test_a_proof_opens_one_request_once(web: "Web") -> None:
    web.address = "10.0.0.9"
    nonce = parse_challenge((await web.get("/shut/")).headers["WWW-Authenticate"])
    header = build_authorization(KEY, HttpRequestDigest("cam-1", nonce, 1, "GET", "/shut/", b""))
    answers = [
        await web.get("/v1/devices", Authorization=header),
        await web.get("/shut/", Authorization=header),
        await web.get("/shut/", Authorization=header),
    ]
    assert [answer.status_code for answer in answers] == [401, 200, 401]


async def test_where_nobody_can_read_a_key_is_asked_for(web: "Web") -> None:
    refused = await web.get("/shut/", Authorization="Bearer wrong")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


async def test_routes_for_devices_ask_for_a_proof_even_where_nobody_can_read(
    room: "Room", web: "Web"
) -> None:
    refused = await web.get("/board/", Authorization="Bearer wrong")
    nonce = parse_challenge(refused.headers["WWW-Authenticate"])
    header = build_authorization(KEY, HttpRequestDigest("cam-1", nonce, 1, "GET", "/board/", b""))
    assert (await web.get("/board/", Authorization=header)).status_code == 200
    assert room.claims[-1].role is Role.DEVICE
