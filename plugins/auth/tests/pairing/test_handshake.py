"""What is hashed, against the vectors that bind all implementations."""

import json
from pathlib import Path

import pytest

from bridge.api import parse_key
from bridge_auth.pairing.exchange import Exchange, key_of
from bridge_auth.pairing.handshake import Half, Transcript, bytes_from_hex

FOLDER = Path(__file__).parents[4] / "tests" / "vectors" / "pairing"
VECTORS = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json")}
WHOLE = sorted(name for name, vector in VECTORS.items() if "error" not in vector)


def half(vector: dict[str, str], side: str) -> Half:
    return Half(bytes.fromhex(vector[f"{side}_public_key"]), bytes.fromhex(vector[f"{side}_nonce"]))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(("own", "other"), [("peer", "bridge"), ("bridge", "peer")])
def test_either_side_gets_the_code_and_the_key_of_the_vector(
    name: str, own: str, other: str
) -> None:
    vector = VECTORS[name]
    peer, bridge = half(vector, "peer"), half(vector, "bridge")
    assert peer.commitment.hex() == vector["commitment"]
    transcript = Transcript(vector["role"], vector["id"], vector["pairing"], peer, bridge)
    assert (transcript.digest.hex(), transcript.code) == (vector["transcript"], vector["code"])
    exchange = Exchange(bytes.fromhex(vector[f"{own}_private_key"]))
    assert exchange.public_key.hex() == vector[f"{own}_public_key"]
    shared = exchange.agree(bytes.fromhex(vector[f"{other}_public_key"]))
    assert key_of(shared, transcript, vector["granted_id"]) == vector["key"]
    assert parse_key(vector["key"]).peer_id == vector["granted_id"]


def test_a_public_key_that_gives_no_secret_is_refused() -> None:
    vector = VECTORS["low-order"]
    with pytest.raises(ValueError, match="low order"):
        Exchange(bytes.fromhex(vector["private_key"])).agree(bytes.fromhex(vector["public_key"]))


@pytest.mark.parametrize("changed", ["role", "peer_id", "pairing", "peer", "bridge"])
def test_every_part_of_what_was_agreed_on_changes_the_transcript(changed: str) -> None:
    parts: dict[str, object] = {
        "role": "game",
        "peer_id": "quiz",
        "pairing": "00" * 16,
        "peer": Half(b"p" * 32, b"n" * 16),
        "bridge": Half(b"b" * 32, b"m" * 16),
    }
    other = {
        "role": "viewer",
        "peer_id": "quiz-2",
        "pairing": "01" * 16,
        "peer": Half(b"p" * 32, b"N" * 16),
        "bridge": Half(b"B" * 32, b"m" * 16),
    }
    first = Transcript(**parts)  # type: ignore[arg-type]  # the parts as they are named
    second = Transcript(**{**parts, changed: other[changed]})  # type: ignore[arg-type]  # likewise
    assert first.digest != second.digest


@pytest.mark.parametrize(("key", "nonce"), [(31, 16), (33, 16), (32, 15), (32, 17), (0, 0)])
def test_a_half_of_another_length_is_refused(key: int, nonce: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        Half(bytes(key), bytes(nonce))


@pytest.mark.parametrize("text", ["", "0", "00FF", "0 ff", "00f\n", "00fg", "+0ff", "\u06600ff"])
def test_anything_but_so_many_digits_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        bytes_from_hex("nonce", text, 2)
    assert bytes_from_hex("nonce", "00ff", 2) == b"\x00\xff"


def test_a_private_key_is_another_one_each_time() -> None:
    assert Exchange().public_key != Exchange().public_key
