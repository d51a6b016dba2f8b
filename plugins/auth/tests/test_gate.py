"""Who is admitted, who is refused, and what the refused are told."""

import hmac
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from bridge.api import AdmissionRefused, HealthReport, Role, Verb, is_granted, parse_pattern
from bridge.testing.fakes import FakeClock
from bridge_auth.gate import Gate
from bridge_auth.records import PeerRecord
from bridge_auth.settings import AuthSettings
from bridge_auth.store import KeyStore
from plugins.auth.tests.conftest import (
    LOOPBACK,
    SECOND_US,
    Calendar,
    claim,
    device,
    proven_claim,
)

BuildGate = Callable[[AuthSettings], Gate]


def test_device_that_proves_its_key_is_admitted(gate: Gate, store: KeyStore) -> None:
    key = store.add(device())
    admission = gate.authenticate(proven_claim(key))
    assert (admission.id, admission.name, admission.role) == ("cam-1", "Desk camera", Role.DEVICE)


def test_admitted_peer_gets_a_proof_that_the_bridge_knows_its_key(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(device())
    proven = proven_claim(key)
    server_key = hmac.digest(key.encode(), b"Server Key", "sha256")
    expected = hmac.digest(server_key, proven.auth_message, "sha256")
    assert gate.authenticate(proven).server_proof == expected


def test_proof_of_another_opening_is_refused(gate: Gate, store: KeyStore) -> None:
    overheard = proven_claim(store.add(device()))
    replayed = replace(overheard, auth_message=overheard.auth_message[:-1] + b"c")
    with pytest.raises(AdmissionRefused, match="not the key of cam-1"):
        gate.authenticate(replayed)


@pytest.mark.parametrize("proof", [b"", b"\0" * 31, b"\0" * 32, b"\0" * 33])
def test_proof_of_any_length_is_refused_and_harmless(
    gate: Gate, store: KeyStore, proof: bytes
) -> None:
    proven = proven_claim(store.add(device()))
    with pytest.raises(AdmissionRefused):
        gate.authenticate(replace(proven, proof=proof))


def test_device_without_a_key_is_refused_even_on_this_machine(gate: Gate) -> None:
    with pytest.raises(AdmissionRefused, match="gamebridge devices add cam-1"):
        gate.authenticate(claim(address=LOOPBACK))


def test_unknown_device_hears_the_same_as_one_with_a_wrong_key(gate: Gate, store: KeyStore) -> None:
    wrong = store.add(device("cam-2"))
    store.add(device())
    with pytest.raises(AdmissionRefused) as known:
        gate.authenticate(proven_claim(wrong, "cam-1"))
    with pytest.raises(AdmissionRefused) as unknown:
        gate.authenticate(proven_claim(wrong, "cam-9"))
    assert known.value.reason.replace("cam-1", "cam-9") == unknown.value.reason


def test_key_as_it_is_admits_on_this_machine_and_on_encrypted_links(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(device())
    assert gate.authenticate(claim(bearer=key, address=LOOPBACK)).id == "cam-1"
    assert gate.authenticate(claim(bearer=key, is_encrypted=True)).id == "cam-1"


def test_key_as_it_is_is_refused_on_a_plain_link(gate: Gate, store: KeyStore) -> None:
    key = store.add(device())
    with pytest.raises(AdmissionRefused, match="must not travel"):
        gate.authenticate(claim(bearer=key))


def test_operator_may_allow_keys_on_plain_links(build_gate: BuildGate, store: KeyStore) -> None:
    key = store.add(device())
    gate = build_gate(AuthSettings(allow_plain_keys=True))
    assert gate.authenticate(claim(bearer=key)).id == "cam-1"


def test_key_of_a_viewer_may_stand_in_an_address_on_a_plain_link(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(PeerRecord("wall", "Wall screen", Role.VIEWER))
    assert gate.authenticate(claim(Role.VIEWER, "", bearer=key)).name == "Wall screen"


def test_key_of_a_game_does_not_pass_as_a_viewer_on_a_plain_link_with_more_rights(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(PeerRecord("quiz", "Quiz", Role.GAME))
    admission = gate.authenticate(claim(Role.VIEWER, "quiz", bearer=key))
    assert not is_granted(admission, Verb.CALL, "device/cam-1")


def test_device_joins_under_the_name_of_its_key_only(gate: Gate, store: KeyStore) -> None:
    key = store.add(device("cam-2"))
    with pytest.raises(AdmissionRefused, match="key of the device cam-2"):
        gate.authenticate(claim(bearer=key, peer_id="cam-1", address=LOOPBACK))


@pytest.mark.parametrize(
    ("has", "asks"),
    [
        (Role.VIEWER, Role.GAME),
        (Role.GAME, Role.OPERATOR),
        (Role.OPERATOR, Role.ADMIN),
        (Role.DEVICE, Role.VIEWER),
        (Role.VIEWER, Role.DEVICE),
    ],
)
def test_key_opens_no_higher_role(gate: Gate, store: KeyStore, has: Role, asks: Role) -> None:
    key = store.add(PeerRecord("p-1", "Peer", has))
    with pytest.raises(AdmissionRefused, match=f"key of the {has}"):
        gate.authenticate(claim(asks, "p-1", bearer=key, address=LOOPBACK))


def test_key_of_an_operator_does_not_travel_over_a_plain_link_even_to_look(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(PeerRecord("boss", "Boss", Role.OPERATOR))
    with pytest.raises(AdmissionRefused, match="must not travel"):
        gate.authenticate(claim(Role.VIEWER, "boss", bearer=key))
    private = claim(Role.VIEWER, "boss", bearer=key, is_encrypted=True)
    assert gate.authenticate(private).role is Role.VIEWER


@pytest.mark.parametrize("text", ["", "hello", "gbd1_cam-1_x_y", "gbd1_" + "a" * 9000, "ключ"])
def test_text_that_is_no_key_is_refused(gate: Gate, text: str) -> None:
    with pytest.raises(AdmissionRefused):
        gate.authenticate(claim(bearer=text, address=LOOPBACK))


def test_revoked_key_is_refused_at_the_next_knock(gate: Gate, store: KeyStore) -> None:
    key = store.add(device())
    gate.authenticate(proven_claim(key))
    store.revoke("cam-1")
    with pytest.raises(AdmissionRefused, match="revoked"):
        gate.authenticate(proven_claim(key))


def test_peer_whose_key_was_revoked_may_do_nothing_more(gate: Gate, store: KeyStore) -> None:
    admission = gate.authenticate(proven_claim(store.add(device())))
    assert gate.authorize(admission, Verb.PUBLISH, "device/cam-1/tags") is None
    store.revoke("cam-1")
    assert gate.authorize(admission, Verb.PUBLISH, "device/cam-1/tags") is False


def test_a_session_with_an_older_key_may_stay_until_the_overlap_ends(
    gate: Gate, store: KeyStore, calendar: Calendar
) -> None:
    admission = gate.authenticate(proven_claim(store.add(device())))
    store.rotate("cam-1", overlap_s=60)
    calendar.now_s += 59
    assert admission.find_end() is None
    calendar.now_s += 1
    assert admission.find_end() == "cam-1 has a newer key than this one: install that one"


def test_a_peer_is_known_by_its_key_and_not_by_what_it_calls_itself(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(PeerRecord("quiz", "Quiz", Role.GAME))
    admission = gate.authenticate(claim(Role.GAME, "another", bearer=key, address=LOOPBACK))
    store.revoke("quiz")
    assert admission.find_end() == "the key of quiz was revoked: ask to be let in again"
    assert gate.authorize(admission, Verb.SUBSCRIBE, "device/**") is False


def test_older_key_works_until_the_overlap_ends(
    gate: Gate, store: KeyStore, calendar: Calendar
) -> None:
    old = store.add(device())
    new = store.rotate("cam-1", overlap_s=60)
    calendar.now_s += 59
    assert gate.authenticate(proven_claim(old)).id == gate.authenticate(proven_claim(new)).id
    calendar.now_s += 1
    assert gate.authenticate(proven_claim(new)).id == "cam-1"
    with pytest.raises(AdmissionRefused, match="newer key"):
        gate.authenticate(proven_claim(old))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.GAME, Role.OPERATOR])
def test_programs_on_this_machine_join_without_a_key(gate: Gate, role: Role) -> None:
    assert gate.authenticate(claim(role, "me", address=LOOPBACK)).role is role


@pytest.mark.parametrize(
    ("limit", "role"),
    [("operator", Role.ADMIN), ("game", Role.OPERATOR), ("none", Role.VIEWER)],
)
def test_programs_on_this_machine_need_a_key_for_more(
    build_gate: BuildGate, limit: str, role: Role
) -> None:
    gate = build_gate(AuthSettings(loopback_role=limit))  # type: ignore[arg-type] # Parametrised.
    with pytest.raises(AdmissionRefused, match="key"):
        gate.authenticate(claim(role, "me", address=LOOPBACK))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.GAME, Role.OPERATOR, Role.ADMIN])
def test_peers_on_the_network_need_a_key_for_everything(gate: Gate, role: Role) -> None:
    with pytest.raises(AdmissionRefused, match="another machine needs a key"):
        gate.authenticate(claim(role, "me"))


@pytest.mark.parametrize("origin", ["null", "file://", "file:///C:/game/index.html"])
def test_page_without_an_address_is_never_an_operator_without_a_key(
    gate: Gate, origin: str
) -> None:
    page = claim(Role.OPERATOR, "page", address=LOOPBACK, origin=origin)
    with pytest.raises(AdmissionRefused, match="at most a game"):
        gate.authenticate(page)
    assert gate.authenticate(replace(page, role=Role.GAME)).role is Role.GAME


def test_many_wrong_keys_make_an_address_wait(
    gate: Gate, store: KeyStore, clock: FakeClock
) -> None:
    right = store.add(device())
    wrong = proven_claim(store.add(device("cam-2")), "cam-1")
    for _ in range(10):
        with pytest.raises(AdmissionRefused, match="not the key"):
            gate.authenticate(wrong)
    with pytest.raises(AdmissionRefused, match="try again in 6 s"):
        gate.authenticate(proven_claim(right))
    assert gate.authenticate(replace(proven_claim(right), address="192.168.1.8")).id == "cam-1"
    clock.advance(6 * SECOND_US)
    assert gate.authenticate(proven_claim(right)).id == "cam-1"


def test_device_without_a_key_keeps_nobody_else_of_its_address_out(
    gate: Gate, store: KeyStore
) -> None:
    key = store.add(device())
    for _ in range(50):
        with pytest.raises(AdmissionRefused, match="needs a key"):
            gate.authenticate(claim())
    assert gate.authenticate(proven_claim(key)).id == "cam-1"


def test_a_device_without_a_name_is_told_to_have_one(gate: Gate) -> None:
    with pytest.raises(AdmissionRefused, match=r"gamebridge devices add NAME$"):
        gate.authenticate(replace(claim(), id=""))


def test_topics_of_a_key_are_all_that_it_may_read(gate: Gate, store: KeyStore) -> None:
    topics = (parse_pattern("device/cam-1/**"),)
    key = store.add(PeerRecord("wall", "Wall", Role.VIEWER, topics=topics))
    admission = gate.authenticate(claim(Role.VIEWER, "wall", bearer=key))
    assert is_granted(admission, Verb.SUBSCRIBE, "device/cam-1/tags")
    assert not is_granted(admission, Verb.SUBSCRIBE, "device/cam-2/tags")


def test_device_publishes_below_its_own_name_only(gate: Gate, store: KeyStore) -> None:
    admission = gate.authenticate(proven_claim(store.add(device())))
    assert is_granted(admission, Verb.PUBLISH, "device/cam-1/tags")
    assert not is_granted(admission, Verb.PUBLISH, "device/cam-2/tags")
    assert not is_granted(admission, Verb.SUBSCRIBE, "device/cam-2/camera/jpeg")


def test_refusal_names_the_device_in_the_log_and_no_key(
    gate: Gate, store: KeyStore, caplog: pytest.LogCaptureFixture
) -> None:
    key = store.add(device())
    with caplog.at_level(logging.WARNING), pytest.raises(AdmissionRefused):
        gate.authenticate(claim(bearer=key, peer_id="cam-7", address=LOOPBACK))
    assert "cam-7" in caplog.text
    assert "127.0.0.1" in caplog.text
    assert key[10:40] not in caplog.text


@pytest.mark.parametrize("name", ["a\r\nb", "\x1b[31mred", "a\u202eb", "x" * 500])
def test_hostile_name_cannot_write_into_the_log(
    gate: Gate, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(AdmissionRefused):
        gate.authenticate(claim(peer_id=name))
    message = caplog.records[-1].getMessage()
    assert message.isprintable()
    assert len(message) < 200


def test_health_names_weak_settings(build_gate: BuildGate, store: KeyStore) -> None:
    store.add(device())
    report = HealthReport()
    build_gate(AuthSettings(allow_plain_keys=True, loopback_role="admin")).report_health(report)
    texts = {item.level: item.text for item in report.items}
    assert "1 device" in texts["ok"]
    assert [item.level for item in report.items] == ["ok", "warning", "warning"]
    assert all(item.remedy for item in report.items if item.level == "warning")
