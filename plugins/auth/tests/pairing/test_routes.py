"""Pairing over HTTP, without a socket: what peers and people say and hear."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from quart_trio import QuartTrio

from bridge.api import HealthReport, Role, parse_key
from bridge.testing.fakes import FakeClock
from bridge_auth.keyring import Keyring
from bridge_auth.pairing.desk import PairingDesk
from bridge_auth.pairing.handshake import Half
from bridge_auth.pairing.limits import OPEN_US, PairingLimits
from bridge_auth.pairing.requests import Pairings
from bridge_auth.pairing.routes import build_operator_routes, build_peer_routes
from bridge_auth.records import Evidence
from bridge_auth.store import KeyStore
from bridge_auth.writer import StoreWriter
from plugins.auth.tests.conftest import Calendar, device
from plugins.auth.tests.pairing.asking import AskingPeer

Json = dict[str, object]
LOG = logging.getLogger("gamebridge.plugin.auth")


@dataclass
class Web:
    """The routes of one bridge."""

    app: QuartTrio
    desk: PairingDesk

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Json]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        answer = await self.app.test_client().open(  # type: ignore[call-arg]  # `json` has a default
            path, method=method, data=data
        )
        text = await answer.get_data(as_text=True)
        return answer.status_code, json.loads(text) if text else {}

    async def open(self, peer: AskingPeer) -> tuple[str, Half]:
        status, opened = await self.ask(
            "POST",
            "/v1/pairing",
            {
                "role": str(peer.role),
                "id": peer.id,
                "name": peer.name,
                "commitment": peer.half.commitment.hex(),
            },
        )
        assert (status, opened["expires_in_ms"]) == (201, OPEN_US // 1000)
        half = Half(bytes.fromhex(str(opened["public_key"])), bytes.fromhex(str(opened["nonce"])))
        return str(opened["pairing"]), half

    async def reveal(self, pairing: str, half: Half) -> tuple[int, Json]:
        said = {"public_key": half.public_key.hex(), "nonce": half.nonce.hex()}
        return await self.ask("POST", f"/v1/pairing/{pairing}/reveal", said)

    async def waiting(self) -> list[Json]:
        _, listed = await self.ask("GET", "/v1/pairings")
        return msgspec.convert(listed["pairings"], list[Json])

    async def wait(self, peer: AskingPeer) -> tuple[str, Half]:
        pairing, half = await self.open(peer)
        assert (await self.reveal(pairing, peer.half))[0] == 200
        return pairing, half


def build(folder: Path, clock: FakeClock, calendar: Calendar) -> Web:
    desk = PairingDesk(Pairings(PairingLimits(), clock), StoreWriter(folder, calendar), LOG)
    app = QuartTrio("test")
    app.register_blueprint(build_peer_routes(desk))
    app.register_blueprint(build_operator_routes(desk, clock.now_us))
    return Web(app, desk)


@pytest.fixture
async def web(tmp_path: Path, clock: FakeClock, calendar: Calendar) -> Web:
    return build(tmp_path, clock, calendar)


async def test_a_person_lets_a_game_in_and_its_key_opens_the_door(
    web: Web, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    peer = AskingPeer()
    pairing, half = await web.wait(peer)
    (waiting,) = await web.waiting()
    assert waiting["code"] == peer.transcript(pairing, half).code
    assert (waiting["name"], waiting["role"], waiting["id"]) == ("Quiz", "game", "quiz")
    assert (await web.ask("POST", f"/v1/pairings/{pairing}/approve"))[0] == 200
    assert await web.ask("GET", f"/v1/pairing/{pairing}") == (
        200,
        {"state": "approved", "id": "quiz", "role": "game"},
    )
    record, key = keyring.find("quiz"), peer.key(pairing, half, "quiz")
    assert record is not None
    assert (record.name, record.role) == ("Quiz", Role.GAME)
    assert record.find_key(Evidence(bearer=key)) is not None
    assert "asks to join" in caplog.text
    assert "may join as quiz: allowed by somebody" in caplog.text
    assert parse_key(key).text not in caplog.text


async def test_a_game_may_be_let_in_to_watch_only(web: Web, keyring: Keyring) -> None:
    pairing, _ = await web.wait(AskingPeer())
    answer = await web.ask("POST", f"/v1/pairings/{pairing}/approve", {"role": "viewer"})
    assert answer == (200, {"state": "approved", "id": "quiz", "role": "viewer"})
    record = keyring.find("quiz")
    assert record is not None
    assert record.role is Role.VIEWER


async def test_a_name_that_is_taken_becomes_another(
    web: Web, store: KeyStore, keyring: Keyring
) -> None:
    store.add(device("quiz"))
    peer = AskingPeer()
    pairing, half = await web.wait(peer)
    assert (await web.ask("POST", f"/v1/pairings/{pairing}/approve"))[1]["id"] == "quiz-2"
    record = keyring.find("quiz-2")
    assert record is not None
    assert record.find_key(Evidence(bearer=peer.key(pairing, half, "quiz-2"))) is not None


async def test_who_is_refused_gets_no_key(web: Web, keyring: Keyring) -> None:
    pairing, _ = await web.wait(AskingPeer())
    assert (await web.ask("POST", f"/v1/pairings/{pairing}/refuse"))[1]["state"] == "refused"
    assert (await web.ask("POST", f"/v1/pairings/{pairing}/approve"))[0] == 409
    assert keyring.find("quiz") is None


async def test_two_approvals_make_one_key(web: Web, store: KeyStore) -> None:
    pairing, _ = await web.wait(AskingPeer())
    statuses = [(await web.ask("POST", f"/v1/pairings/{pairing}/approve"))[0] for _ in range(2)]
    assert statuses == [200, 409]
    assert [peer.id for peer in store.peers()] == ["quiz"]


async def test_an_approval_that_comes_too_late_is_told(web: Web, clock: FakeClock) -> None:
    pairing, _ = await web.wait(AskingPeer())
    clock.advance(OPEN_US)
    status, told = await web.ask("POST", f"/v1/pairings/{pairing}/approve")
    assert (status, told["code"]) == (410, "expired")
    assert (await web.ask("GET", f"/v1/pairing/{pairing}"))[1]["state"] == "expired"


async def test_a_bridge_that_began_anew_has_forgotten_requests_and_kept_keys(
    web: Web, tmp_path: Path, clock: FakeClock, calendar: Calendar, keyring: Keyring
) -> None:
    peer, other = AskingPeer(), AskingPeer("puzzle")
    allowed, half = await web.wait(peer)
    waiting, _ = await web.wait(other)
    await web.ask("POST", f"/v1/pairings/{allowed}/approve")
    anew = build(tmp_path, clock, calendar)
    for method, path in [
        ("GET", f"/v1/pairing/{waiting}"),
        ("POST", f"/v1/pairings/{waiting}/approve"),
        ("GET", f"/v1/pairing/{allowed}"),
    ]:
        status, told = await anew.ask(method, path)
        assert (status, told["code"]) == (404, "no_such_pairing"), path
    assert (await anew.reveal(waiting, other.half))[0] == 404
    record = keyring.find("quiz")
    assert record is not None
    assert record.find_key(Evidence(bearer=peer.key(allowed, half, "quiz"))) is not None


async def test_a_key_that_cannot_be_kept_leaves_the_request_waiting(
    tmp_path: Path, clock: FakeClock, calendar: Calendar
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    web = build(blocked / "state", clock, calendar)
    pairing, _ = await web.wait(AskingPeer())
    status, told = await web.ask("POST", f"/v1/pairings/{pairing}/approve")
    assert (status, told["code"]) == (507, "not_kept")
    assert [request.pairing for request in web.desk.pairings.waiting()] == [pairing]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": "operator"}, "operator"),
        ({"role": None}, "role"),
        ({"id": "Quiz"}, "'Quiz'"),
        ({"name": "<img src=x>"}, "<img"),
        ({"commitment": "00"}, "64 hexadecimal digits"),
        ({"commitment": "0" * 63 + "G"}, "64 hexadecimal digits"),
    ],
)
async def test_a_mistake_is_told_with_its_value(web: Web, change: Json, told: str) -> None:
    wish = {"role": "game", "id": "quiz", "name": "Quiz", "commitment": "0" * 64, **change}
    status, answer = await web.ask("POST", "/v1/pairing", wish)
    assert (status, answer["code"]) == (400, "bad_field")
    assert told in str(answer["text"])


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b"", 400), (b" " * 1025, 413)]
)
async def test_a_body_that_is_none_is_refused(web: Web, body: bytes, status: int) -> None:
    assert (await web.ask("POST", "/v1/pairing", body))[0] == status


async def test_a_wrong_half_is_refused_and_said_again_it_stays_so(web: Web) -> None:
    peer = AskingPeer()
    pairing, _ = await web.open(peer)
    assert (await web.reveal(pairing, AskingPeer().half))[0] == 403
    assert await web.reveal(pairing, peer.half) == (
        200,
        {"state": "refused", "id": "quiz", "role": "game"},
    )
    assert (await web.ask("GET", "/v1/pairings"))[1] == {"pairings": []}


async def test_a_request_that_is_taken_back_is_not_shown_any_more(web: Web) -> None:
    pairing, _ = await web.wait(AskingPeer())
    assert (await web.ask("DELETE", f"/v1/pairing/{pairing}"))[0] == 204
    assert (await web.ask("GET", "/v1/pairings"))[1] == {"pairings": []}
    assert (await web.ask("DELETE", f"/v1/pairing/{pairing}"))[0] == 404


async def test_who_asks_too_often_is_told_when_to_come_back(web: Web) -> None:
    for _ in range(PairingLimits().open_per_address):
        await web.open(AskingPeer())
    wish = {"role": "game", "id": "quiz", "name": "Quiz", "commitment": "0" * 64}
    answer = await web.app.test_client().post("/v1/pairing", json=wish)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "120")


async def test_health_says_who_waits_and_how_to_answer(web: Web) -> None:
    peer = AskingPeer()
    pairing, half = await web.wait(peer)
    report = HealthReport()
    web.desk.report_health(report)
    (item,) = report.items
    code = peer.transcript(pairing, half).code
    assert item.level == "warning"
    assert f"the game Quiz (<local>) asks to join and shows the code {code}" in item.text
    assert f"gamebridge devices approve {code}" in item.remedy
