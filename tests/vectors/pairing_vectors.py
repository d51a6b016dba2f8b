"""Pairing: what both sides hash, show and derive (docs/protocol.md §10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge_auth.pairing.exchange import Exchange, key_of
from bridge_auth.pairing.handshake import Half, Transcript

Vector = dict[str, object]

PAIRING = "00112233445566778899aabbccddeeff"
# Of order 8: whoever brings it, everybody knows the shared secret.
LOW_ORDER_KEY = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    note: str
    role: str
    peer_id: str
    granted_id: str
    seed: int  # What private keys and nonces are made of.


_CASES = (
    _Case("game", "a game, let in by the name that it asked for", "game", "quiz", "quiz", 1),
    _Case("device", "a board: its key begins with gbd1", "device", "cam-1", "cam-1", 2),
    _Case("viewer", "a page that only looks", "viewer", "wall_screen", "wall_screen", 3),
    _Case(
        "name-taken",
        "the id in the transcript is the one that was asked for, that of the key the granted one",
        "game",
        "quiz",
        "quiz-2",
        4,
    ),
)


def pairing_vectors() -> Iterator[Vector]:
    """Yield whole pairings, and what must be refused."""
    for case in _CASES:
        yield _pairing(case)
    yield _pairing(_with_leading_zero())
    yield {
        "name": "low-order",
        "note": "a public key with which there is no secret: the side that gets it refuses it",
        "private_key": bytes(range(32)).hex(),
        "public_key": LOW_ORDER_KEY,
        "error": "bad_field",
    }


def _with_leading_zero() -> _Case:
    """Return the first case whose code begins with a zero, which has to be shown."""
    for seed in range(100, 1000):
        note = "a code keeps its leading zero"
        case = _Case("code-with-zero", note, "game", "quiz", "quiz", seed)
        if _transcript(case).code.startswith("0"):
            return case
    raise AssertionError("one in ten codes begins with a zero")


def _private(case: _Case, step: int) -> bytes:
    return bytes((case.seed * 31 + index * step + 7) % 256 for index in range(32))


def _transcript(case: _Case) -> Transcript:
    peer, bridge = Exchange(_private(case, 3)), Exchange(_private(case, 5))
    return Transcript(
        case.role,
        case.peer_id,
        PAIRING,
        Half(peer.public_key, _private(case, 7)[:16]),
        Half(bridge.public_key, _private(case, 11)[:16]),
    )


def _pairing(case: _Case) -> Vector:
    transcript = _transcript(case)
    shared = Exchange(_private(case, 3)).agree(transcript.bridge.public_key)
    return {
        "name": case.name,
        "note": case.note,
        "role": case.role,
        "id": case.peer_id,
        "pairing": PAIRING,
        "peer_private_key": _private(case, 3).hex(),
        "peer_public_key": transcript.peer.public_key.hex(),
        "peer_nonce": transcript.peer.nonce.hex(),
        "commitment": transcript.peer.commitment.hex(),
        "bridge_private_key": _private(case, 5).hex(),
        "bridge_public_key": transcript.bridge.public_key.hex(),
        "bridge_nonce": transcript.bridge.nonce.hex(),
        "transcript": transcript.digest.hex(),
        "code": transcript.code,
        "shared_secret": shared.hex(),
        "granted_id": case.granted_id,
        "key": key_of(shared, transcript, case.granted_id),
    }
