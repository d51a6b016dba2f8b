"""What holds for every route: bodies, headers, errors, origins."""

from typing import TYPE_CHECKING

import pytest

from bridge.plugin.admission import Role

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room, Web


@pytest.mark.parametrize("path", ["/healthz", "/open/", "/nowhere", "/v1/devices", "/open/fail"])
async def test_every_answer_has_the_security_headers(web: "Web", path: str) -> None:
    headers = (await web.get(path)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_a_public_blueprint_is_open_to_all(web: "Web") -> None:
    web.address = "10.0.0.9"
    assert (await web.get("/open/")).status_code == 200


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


async def test_a_blueprint_may_take_one_type_more(web: "Web") -> None:
    assert (await web.post("/plain/", b"40", "text/plain")).status_code == 200
    assert (await web.post("/plain/", b"40", "text/html")).status_code == 415
    assert (await web.post("/plain/", b"x" * 65_537, "text/plain")).status_code == 413


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
        ("null", True),
        ("file://", True),
        ("https://evil.example", False),
    ],
)
async def test_only_known_pages_may_read_answers(web: "Web", origin: str, allowed: bool) -> None:
    answer = await web.get("/v1/devices", Origin=origin)
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
    assert answer.headers["Vary"] == "Origin"


async def test_pictures_may_be_shown_by_pages_without_an_origin(web: "Web") -> None:
    picture, page = await web.get("/open/picture"), await web.get("/open/")
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_a_blueprint_may_be_for_operators_even_to_look_at(room: "Room", web: "Web") -> None:
    assert (await web.get("/desk/")).status_code == 200
    assert (await web.post("/desk/", {})).status_code == 200
    assert [claim.role for claim in room.claims] == [Role.OPERATOR, Role.OPERATOR]


async def test_a_browser_that_asks_first_is_answered_without_a_key(
    room: "Room", web: "Web"
) -> None:
    web.address = "10.0.0.9"
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "x"}
    answer = await web.options("/shut/", Origin="null", **asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "null"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert room.claims == []
