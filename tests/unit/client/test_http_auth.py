"""Proving a key request by request."""

import pytest

from bridge.client.errors import ClientRefused
from bridge.client.http_auth import HttpCredentials
from bridge.client.http_link import Answer, Request
from bridge.wire.http_auth import ProofHeader, build_challenge, parse_authorization
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.proof import HttpRequestDigest, Verifier

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
NONCE = "0123456789abcdef" * 2
REQUEST = Request("/v1/ingest/cam-1/camera/jpeg", (), b"jpeg")
CHALLENGE = Answer(401, {"www-authenticate": build_challenge(NONCE)}, b"")


def _challenged() -> HttpCredentials:
    credentials = HttpCredentials("cam-1", KEY)
    assert credentials.take_challenge(CHALLENGE)
    return credentials


def test_each_request_has_a_proof_of_its_own() -> None:
    credentials = _challenged()
    for count in (1, 2):
        ((name, value),), digest = credentials.sign(REQUEST)
        header = parse_authorization(value)
        assert name == "Authorization"
        assert isinstance(header, ProofHeader)
        assert (header.count, header.nonce) == (count, NONCE)
        assert isinstance(digest, HttpRequestDigest)
        assert Verifier.from_key(KEY).accepts(header.proof, digest.auth_message())


def test_without_key_or_nonce_nothing_is_proven() -> None:
    assert HttpCredentials("cam-1", KEY).sign(REQUEST) == ((), None)
    assert not HttpCredentials("cam-1", None).take_challenge(CHALLENGE)


@pytest.mark.parametrize(
    "answer",
    [Answer(202, {}, b""), Answer(401, {}, b""), Answer(401, {"www-authenticate": "Basic"}, b"")],
)
def test_only_a_challenge_starts_a_count(answer: Answer) -> None:
    assert not HttpCredentials("cam-1", KEY).take_challenge(answer)


def test_a_bridge_may_prove_itself_and_must_not_do_it_wrongly() -> None:
    credentials = _challenged()
    _, digest = credentials.sign(REQUEST)
    assert digest is not None
    proof = Verifier.from_key(KEY).server_proof(digest.auth_message()).hex()
    credentials.check_answer(Answer(202, {"gamebridge-proof": proof}, b""), digest)
    credentials.check_answer(Answer(202, {}, b""), digest)
    for wrong in ("0" * 64, "no hexadecimal"):
        with pytest.raises(ClientRefused, match="the bridge cannot prove"):
            credentials.check_answer(Answer(202, {"gamebridge-proof": wrong}, b""), digest)


def test_the_key_is_not_printed() -> None:
    assert KEY not in repr(HttpCredentials("cam-1", KEY))
