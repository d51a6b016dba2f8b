"""Who has a key, over HTTP, and taking one away. For operators.

Knows: keys by the names of their owners. Does not know: the keys.
"""

import logging
from functools import partial

import msgspec
from quart import Blueprint, Response

from bridge_auth.keyring import Keyring
from bridge_auth.pairing.answers import answer, json
from bridge_auth.pairing.refused import PairingRefused
from bridge_auth.pairing.routes import asker_name
from bridge_auth.records import PeerRecord
from bridge_auth.store import KeyStore
from bridge_auth.writer import StoreWriter


class KeyOwner(msgspec.Struct, frozen=True):
    """Somebody with a key that works. Times are seconds since 1970; 0 is never."""

    id: str
    name: str
    role: str
    created_s: int
    last_seen_s: int
    last_address: str


class KeyOwners(msgspec.Struct, frozen=True):
    """All of them, by id."""

    keys: list[KeyOwner]


class AccessRoutes:
    """What the routes of one bridge answer."""

    def __init__(self, keyring: Keyring, writer: StoreWriter, logger: logging.Logger) -> None:
        self._keyring = keyring
        self._writer = writer
        self._logger = logger

    async def list_all(self) -> Response:
        """List who has a key."""
        peers = self._keyring.peers()
        return json(KeyOwners([_owner(peer) for peer in peers if not peer.revoked_s]))

    async def revoke(self, peer_id: str) -> Response:
        """Take the key of somebody away; sessions that came with it end within a second."""

        async def work() -> Response:
            try:
                await self._writer.write(partial(_revoke, peer_id))
            except ValueError as error:
                raise PairingRefused("no_such_key", str(error)) from None
            self._logger.info("the key of %s was revoked by %s", peer_id, asker_name())
            return Response(b"", 204)

        return await answer(work)


def _revoke(peer_id: str, store: KeyStore) -> None:
    store.revoke(peer_id)


def _owner(peer: PeerRecord) -> KeyOwner:
    return KeyOwner(
        peer.id, peer.name, str(peer.role), peer.created_s, peer.last_seen_s, peer.last_address
    )


def build_access_routes(keyring: Keyring, writer: StoreWriter, logger: logging.Logger) -> Blueprint:
    """Return the routes."""
    routes = AccessRoutes(keyring, writer, logger)
    blueprint = Blueprint("keys", __name__, url_prefix="/v1/keys")
    blueprint.add_url_rule("", "list", routes.list_all, methods=["GET"])
    blueprint.add_url_rule("/<peer_id>/revoke", "revoke", routes.revoke, methods=["POST"])
    return blueprint
