"""Every route of a foreign system asks first who is there."""

import pytest
from quart import Blueprint, Response
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio

from bridge.api import Role
from bridge.testing.fakes import FakeDevices
from bridge_dialects.shared.peers import PeerCheck, current_admission, is_loopback

ELSEWHERE = (
    {"Origin": "null"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.fixture
def devices() -> FakeDevices:
    return FakeDevices()


@pytest.fixture
def client(devices: FakeDevices) -> Browser:
    async def who() -> str:
        return f"{current_admission().role} {current_admission().id}"

    blueprint = Blueprint("lamp", __name__)
    blueprint.add_url_rule("/look", "look", who)
    blueprint.add_url_rule("/blink", "blink", who)
    blueprint.add_url_rule("/set", "set", who, methods=["POST", "DELETE"])
    PeerCheck(devices, "lamp", changing=("blink",)).stand_before(blueprint)
    app = QuartTrio(__name__)
    app.register_blueprint(blueprint)
    return app.test_client()


async def test_lookers_are_viewers_and_changers_games(
    client: Browser, devices: FakeDevices
) -> None:
    for answer, role in (
        (await client.get("/look"), Role.VIEWER),
        (await client.get("/blink"), Role.GAME),
        (await client.post("/set"), Role.GAME),
        (await client.delete("/set"), Role.GAME),
    ):
        assert await answer.get_data(as_text=True) == f"{role} lamp-page"
    claim = devices.claims[0]
    assert (claim.channel, claim.dialect, claim.is_encrypted) == ("http", "lamp", False)


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_pages_from_elsewhere_may_look_and_not_change(
    client: Browser, headers: dict[str, str]
) -> None:
    assert (await client.get("/look", headers=headers)).status_code == 200
    for answer in (
        await client.get("/blink", headers=headers),
        await client.post("/set", headers=headers),
    ):
        assert answer.status_code == 403
        assert (await answer.get_json())["status"] == "error"


async def test_own_pages_may_change(client: Browser) -> None:
    for site in ("same-origin", "none"):
        answer = await client.post("/set", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 200


async def test_who_is_refused_reads_why(client: Browser, devices: FakeDevices) -> None:
    devices.refusal = "not from there"
    answer = await client.get("/look")
    assert answer.status_code == 403
    assert await answer.get_json() == {"status": "error", "message": "not from there"}


async def test_a_system_may_refuse_in_its_own_words(devices: FakeDevices) -> None:
    blueprint = Blueprint("lamp", __name__)
    blueprint.add_url_rule("/", "look", lambda: "never")
    devices.refusal = "no"
    check = PeerCheck(devices, "lamp", answer=lambda status, text: Response(text, status))
    check.stand_before(blueprint)
    app = QuartTrio(__name__)
    app.register_blueprint(blueprint)
    assert await (await app.test_client().get("/")).get_data() == b"no"


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.5", False),
        ("fe80::1%eth0", False),
        ("", False),
    ],
)
def test_this_machine_is_known_in_every_dress(address: str, is_here: bool) -> None:
    assert is_loopback(address) is is_here
