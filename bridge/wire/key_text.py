"""Keys as text: `gbd1_<id>_<secret>_<checksum>` (docs/protocol.md §10)."""

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Literal

from bridge.model.ids import CHUNK

KeyPrefix = Literal["gbd1", "gbs1"]

DEVICE_PREFIX: KeyPrefix = "gbd1"
SUBSCRIBER_PREFIX: KeyPrefix = "gbs1"
SECRET_BYTES = 32
# The secret and the checksum may hold underscores themselves, so both have a fixed length.
_FORM = re.compile(r"(gbd1|gbs1)_(.+)_([A-Za-z0-9_-]{43})_([A-Za-z0-9_-]{4})\Z")


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key taken apart. `text` is what proofs are made with."""

    prefix: KeyPrefix
    peer_id: str
    text: str = field(repr=False)


def build_key(prefix: KeyPrefix, peer_id: str, secret: bytes) -> str:
    """Return the text of a key made of 32 random bytes."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"secret of {len(secret)} bytes: expected {SECRET_BYTES}")
    if not CHUNK.match(peer_id):
        raise ValueError(f"id {peer_id!r}: use 1 to 32 characters of a-z, 0-9, '_' and '-'")
    body = f"{prefix}_{peer_id}_{_base64url(secret)}"
    return f"{body}_{_checksum(body)}"


def parse_key(text: str) -> KeyText:
    """Return a key taken apart; ValueError says what is wrong and never quotes the key."""
    found = _FORM.match(text)
    if found is None or not CHUNK.match(found[2]):
        raise ValueError("key: expected gbd1_<id>_<43 characters>_<4 characters>")
    body = text[: found.end(3)]
    if _checksum(body) != found[4]:
        raise ValueError(f"key of {found[2]!r}: the checksum does not fit; a character is wrong")
    prefix = DEVICE_PREFIX if found[1] == DEVICE_PREFIX else SUBSCRIBER_PREFIX
    return KeyText(prefix, found[2], text)


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _checksum(body: str) -> str:
    return _base64url(hashlib.sha256(body.encode()).digest()[:3])
