"""Questions that plugins decide: who is this, and may they?"""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.model.ids import BRIDGE_ID
from bridge.model.topics import TopicPattern


class Role(enum.StrEnum):
    """What kind of peer somebody is."""

    DEVICE = "device"
    GAME = "game"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


# From the least to the most; a role can do what those before it can. Devices stand aside.
LADDER = (Role.VIEWER, Role.GAME, Role.OPERATOR, Role.ADMIN)


def is_at_least(role: Role, least: Role) -> bool:
    """Tell whether `role` can do all that `least` can."""
    return role in LADDER and least in LADDER and LADDER.index(role) >= LADDER.index(least)


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
    nobody can read (`is_encrypted` or `is_loopback`). `channel` is "ws", "http" or "udp".
    `auth_message` is the byte string that the proof covers. `dialect` names the foreign
    system that the peer belongs to; peers of those cannot prove anything, and a `bearer`
    is the token that the system's devices share.
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
    dialect: str = ""


def _never() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Admission:
    """Yes. `server_proof` shows a peer with a key that the bridge knows its key too.

    `find_end` is asked once a second while the peer is here. It returns why it may not stay,
    in words for people, or None; a lost key ends a session, whatever the session does.
    """

    id: str
    name: str
    role: Role
    grants: tuple[Grant, ...] = ()
    server_proof: bytes = b""
    find_end: Callable[[], str | None] = field(default=_never, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LinkOpening:
    """The first words of a new link: enough to name its dialect, no more."""

    port: int
    path: str
    headers: tuple[tuple[str, str], ...]
    subprotocols: tuple[str, ...]
    address: str
    query: str = ""  # What follows the question mark, as it came.


_READ_ALL = ("device/**", "world/**", "session/**", "x/**", "sys/**")


def grants_for(role: Role, peer_id: str) -> tuple[Grant, ...]:
    """Return what a role may do when nobody has decided more narrowly.

    A device publishes below its own name and reads nothing; a game and a viewer read; a
    game also marks sessions and calls devices, as an operator does. Everyone but a device
    may call the bridge itself; each of its methods has a least role.
    """
    if role is Role.DEVICE:
        return (Grant(Verb.PUBLISH, TopicPattern(f"device/{peer_id}/**")),)
    grants = [Grant(Verb.SUBSCRIBE, TopicPattern(text)) for text in _READ_ALL]
    grants.append(Grant(Verb.CALL, TopicPattern(f"device/{BRIDGE_ID}/call")))
    if role is not Role.VIEWER:
        grants.append(Grant(Verb.CALL, TopicPattern("device/**")))
        grants.append(Grant(Verb.PUBLISH, TopicPattern("session/**")))
    if role in (Role.OPERATOR, Role.ADMIN):
        grants.append(Grant(Verb.ADMIN, TopicPattern("sys/**")))
    return tuple(grants)


def is_granted(admission: Admission, verb: Verb, topic: str) -> bool:
    """Tell whether one of the grants covers `verb` on a topic, or on a whole pattern."""
    return any(g.verb is verb and covers(g.pattern, topic) for g in admission.grants)


def covers(granted: TopicPattern, wanted: str) -> bool:
    """Tell whether every topic of the pattern `wanted` is one of `granted`."""
    inner = wanted.split("/")
    outer = granted.chunks
    for position, chunk in enumerate(outer):
        if chunk == "**":
            return True
        if position >= len(inner) or inner[position] == "**":
            return False
        if chunk not in ("*", inner[position]):
            return False
    return len(inner) == len(outer)
