"""Who has a key, over HTTP, and taking one away."""

import logging
from pathlib import Path

from quart_trio import QuartTrio

from bridge_auth.access_routes import build_access_routes
from bridge_auth.gate import Gate
from bridge_auth.keyring import Keyring
from bridge_auth.store import KeyStore
from bridge_auth.writer import StoreWriter
from plugins.auth.tests.conftest import NETWORK, Calendar, device, proven_claim

LOG = logging.getLogger("gamebridge.plugin.auth")


def build(keyring: Keyring, folder: Path, calendar: Calendar) -> QuartTrio:
    app = QuartTrio("test")
    app.register_blueprint(build_access_routes(keyring, StoreWriter(folder, calendar), LOG))
    return app


async def test_everybody_with_a_key_is_listed_with_when_they_came_last(
    tmp_path: Path, store: KeyStore, keyring: Keyring, calendar: Calendar, gate: Gate
) -> None:
    key = store.add(device())
    store.add(device("cam-2"))
    store.add(device("cam-3"))
    store.revoke("cam-3")
    gate.authenticate(proven_claim(key))
    client = build(keyring, tmp_path, calendar).test_client()
    answer = await client.get("/v1/keys")
    listed = {owner["id"]: owner for owner in (await answer.get_json())["keys"]}
    assert sorted(listed) == ["cam-1", "cam-2"]
    seen = (listed["cam-1"]["last_seen_s"], listed["cam-1"]["last_address"])
    assert seen == (calendar.now_s, NETWORK)
    assert listed["cam-2"]["last_seen_s"] == 0
    assert key not in await answer.get_data(as_text=True)


async def test_a_revoked_key_is_gone_from_the_list_and_from_the_door(
    tmp_path: Path, store: KeyStore, keyring: Keyring, calendar: Calendar, gate: Gate
) -> None:
    admission = gate.authenticate(proven_claim(store.add(device())))
    assert admission.find_end() is None
    client = build(keyring, tmp_path, calendar).test_client()
    assert (await client.post("/v1/keys/cam-1/revoke")).status_code == 204
    assert (await (await client.get("/v1/keys")).get_json()) == {"keys": []}
    assert admission.find_end() == "the key of cam-1 was revoked: ask to be let in again"


async def test_a_key_that_nobody_has_cannot_be_revoked(
    tmp_path: Path, keyring: Keyring, calendar: Calendar
) -> None:
    client = build(keyring, tmp_path, calendar).test_client()
    answer = await client.post("/v1/keys/cam-9/revoke")
    assert (answer.status_code, (await answer.get_json())["code"]) == (404, "no_such_key")


def test_a_key_that_was_given_anew_says_nothing_of_who_had_it_before(
    store: KeyStore, keyring: Keyring, calendar: Calendar, gate: Gate
) -> None:
    gate.authenticate(proven_claim(store.add(device())))
    store.revoke("cam-1")
    calendar.now_s += 5
    store.add(device())
    (peer,) = keyring.peers()
    assert (peer.last_seen_s, peer.last_address) == (0, "")
