"""What is said over HTTP when peers pair (docs/protocol.md §10.1)."""

from typing import Literal

import msgspec

PairedRole = Literal["game", "viewer", "device"]


class PairingWish(msgspec.Struct, frozen=True):
    """What a peer begins with. Keys that are not known are passed over, as everywhere."""

    role: PairedRole
    id: str
    name: str
    commitment: str


class PairingOpened(msgspec.Struct, frozen=True):
    """The bridge's half."""

    pairing: str
    public_key: str
    nonce: str
    expires_in_ms: int


class PairingReveal(msgspec.Struct, frozen=True):
    """The peer's half."""

    public_key: str
    nonce: str


class PairingStatus(msgspec.Struct, frozen=True):
    """How far a request is; `id` and `role` are the granted ones once it is approved."""

    state: Literal["waiting", "approved", "refused", "expired"]
    id: str
    role: str


class WaitingPeer(msgspec.Struct, frozen=True):
    """A request as a person who decides sees it."""

    pairing: str
    role: str
    id: str
    name: str
    address: str
    code: str
    expires_in_ms: int


class WaitingPeers(msgspec.Struct, frozen=True):
    """All that wait, the oldest first."""

    pairings: list[WaitingPeer]


class Decision(msgspec.Struct, frozen=True):
    """What a person grants; nothing said is what was asked for."""

    role: PairedRole | None = None
