"""Proofs in headers, and nonces that are used once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import RemoteProtocolError
from bridge.wire.http_auth import (
    MAX_NONCES,
    NONCE_LIFE_US,
    BearerHeader,
    NonceBook,
    ProofHeader,
    build_authorization,
    build_challenge,
    parse_authorization,
    parse_challenge,
)
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.proof import HttpRequestDigest, Verifier

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
NONCE = "0123456789abcdef" * 2


def _header(count: int) -> ProofHeader:
    return ProofHeader("cam-1", NONCE, count, bytes(32))


def test_what_is_built_is_parsed_and_proves() -> None:
    digest = HttpRequestDigest("cam-1", NONCE, 7, "POST", "/v1/ingest/cam-1/a?b", b"body")
    header = parse_authorization(build_authorization(KEY, digest))
    assert isinstance(header, ProofHeader)
    assert (header.peer_id, header.nonce, header.count) == ("cam-1", NONCE, 7)
    assert Verifier.from_key(KEY).accepts(header.proof, digest.auth_message())


def test_a_bearer_is_taken_as_it_is() -> None:
    assert parse_authorization(f"Bearer {KEY}") == BearerHeader(KEY)
    assert KEY not in repr(BearerHeader(KEY))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Basic abc",
        "Bearer",
        "Bearer " + "x" * 257,
        "Gamebridge",
        'Gamebridge id="cam-1"',
        f'Gamebridge id="cam-1", nonce="{NONCE}", count="0", proof="{"0" * 64}"',
        f'Gamebridge id="cam-1", nonce="{NONCE}", count="9999999999999999", proof="{"0" * 64}"',
        f'Gamebridge id="cam-1", id="cam-2", nonce="{NONCE}", count="1", proof="{"0" * 64}"',
        f'Gamebridge id="Cam 1", nonce="{NONCE}", count="1", proof="{"0" * 64}"',
        f'Gamebridge id=cam-1, nonce="{NONCE}", count="1", proof="{"0" * 64}"',
    ],
)
def test_malformed_headers_are_unauthorized(value: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse_authorization(value)
    assert refused.value.code == "unauthorized"


@given(st.text())
def test_any_text_is_a_challenge_or_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError):
        parse_challenge(text)
    assert parse_challenge(build_challenge(NONCE)) == NONCE


def test_a_count_is_good_once_and_only_upwards() -> None:
    book = NonceBook()
    book.issue(NONCE, 0)
    assert book.is_fresh(_header(1), 0)
    assert book.is_fresh(_header(1), 0), "a wrong proof must not burn the count of the right one"
    book.note_use(_header(1), 0)
    assert not book.is_fresh(_header(1), 0)
    assert book.is_fresh(_header(5), 0)
    book.note_use(_header(5), 0)
    assert not book.is_fresh(_header(4), 0)


def test_a_nonce_of_somebody_else_is_not_fresh() -> None:
    assert not NonceBook().is_fresh(_header(1), 0)


def test_an_idle_nonce_is_forgotten() -> None:
    book = NonceBook()
    book.issue(NONCE, 0)
    assert book.is_fresh(_header(1), NONCE_LIFE_US)
    assert not book.is_fresh(_header(1), NONCE_LIFE_US + 1)
    book.note_use(_header(1), NONCE_LIFE_US)
    assert book.is_fresh(_header(2), NONCE_LIFE_US * 2)


def test_the_idlest_nonce_gives_way() -> None:
    book = NonceBook()
    book.issue(NONCE, 0)
    book.issue("f" * 32, 0)
    book.note_use(_header(1), 1)
    for number in range(MAX_NONCES - 1):
        book.issue(f"{number:032x}", 2)
    assert book.is_fresh(_header(2), 2)
    assert not book.is_fresh(ProofHeader("a", "f" * 32, 1, bytes(32)), 2)
