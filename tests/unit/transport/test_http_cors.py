"""Which pages may read answers, and what they are told before they ask."""

import pytest

from bridge.transport.door_policy import OriginKind
from bridge.transport.http_cors import cors_headers


def told(method: str, kind: OriginKind, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return dict(cors_headers(method, {"origin": "null", **named}, lambda: kind))


def test_who_names_no_origin_is_told_nothing_and_not_looked_at() -> None:
    def find_kind() -> OriginKind:
        raise AssertionError("nobody asked")

    assert cors_headers("GET", {}, find_kind) == ()


@pytest.mark.parametrize("kind", set(OriginKind) - {OriginKind.FOREIGN, OriginKind.NONE})
def test_pages_that_the_door_admits_may_read(kind: OriginKind) -> None:
    answer = told("GET", kind)
    assert answer["Access-Control-Allow-Origin"] == "null"
    assert "WWW-Authenticate" in answer["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("kind", [OriginKind.FOREIGN, OriginKind.NONE])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_others_may_not_and_caches_keep_them_apart(kind: OriginKind, method: str) -> None:
    assert told(method, kind) == {"Vary": "Origin"}


@pytest.mark.parametrize("kind", list(OriginKind))
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_page_is_ever_given_the_reader_s_cookies(kind: OriginKind, method: str) -> None:
    assert "Access-Control-Allow-Credentials" not in told(method, kind)


@pytest.mark.parametrize(("asked", "is_told"), [("true", True), ("", False), ("false", False)])
def test_the_way_into_a_nearer_network_is_opened_when_a_browser_asks(
    asked: str, *, is_told: bool
) -> None:
    answer = told("OPTIONS", OriginKind.FILE, access_control_request_private_network=asked)
    assert ("Access-Control-Allow-Private-Network" in answer) is is_told
    assert "DELETE" in answer["Access-Control-Allow-Methods"]
