"""Who asks over HTTP: keys, cookies, roles."""

from typing import TYPE_CHECKING

import pytest

from bridge.plugin.admission import Role

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
