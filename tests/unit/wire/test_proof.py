"""Proofs: whoever has the key can, whoever has not cannot."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.wire.http_auth import ProofHeader, parse_authorization
from bridge.wire.key_text import DEVICE_PREFIX, build_key, parse_key
from bridge.wire.proof import (
    HttpRequestDigest,
    Verifier,
    is_server_proof,
    prove,
    websocket_auth_message,
)

PROOFS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "vectors" / "proof").glob("*.json"))
]
KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(range(32)))


@pytest.mark.parametrize(
    "vector", [v for v in PROOFS if v["channel"] != "none"], ids=lambda v: v["name"]
)
def test_arithmetic_agrees_with_the_vectors(vector: dict[str, str]) -> None:
    auth_message = vector["auth_message"].encode()
    verifier = Verifier.from_key(vector["key"])
    assert prove(vector["key"], auth_message).hex() == vector["proof"]
    assert verifier.stored_key.hex() == vector["stored_key"]
    assert verifier.server_proof(auth_message).hex() == vector["server_proof"]
    assert verifier.accepts(bytes.fromhex(vector["proof"]), auth_message)


@pytest.mark.parametrize(
    "vector", [v for v in PROOFS if v["channel"] == "none"], ids=lambda v: v["name"]
)
def test_keys_agree_with_the_vectors(vector: dict[str, str]) -> None:
    assert parse_key(vector["key"]).peer_id == vector["id"]


def test_a_session_is_bound_to_role_id_and_both_nonces() -> None:
    (vector,) = (v for v in PROOFS if v["name"] == "websocket-device")
    built = websocket_auth_message(
        vector["role"], vector["id"], vector["peer_nonce"], vector["bridge_nonce"]
    )
    assert built.decode() == vector["auth_message"]


def test_a_request_is_bound_to_its_method_target_and_body() -> None:
    (vector,) = (v for v in PROOFS if v["name"] == "http-jpeg")
    header = parse_authorization(vector["authorization"])
    assert isinstance(header, ProofHeader)
    body = bytes.fromhex(vector["body_hex"])
    digest = HttpRequestDigest(
        header.peer_id, header.nonce, header.count, vector["method"], vector["path"], body
    )
    assert digest.auth_message().decode() == vector["auth_message"]
    assert Verifier.from_key(vector["key"]).accepts(header.proof, digest.auth_message())


@given(st.binary(max_size=40), st.binary(min_size=1, max_size=40))
def test_nothing_but_the_proof_is_accepted(forged: bytes, auth_message: bytes) -> None:
    assert not Verifier.from_key(KEY).accepts(forged, auth_message)


def test_a_proof_for_one_session_is_none_for_another() -> None:
    proof = prove(KEY, b"one")
    assert Verifier.from_key(KEY).accepts(proof, b"one")
    assert not Verifier.from_key(KEY).accepts(proof, b"another")


def test_a_bridge_without_the_key_is_found_out() -> None:
    other = Verifier.from_key(build_key(DEVICE_PREFIX, "cam-1", bytes(32)))
    good = Verifier.from_key(KEY).server_proof(b"x")
    assert is_server_proof(KEY, b"x", good)
    assert not is_server_proof(KEY, b"x", other.server_proof(b"x"))


def test_what_is_stored_is_not_printed() -> None:
    verifier = Verifier.from_key(KEY)
    assert verifier.stored_key.hex() not in repr(verifier)
