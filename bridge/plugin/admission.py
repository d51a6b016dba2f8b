"""Questions that plugins decide: who is this, and may they?"""

import enum
from dataclasses import dataclass

from bridge.model.topics import TopicPattern


class Role(enum.StrEnum):
    """What kind of peer somebody is."""

    DEVICE = "device"
    GAME = "game"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


class Verb(enum.StrEnum):
    """What a peer wants to do with a topic or a device."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"
    CALL = "call"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission for one verb on the topics of a pattern."""

    verb: Verb
    pattern: TopicPattern


@dataclass(frozen=True, slots=True)
class Claim:
    """What a peer says about itself, and how it proves it.

    `proof` answers the challenge made of both nonces (docs/protocol.md, proof of
    identity); `bearer` is a key sent as it is, which only makes sense on links that
    nobody can read (`is_encrypted` or `is_loopback`). `channel` is "ws" or "http".
    `auth_message` is the byte string that the proof covers.
    """

    role: Role
    id: str
    address: str
    is_loopback: bool
    is_encrypted: bool
    channel: str
    proof: bytes | None = None
    auth_message: bytes = b""
    bearer: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """Yes. `server_proof` shows a peer with a key that the bridge knows its key too."""

    id: str
    name: str
    role: Role
    grants: tuple[Grant, ...] = ()
    server_proof: bytes = b""


@dataclass(frozen=True, slots=True)
class LinkOpening:
    """The first words of a new link: enough to name its dialect, no more."""

    port: int
    path: str
    headers: tuple[tuple[str, str], ...]
    subprotocols: tuple[str, ...]
    address: str
