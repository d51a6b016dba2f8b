"""Who is a board and who a page, and what the address of a link asks for."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import parse_device_id
from bridge_dialects.gostream.guest import guest_of, name_in_id, query_value

if TYPE_CHECKING:
    from plugins.dialects.tests.gostream.conftest import OpenLink

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "origin"),
    [
        ("ESP32 Websocket Client", None),
        ("arduino-WebSocket-Client", "file://"),
        ("TinyWebsockets Client", "https://github.com/gilmaimon/TinyWebsockets"),
        ("Python/3.11 websockets/12.0", None),
        (None, None),
        (None, "http://127.0.0.1:8080"),
        ("Go-http-client/1.1", None),
        ("SomethingElse/1.0", None),
    ],
)
def test_boards_and_programs_are_no_pages(
    opening: "OpenLink", agent: str | None, origin: str | None
) -> None:
    headers = {"User-Agent": agent, "Origin": origin}
    told = tuple((name, value) for name, value in headers.items() if value is not None)
    assert not guest_of(opening(headers=told)).is_page


@pytest.mark.parametrize(
    ("agent", "origin"),
    [
        (CHROME, "http://192.168.1.9:8080"),
        (CHROME, "null"),
        (CHROME, None),
        ("Opera/9.80", "http://192.168.1.9:8080"),
        ("SomePageView/1.0", "null"),
    ],
)
def test_browsers_are_pages(opening: "OpenLink", agent: str, origin: str | None) -> None:
    told = {"user-agent": agent} if origin is None else {"user-agent": agent, "origin": origin}
    assert guest_of(opening(headers=tuple(told.items()))).is_page


def test_the_guest_is_named_by_what_its_link_asks_for(opening: "OpenLink") -> None:
    guest = guest_of(opening(query="camera=Front%20door&x=1"))
    assert (guest.camera, guest.address) == ("Front door", "192.168.1.50")
    assert guest.user_agent == "ESP32 Websocket Client"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Kitchen", "kitchen"),
        ("Front door", "front-door"),
        ("a.b", "a-b"),
        ("192-168-1-50", None),
        ("1", None),
        ("x" * 48, "x" * 23),
    ],
)
def test_a_name_gives_a_part_of_an_id_unless_it_looks_like_an_address(
    name: str, found: str | None
) -> None:
    assert name_in_id(name) == found


@pytest.mark.parametrize("name", ["<b>", "a/b", "x" * 49, "ü"])
def test_a_name_that_no_device_may_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        name_in_id(name)


def test_a_query_beyond_all_measure_asks_for_nothing() -> None:
    assert query_value("&".join(f"camera={number}" for number in range(100)), "camera") == ""


@given(st.text())
def test_every_query_gives_a_value(query: str) -> None:
    assert isinstance(query_value(query, "camera"), str)


@given(st.from_regex(r"[A-Za-z0-9 _.\-]{1,48}", fullmatch=True))
def test_whatever_a_name_gives_fits_an_id(name: str) -> None:
    found = name_in_id(name)
    if found is not None:
        parse_device_id(f"gostream-{found}")
