"""The arithmetic of pairing: commitment, transcript, code and key (docs/protocol.md §10.1).

Knows: what is hashed with what. Does not know: curves, requests, clocks.
"""

import hashlib
from dataclasses import dataclass, field

PUBLIC_KEY_BYTES = 32
NONCE_BYTES = 16
PAIRING_BYTES = 16
# What the key is derived for, so that the same secret never serves anything else.
KEY_INFO = b"gamebridge.v1,pairing key"
_LABEL = "gamebridge.v1,pairing"
_CODE_LABEL = b"gamebridge.v1,pairing code,"
_CODES = 1_000_000


@dataclass(frozen=True, slots=True)
class Half:
    """What one side brings: a public key and a nonce, both for this pairing only."""

    public_key: bytes
    nonce: bytes

    def __post_init__(self) -> None:
        _check("public_key", self.public_key, PUBLIC_KEY_BYTES)
        _check("nonce", self.nonce, NONCE_BYTES)

    @property
    def commitment(self) -> bytes:
        """The hash that the peer sends before it has seen anything of the bridge.

        It cannot choose its half afterwards, so nobody can search for a code that fits.
        """
        return hashlib.sha256(self.public_key + self.nonce).digest()


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was agreed on, as both sides have to have seen it."""

    role: str
    peer_id: str
    pairing: str
    peer: Half
    bridge: Half
    digest: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        words = f"{_LABEL},{self.role},{self.peer_id},{self.pairing},".encode("ascii")
        parts = (
            words,
            self.peer.public_key,
            self.bridge.public_key,
            self.peer.nonce,
            self.bridge.nonce,
        )
        object.__setattr__(self, "digest", hashlib.sha256(b"".join(parts)).digest())

    @property
    def code(self) -> str:
        """Six digits that people compare: `482 913`."""
        first = hashlib.sha256(_CODE_LABEL + self.digest).digest()[:8]
        number = int.from_bytes(first, "big") % _CODES
        return f"{number // 1000:03d} {number % 1000:03d}"


def bytes_from_hex(name: str, text: str, length: int) -> bytes:
    """Return bytes of an exact length from lower-case hexadecimal digits, or ValueError."""
    if len(text) != 2 * length or text.strip("0123456789abcdef"):
        shown = text[:80] if text.isascii() and text.isprintable() else ascii(text[:80])
        raise ValueError(f"{name} {shown!r}: expected {2 * length} hexadecimal digits, 0-9 a-f")
    return bytes.fromhex(text)


def _check(name: str, value: bytes, length: int) -> None:
    if len(value) != length:
        raise ValueError(f"{name} of {len(value)} bytes: expected {length}")
