"""What is known of a peer and its keys. No secret is in here, only what checks one."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from bridge.api import Role, TopicPattern, Verifier, build_key


def new_key(role: Role, peer_id: str) -> str:
    """Return a new key of 256 random bits. Its first letters say what it is for."""
    secret = secrets.token_bytes(32)
    return build_key("gbd1" if role is Role.DEVICE else "gbs1", peer_id, secret)


def hash_bearer(key: str) -> bytes:
    """Return what a key that arrives as it is gets compared with.

    One round of a fast hash is enough: a key has 256 random bits, so nobody can try them.
    """
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=32).digest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a peer shows to prove that it has a key: a proof, or else the key itself."""

    bearer: str | None = None
    proof: bytes | None = None
    auth_message: bytes = b""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key of a peer. `expires_s` counts seconds since 1970; 0 is never."""

    verifier: Verifier
    bearer_hash: bytes = field(repr=False)
    expires_s: int = 0

    @classmethod
    def from_key(cls, key: str) -> "KeyRecord":
        """Return what the bridge keeps of a key."""
        return cls(Verifier.from_key(key), hash_bearer(key))

    def is_current(self, wall_s: int) -> bool:
        """Tell whether the key still opens the door."""
        return self.expires_s == 0 or wall_s < self.expires_s

    def is_shown_by(self, evidence: Evidence) -> bool:
        """Tell whether a peer has shown that it has this key."""
        if evidence.proof is not None:
            return self.verifier.accepts(evidence.proof, evidence.auth_message)
        shown = hash_bearer(evidence.bearer or "")
        return hmac.compare_digest(self.bearer_hash, shown)


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """A device, game, viewer or operator that has a key.

    `topics` narrows what a reading peer may subscribe to; empty means all of its role.
    """

    id: str
    name: str
    role: Role
    created_s: int = 0
    revoked_s: int = 0
    last_seen_s: int = 0
    last_address: str = ""
    topics: tuple[TopicPattern, ...] = ()
    keys: tuple[KeyRecord, ...] = ()

    def find_key(self, evidence: Evidence) -> KeyRecord | None:
        """Return the key that the peer has shown, current or not, or None."""
        found = None
        for key in self.keys:  # All of them, so that the time it takes tells nothing.
            if key.is_shown_by(evidence):
                found = key
        return found
