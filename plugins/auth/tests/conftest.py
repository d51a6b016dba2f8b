"""A key store in a folder of its own, a gate before it, and peers who knock."""

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.api import Claim, Role
from bridge.testing.fakes import FakeClock
from bridge_auth.gate import Gate
from bridge_auth.keyring import Keyring
from bridge_auth.records import PeerRecord
from bridge_auth.settings import AuthSettings
from bridge_auth.store import KeyStore, open_store

SECOND_US = 1_000_000
NETWORK = "192.168.1.7"
LOOPBACK = "127.0.0.1"


class Calendar:
    """Seconds since 1970, as a test sets them."""

    def __init__(self) -> None:
        self.now_s = 1_800_000_000

    def __call__(self) -> int:
        return self.now_s


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, calendar: Calendar) -> Iterator[KeyStore]:
    """The store as another process has it open: `gamebridge devices`."""
    with open_store(tmp_path, calendar) as opened:
        yield opened


@pytest.fixture
def keyring(tmp_path: Path, calendar: Calendar) -> Iterator[Keyring]:
    """The keys as the running bridge has them."""
    with open_store(tmp_path, calendar) as opened:
        yield Keyring(opened, calendar)


@pytest.fixture
def build_gate(
    keyring: Keyring, clock: FakeClock, calendar: Calendar
) -> Callable[[AuthSettings], Gate]:
    def build(settings: AuthSettings) -> Gate:
        return Gate(settings, keyring, clock, logging.getLogger("auth"), wall_s=calendar)

    return build


@pytest.fixture
def gate(build_gate: Callable[[AuthSettings], Gate]) -> Gate:
    return build_gate(AuthSettings())


def device(peer_id: str = "cam-1", name: str = "Desk camera") -> PeerRecord:
    """Return a device as `devices add` names it."""
    return PeerRecord(peer_id, name, Role.DEVICE)


def claim(
    role: Role = Role.DEVICE,
    peer_id: str = "cam-1",
    *,
    bearer: str | None = None,
    address: str = NETWORK,
    origin: str | None = None,
    is_encrypted: bool = False,
) -> Claim:
    """Return what a peer says, with its key as it is or none."""
    return Claim(
        role,
        peer_id,
        address,
        is_loopback=address == LOOPBACK,
        is_encrypted=is_encrypted,
        channel="ws",
        bearer=bearer,
        origin=origin,
    )


def proven_claim(key: str, peer_id: str = "cam-1", role: Role = Role.DEVICE) -> Claim:
    """Return a claim with a proof, calculated as RFC 5802 has it for one iteration."""
    message = f"gamebridge.v1,{role},{peer_id},{'a' * 32},{'b' * 32}".encode()
    client_key = hmac.digest(key.encode(), b"Client Key", "sha256")
    signature = hmac.digest(hashlib.sha256(client_key).digest(), message, "sha256")
    proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
    return Claim(
        role,
        peer_id,
        NETWORK,
        is_loopback=False,
        is_encrypted=False,
        channel="ws",
        proof=proof,
        auth_message=message,
    )
