"""Hellos and welcomes."""

import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.values import DeviceFeature
from bridge.wire.dialect import Admitted, ClaimMade
from bridge.wire.native_hello import check_hello, claim_from, welcome_from
from bridge.wire.peer_messages import Hello


def test_a_claim_says_what_the_hello_said() -> None:
    features = (DeviceFeature("reboot", "action"),)
    hello = Hello(role="device", id="cam-1", sdk="x/1", boot="b", features=features)
    assert claim_from(hello, None, "n") == ClaimMade(
        "device", "cam-1", "cam-1", "x/1", "b", features
    )


def test_a_proof_covers_role_id_and_nonces() -> None:
    hello = Hello(role="game", id="g", name="G", nonce="a" * 32)
    claim = claim_from(hello, b"p", "b" * 32)
    assert claim.auth_message == b"gamebridge.v1,game,g," + b"a" * 32 + b"," + b"b" * 32


def test_secrets_of_a_claim_are_not_printed() -> None:
    claim = claim_from(Hello(role="game", key="gbs1_secret"), None, "")
    assert "gbs1_secret" not in repr(claim)


def test_a_hello_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(RemoteProtocolError, match="needs an id"):
        check_hello(Hello(role="device"))


def test_a_welcome_has_a_proof_only_if_there_is_one() -> None:
    plain = Admitted("s1", "g", "game", 5, 6, "0.1.0", "b1")
    assert welcome_from(plain).proof is None
    assert welcome_from(plain).server.boot == "b1"
    proven = Admitted("s1", "g", "game", 5, server_proof=b"\x01" * 32)
    assert welcome_from(proven).proof == "01" * 32
