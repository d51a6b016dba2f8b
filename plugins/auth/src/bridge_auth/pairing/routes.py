"""Pairing over HTTP: for peers without a key, and for people who decide.

Knows: bodies, answers, who asks. Does not know: what is hashed, when a request is over.
"""

from collections.abc import Callable
from typing import Literal

from quart import Blueprint, Response, g, request

from bridge.api import Admission, Role
from bridge_auth.pairing.answers import answer, json, read_body
from bridge_auth.pairing.desk import PairingDesk
from bridge_auth.pairing.handshake import NONCE_BYTES, PUBLIC_KEY_BYTES, Half, bytes_from_hex
from bridge_auth.pairing.limits import OPEN_US
from bridge_auth.pairing.requests import PairingState, Request, Wish
from bridge_auth.pairing.values import (
    Decision,
    PairingOpened,
    PairingReveal,
    PairingStatus,
    PairingWish,
    WaitingPeer,
    WaitingPeers,
)

COMMITMENT_BYTES = 32
NowUs = Callable[[], int]
_TOLD: dict[PairingState, Literal["waiting", "approved", "refused", "expired"]] = {
    PairingState.APPROVED: "approved",
    PairingState.REFUSED: "refused",
    PairingState.EXPIRED: "expired",
}


class PeerRoutes:
    """What peers without a key may say; open to everyone whom the door lets in."""

    def __init__(self, desk: PairingDesk) -> None:
        self._desk = desk

    async def open(self) -> Response:
        """Begin a request: 201 with the bridge's half."""

        async def work() -> Response:
            said = await read_body(PairingWish)
            commitment = bytes_from_hex("commitment", said.commitment, COMMITMENT_BYTES)
            wish = Wish(Role(said.role), said.id, said.name, commitment)
            opened = self._desk.pairings.open(wish, request.remote_addr or "")
            half = opened.half
            told = PairingOpened(
                opened.pairing, half.public_key.hex(), half.nonce.hex(), OPEN_US // 1000
            )
            return json(told, 201)

        return await answer(work)

    async def reveal(self, pairing: str) -> Response:
        """Take the peer's half; from now on the request waits for a person."""

        async def work() -> Response:
            said = await read_body(PairingReveal)
            half = Half(
                bytes_from_hex("public_key", said.public_key, PUBLIC_KEY_BYTES),
                bytes_from_hex("nonce", said.nonce, NONCE_BYTES),
            )
            was_open = self._desk.pairings.look(pairing).state is PairingState.OPEN
            revealed = self._desk.pairings.reveal(pairing, half)
            if was_open:
                self._desk.note_waiting(revealed)
            return json(_status(revealed))

        return await answer(work)

    async def look(self, pairing: str) -> Response:
        """Say how far a request is."""

        async def work() -> Response:
            return json(_status(self._desk.pairings.look(pairing)))

        return await answer(work)

    async def cancel(self, pairing: str) -> Response:
        """Forget a request that nobody needs any more."""

        async def work() -> Response:
            self._desk.pairings.cancel(pairing)
            return Response(b"", 204)

        return await answer(work)


class OperatorRoutes:
    """What people who decide see and say."""

    def __init__(self, desk: PairingDesk, now_us: NowUs) -> None:
        self._desk = desk
        self._now_us = now_us

    async def list_all(self) -> Response:
        """List who waits."""
        now_us = self._now_us()
        waiting = self._desk.pairings.waiting()
        return json(WaitingPeers([self._waiting(request, now_us) for request in waiting]))

    def _waiting(self, waiting: Request, now_us: int) -> WaitingPeer:
        wish = waiting.wish
        left_us = self._desk.pairings.expires_us(waiting) - now_us
        return WaitingPeer(
            waiting.pairing,
            str(wish.role),
            wish.id,
            wish.name,
            waiting.address,
            waiting.code,
            left_us // 1000,
        )

    async def approve(self, pairing: str) -> Response:
        """Let a peer in."""

        async def work() -> Response:
            said = await read_body(Decision)
            role = None if said.role is None else Role(said.role)
            return json(_status(await self._desk.approve(pairing, role, asker_name())))

        return await answer(work)

    async def refuse(self, pairing: str) -> Response:
        """Send a peer away."""

        async def work() -> Response:
            return json(_status(self._desk.refuse(pairing, asker_name())))

        return await answer(work)


def asker_name() -> str:
    """Return who sent the current request, for the log."""
    admission: Admission | None = g.get("admission")
    name = admission.name if admission is not None else "somebody"
    return f"{name} ({request.remote_addr or 'an unknown address'})"


def _status(shown: Request) -> PairingStatus:
    return PairingStatus(
        _TOLD.get(shown.state, "waiting"),
        shown.granted_id or shown.wish.id,
        str(shown.granted_role or shown.wish.role),
    )


def build_peer_routes(desk: PairingDesk) -> Blueprint:
    """Return the routes for peers without a key."""
    routes = PeerRoutes(desk)
    blueprint = Blueprint("pairing", __name__, url_prefix="/v1/pairing")
    blueprint.add_url_rule("", "open", routes.open, methods=["POST"])
    blueprint.add_url_rule("/<pairing>/reveal", "reveal", routes.reveal, methods=["POST"])
    blueprint.add_url_rule("/<pairing>", "look", routes.look, methods=["GET"])
    blueprint.add_url_rule("/<pairing>", "cancel", routes.cancel, methods=["DELETE"])
    return blueprint


def build_operator_routes(desk: PairingDesk, now_us: NowUs) -> Blueprint:
    """Return the routes for people who decide."""
    routes = OperatorRoutes(desk, now_us)
    blueprint = Blueprint("pairings", __name__, url_prefix="/v1/pairings")
    blueprint.add_url_rule("", "list", routes.list_all, methods=["GET"])
    blueprint.add_url_rule("/<pairing>/approve", "approve", routes.approve, methods=["POST"])
    blueprint.add_url_rule("/<pairing>/refuse", "refuse", routes.refuse, methods=["POST"])
    return blueprint
