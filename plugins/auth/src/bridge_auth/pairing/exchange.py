"""X25519 and HKDF (RFC 7748, RFC 5869): two sides get one secret that nobody else has.

Knows: the library that calculates. Does not know: who asks, what is hashed.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bridge.api import Role, build_key
from bridge_auth.pairing.handshake import KEY_INFO, Transcript

SECRET_BYTES = 32


class Exchange:
    """One side's private key, made for one pairing and forgotten with it."""

    def __init__(self, private_key: bytes | None = None) -> None:
        self._private = (
            X25519PrivateKey.generate()
            if private_key is None
            else X25519PrivateKey.from_private_bytes(private_key)
        )

    @property
    def public_key(self) -> bytes:
        """32 bytes that everybody may see."""
        return self._private.public_key().public_bytes_raw()

    def agree(self, public_key: bytes) -> bytes:
        """Return the secret shared with who has the private half of `public_key`.

        ValueError for the few points of low order, with which there would be no secret.
        """
        try:
            return self._private.exchange(X25519PublicKey.from_public_bytes(public_key))
        except ValueError:
            raise ValueError("public_key is a point of low order: make a new pair") from None


def key_of(shared: bytes, transcript: Transcript, granted_id: str) -> str:
    """Return the text of the key that both sides have from now on."""
    secret = HKDF(SHA256(), SECRET_BYTES, salt=transcript.digest, info=KEY_INFO).derive(shared)
    return build_key("gbd1" if transcript.role == Role.DEVICE else "gbs1", granted_id, secret)
