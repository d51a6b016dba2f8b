"""Requests, from the first word to a person's decision: who may, how often, how long."""

import pytest

from bridge.api import Role
from bridge.testing.fakes import FakeClock
from bridge_auth.pairing.handshake import Half
from bridge_auth.pairing.limits import MAX_REMEMBERED, OPEN_US, REMEMBERED_US, PairingLimits
from bridge_auth.pairing.refused import PairingRefused
from bridge_auth.pairing.requests import Pairings, PairingState, Request, Wish
from plugins.auth.tests.conftest import NETWORK
from plugins.auth.tests.pairing.asking import AskingPeer

MANY = PairingLimits(attempts_per_minute=1000)


@pytest.fixture
def pairings(clock: FakeClock) -> Pairings:
    return Pairings(PairingLimits(), clock)


def wait(pairings: Pairings, peer: AskingPeer, address: str = NETWORK) -> Request:
    """Return the request of a peer that has shown its half."""
    request = pairings.open(peer.wish, address)
    return pairings.reveal(request.pairing, peer.half)


def test_both_sides_show_the_same_code(pairings: Pairings) -> None:
    peer = AskingPeer()
    request = wait(pairings, peer)
    assert request.state is PairingState.WAITING
    assert request.code == peer.code(request)
    assert [waiting.pairing for waiting in pairings.waiting()] == [request.pairing]


def test_who_has_not_shown_its_half_bothers_nobody(pairings: Pairings) -> None:
    request = pairings.open(AskingPeer().wish, NETWORK)
    assert pairings.waiting() == []
    with pytest.raises(PairingRefused, match="no code yet"):
        pairings.begin_approval(request.pairing, None)


def test_somebody_in_the_middle_makes_the_codes_differ(pairings: Pairings) -> None:
    peer, middle = AskingPeer(), AskingPeer()
    at_bridge = wait(pairings, middle)
    # To the peer, the one in the middle is the bridge.
    shown_by_peer = peer.transcript(at_bridge.pairing, middle.half).code
    assert shown_by_peer != at_bridge.code


def test_a_half_that_was_not_committed_to_ends_the_request(pairings: Pairings) -> None:
    peer = AskingPeer()
    request = pairings.open(peer.wish, NETWORK)
    with pytest.raises(PairingRefused) as refused:
        pairings.reveal(request.pairing, AskingPeer().half)
    assert refused.value.code == "forbidden"
    # A second guess is not heard, not even the right one.
    assert pairings.reveal(request.pairing, peer.half).state is PairingState.REFUSED
    assert pairings.waiting() == []


def test_a_half_said_again_changes_nothing(pairings: Pairings) -> None:
    peer = AskingPeer()
    request = wait(pairings, peer)
    code = request.code
    assert pairings.reveal(request.pairing, peer.half).code == code
    pairings.refuse(request.pairing)
    assert pairings.reveal(request.pairing, peer.half).state is PairingState.REFUSED


def test_another_half_later_harms_nobody(pairings: Pairings) -> None:
    peer = AskingPeer()
    request = wait(pairings, peer)
    with pytest.raises(PairingRefused):
        pairings.reveal(request.pairing, AskingPeer().half)
    assert request.state is PairingState.WAITING


def test_an_overheard_half_gives_another_code_and_no_key(pairings: Pairings) -> None:
    peer = AskingPeer()
    first = wait(pairings, peer)
    # Whoever listens can say all that the peer said, in a request of its own.
    replayed = wait(pairings, AskingPeer(exchange=peer.exchange, nonce=peer.nonce), "192.168.1.66")
    assert replayed.code != first.code
    assert replayed.shared != AskingPeer().exchange.agree(replayed.half.public_key)


def test_a_point_of_low_order_ends_the_request(pairings: Pairings) -> None:
    half = Half(bytes(32), b"n" * 16)
    request = pairings.open(Wish(Role.GAME, "quiz", "Quiz", half.commitment), NETWORK)
    with pytest.raises(PairingRefused, match="low order"):
        pairings.reveal(request.pairing, half)
    assert request.state is PairingState.REFUSED


@pytest.mark.parametrize(
    ("role", "peer_id", "name"),
    [
        (Role.OPERATOR, "quiz", "Quiz"),
        (Role.ADMIN, "quiz", "Quiz"),
        (Role.GAME, "", "Quiz"),
        (Role.GAME, "Quiz", "Quiz"),
        (Role.GAME, "a" * 33, "Quiz"),
        (Role.GAME, "quiz", "<b>Quiz</b>"),
        (Role.GAME, "quiz", ""),
        (Role.GAME, "quiz", "Qu\x1biz"),
        (Role.GAME, "quiz", "a" * 49),
    ],
)
def test_what_nobody_should_read_or_grant_is_refused(role: Role, peer_id: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"name|id|role"):
        Wish(role, peer_id, name, b"c" * 32)


@pytest.mark.parametrize(
    ("asked", "granted", "outcome"),
    [
        (Role.GAME, None, Role.GAME),
        (Role.GAME, Role.VIEWER, Role.VIEWER),
        (Role.VIEWER, None, Role.VIEWER),
        (Role.DEVICE, None, Role.DEVICE),
        (Role.VIEWER, Role.GAME, None),
        (Role.GAME, Role.DEVICE, None),
        (Role.DEVICE, Role.VIEWER, None),
        (Role.GAME, Role.OPERATOR, None),
    ],
)
def test_a_person_grants_what_was_asked_for_or_less(
    pairings: Pairings, asked: Role, granted: Role | None, outcome: Role | None
) -> None:
    request = wait(pairings, AskingPeer(role=asked))
    if outcome is None:
        with pytest.raises(PairingRefused, match="cannot be let in"):
            pairings.begin_approval(request.pairing, granted)
        assert request.state is PairingState.WAITING
    else:
        assert pairings.begin_approval(request.pairing, granted).granted_role is outcome


def test_only_the_first_of_two_decisions_counts(pairings: Pairings) -> None:
    request = wait(pairings, AskingPeer())
    pairings.begin_approval(request.pairing, None)
    with pytest.raises(PairingRefused) as second:
        pairings.begin_approval(request.pairing, None)
    with pytest.raises(PairingRefused) as third:
        pairings.refuse(request.pairing)
    assert (second.value.code, third.value.code) == ("conflict", "conflict")
    pairings.finish(request, "quiz")
    with pytest.raises(PairingRefused, match="decided already"):
        pairings.refuse(request.pairing)
    assert (request.state, request.granted_id) == (PairingState.APPROVED, "quiz")


def test_nobody_s_answer_is_none_after_two_minutes(pairings: Pairings, clock: FakeClock) -> None:
    request = wait(pairings, AskingPeer())
    clock.advance(OPEN_US - 1)
    assert pairings.waiting() == [request]
    clock.advance(1)
    assert pairings.waiting() == []
    with pytest.raises(PairingRefused) as refused:
        pairings.begin_approval(request.pairing, None)
    assert refused.value.code == "expired"
    assert pairings.look(request.pairing).state is PairingState.EXPIRED


def test_an_outcome_is_remembered_for_a_while_and_the_secret_is_not(
    pairings: Pairings, clock: FakeClock
) -> None:
    request = wait(pairings, AskingPeer())
    pairings.finish(pairings.begin_approval(request.pairing, None), "quiz")
    assert request.shared == b""
    clock.advance(REMEMBERED_US - 1)
    assert pairings.look(request.pairing).state is PairingState.APPROVED
    clock.advance(1)
    with pytest.raises(PairingRefused) as refused:
        pairings.look(request.pairing)
    assert refused.value.code == "no_such_pairing"


def test_a_request_that_is_given_up_is_gone_and_a_decided_one_is_not(pairings: Pairings) -> None:
    first, second = (wait(pairings, AskingPeer()) for _ in range(2))
    pairings.cancel(first.pairing)
    assert pairings.waiting() == [second]
    pairings.begin_approval(second.pairing, None)
    pairings.cancel(second.pairing)
    assert pairings.look(second.pairing).state is PairingState.DECIDING


def test_one_address_has_a_few_requests_at_a_time(clock: FakeClock) -> None:
    pairings = Pairings(MANY, clock)
    opened = [wait(pairings, AskingPeer()) for _ in range(MANY.open_per_address)]
    clock.advance(1_500_000)
    with pytest.raises(PairingRefused, match="this address") as refused:
        pairings.open(AskingPeer().wish, NETWORK)
    assert (refused.value.code, refused.value.retry_s) == ("rate", 119)
    pairings.open(AskingPeer().wish, "192.168.1.8")
    pairings.refuse(opened[0].pairing)
    pairings.open(AskingPeer().wish, NETWORK)


def test_all_together_have_a_bound_as_well(clock: FakeClock) -> None:
    pairings = Pairings(MANY, clock)
    for number in range(MANY.open_in_all):
        pairings.open(AskingPeer().wish, f"10.0.0.{number}")
    with pytest.raises(PairingRefused, match="of all"):
        pairings.open(AskingPeer().wish, NETWORK)
    clock.advance(OPEN_US)
    pairings.open(AskingPeer().wish, NETWORK)


def test_who_asks_again_and_again_has_to_wait(pairings: Pairings, clock: FakeClock) -> None:
    for _ in range(PairingLimits().attempts_per_minute):
        pairings.cancel(pairings.open(AskingPeer().wish, NETWORK).pairing)
    with pytest.raises(PairingRefused, match="too often") as refused:
        pairings.open(AskingPeer().wish, NETWORK)
    clock.advance(refused.value.retry_s * 1_000_000)
    pairings.open(AskingPeer().wish, NETWORK)


def test_what_is_remembered_has_a_bound(clock: FakeClock) -> None:
    pairings = Pairings(MANY, clock)
    asked = [wait(pairings, AskingPeer(), f"10.0.{n}.1") for n in range(30)]
    for request in asked:
        pairings.refuse(request.pairing)
    for number in range(MAX_REMEMBERED):
        pairings.refuse(wait(pairings, AskingPeer(), f"10.1.{number}.1").pairing)
    with pytest.raises(PairingRefused):
        pairings.look(asked[0].pairing)


def test_a_bridge_may_want_no_requests_at_all(clock: FakeClock) -> None:
    pairings = Pairings(PairingLimits(is_on=False), clock)
    with pytest.raises(PairingRefused, match="terminal only"):
        pairings.open(AskingPeer().wish, NETWORK)


def test_requests_are_told_apart_by_names_that_nobody_guesses(pairings: Pairings) -> None:
    names = {pairings.open(AskingPeer().wish, f"10.0.0.{n}").pairing for n in range(8)}
    assert len(names) == 8
    assert all(len(name) == 32 for name in names)
