"""Proof of identity: SCRAM-SHA-256 with one iteration (docs/protocol.md §10).

The key never travels; the bridge keeps a Verifier, from which it cannot be recovered.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from bridge.wire.constants import RoleName

METHOD = "scram-sha-256"
_LABEL = b"gamebridge.v1"


@dataclass(frozen=True, slots=True)
class Verifier:
    """What the bridge stores of a key: enough to check proofs and to give its own."""

    stored_key: bytes = field(repr=False)
    server_key: bytes = field(repr=False)

    @classmethod
    def from_key(cls, key: str) -> "Verifier":
        """Return the verifier of a key; the key is its whole ASCII text."""
        secret = key.encode("ascii")
        return cls(
            hashlib.sha256(_mac(secret, b"Client Key")).digest(), _mac(secret, b"Server Key")
        )

    def accepts(self, proof: bytes, auth_message: bytes) -> bool:
        """Tell whether `proof` was made with the key, in time that tells nothing else."""
        if len(proof) != 32:
            return False
        client_key = _xor(proof, _mac(self.stored_key, auth_message))
        return hmac.compare_digest(hashlib.sha256(client_key).digest(), self.stored_key)

    def server_proof(self, auth_message: bytes) -> bytes:
        """Return the 32 bytes that show the peer that the bridge knows its key too."""
        return _mac(self.server_key, auth_message)


def prove(key: str, auth_message: bytes) -> bytes:
    """Return a peer's proof, 32 bytes. ValueError if `key` is not ASCII."""
    client_key = _mac(key.encode("ascii"), b"Client Key")
    stored_key = hashlib.sha256(client_key).digest()
    return _xor(client_key, _mac(stored_key, auth_message))


def is_server_proof(key: str, auth_message: bytes, server_proof: bytes) -> bool:
    """Tell whether the bridge that sent `server_proof` knows the key."""
    expected = Verifier.from_key(key).server_proof(auth_message)
    return hmac.compare_digest(expected, server_proof)


def websocket_auth_message(
    role: RoleName, peer_id: str, peer_nonce: str, bridge_nonce: str
) -> bytes:
    """Return the bytes that the proofs of a WebSocket session cover."""
    words = (role, peer_id, peer_nonce, bridge_nonce)
    return b",".join((_LABEL, *(word.encode() for word in words)))


@dataclass(frozen=True, slots=True)
class HttpRequestDigest:
    """One HTTP request, as its proof covers it. `target` is as sent, query included."""

    peer_id: str
    nonce: str
    count: int
    method: str
    target: str
    body: bytes = field(repr=False)

    def auth_message(self) -> bytes:
        """Return the bytes that the proofs of this request cover."""
        body_hash = hashlib.sha256(self.body).hexdigest()
        words = (self.peer_id, self.nonce, str(self.count), self.method, self.target, body_hash)
        return b",".join((_LABEL, b"http", *(word.encode() for word in words)))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
