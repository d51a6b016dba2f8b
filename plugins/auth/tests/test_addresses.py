"""By which addresses games and phones find the bridge, and the QR code of each."""

import logging
from pathlib import Path
from xml.etree import ElementTree

import pytest
from quart import Blueprint
from quart_trio import QuartTrio

from bridge.api import PluginContext
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_auth.address_routes import build_address_routes, draw_qr
from bridge_auth.addresses import find_addresses
from bridge_auth.invitation import lan_addresses

HTTP = "http://127.0.0.1:8080"


def build(host: str, *, has_games: bool = False) -> QuartTrio:
    hub = build_hub(FakeClock())
    log = logging.getLogger("auth")
    is_exposed = host != "127.0.0.1"
    context = PluginContext(
        "auth", hub, hub.clock, log, Path(), FakeDevices(), HTTP, is_exposed, host, 0
    )
    app = QuartTrio("test")
    app.register_blueprint(build_address_routes(context))
    if has_games:
        games = Blueprint("games", "test", url_prefix="/games")
        games.add_url_rule("/", "list", lambda: "games")
        app.register_blueprint(games)
    return app


async def get_json(app: QuartTrio) -> dict[str, object]:
    scope = {"server": ("127.0.0.1", 8123)}
    answer = await app.test_client().get("/v1/addresses", scope_base=scope)
    found: dict[str, object] = await answer.get_json()
    return found


async def test_a_bridge_for_this_machine_says_so() -> None:
    assert await get_json(build("127.0.0.1")) == {
        "addresses": [
            {"game": "ws://127.0.0.1:8123", "page": "http://127.0.0.1:8123/", "reach": "machine"}
        ],
        "is_exposed": False,
        "page_is_games": False,
    }


async def test_phones_are_shown_the_games_where_there_are_some() -> None:
    found = await get_json(build("192.0.2.5", has_games=True))
    assert found["page_is_games"] is True
    assert found["addresses"] == [
        {
            "game": "ws://192.0.2.5:8123",
            "page": "http://192.0.2.5:8123/games/",
            "reach": "network",
        }
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_on_all_interfaces_the_network_comes_before_this_machine(host: str) -> None:
    found = find_addresses(HTTP, host, 8080, is_exposed=True, page_path="/")
    expected = [f"ws://{address}:8080" for address in (*lan_addresses(), "127.0.0.1")]
    assert [address.game for address in found] == expected
    assert found[-1].reach == "machine"


def test_encryption_and_ipv6_are_part_of_the_address() -> None:
    (found,) = find_addresses(
        "https://x:1", "2001:db8::5", 8443, is_exposed=True, page_path="/games/"
    )
    assert found.game == "wss://[2001:db8::5]:8443"
    assert found.page == "https://[2001:db8::5]:8443/games/"


async def test_each_address_has_a_picture_and_no_other_number_has() -> None:
    client = build("192.0.2.5").test_client()
    answer = await client.get("/v1/addresses/0/qr.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert (await client.get("/v1/addresses/1/qr.svg")).status_code == 404


def test_the_code_is_a_picture_with_its_white_border() -> None:
    drawn = ElementTree.fromstring(draw_qr("http://192.0.2.5:8080/games/"))  # noqa: S314 - ours.
    assert drawn.get("width") == drawn.get("height")
    # Version 3 holds such an address: 29 modules, and 4 on each side.
    assert drawn.get("width") == str((29 + 2 * 4) * 8)
    assert b"#fff" in draw_qr("x")
