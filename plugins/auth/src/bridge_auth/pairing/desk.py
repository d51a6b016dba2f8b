"""A person's decision: the key of who is let in is stored, and what happened is written down.

Knows: requests and the store. Does not know: HTTP, how a person was asked.
"""

import logging
from functools import partial

from bridge.api import HealthReport, Role
from bridge_auth.pairing.exchange import key_of
from bridge_auth.pairing.handshake import Transcript
from bridge_auth.pairing.requests import Pairings, Request
from bridge_auth.records import PeerRecord
from bridge_auth.store import KeyStore
from bridge_auth.writer import StoreWriter


class PairingDesk:
    """Where the requests of one bridge are decided. `by` says who decides."""

    def __init__(self, pairings: Pairings, writer: StoreWriter, logger: logging.Logger) -> None:
        self.pairings = pairings
        self._writer = writer
        self._logger = logger

    async def approve(self, pairing: str, role: Role | None, by: str) -> Request:
        """Let a peer in, as `role` or as what it asked for. PairingRefused when it cannot be
        decided, SettingsError when the key cannot be stored; then the request waits on."""
        request = self.pairings.begin_approval(pairing, role)
        try:
            granted_id = await self._writer.write(partial(_store, request))
        except BaseException:
            self.pairings.give_back(request)
            raise
        self.pairings.finish(request, granted_id)
        self._logger.info("%s may join as %s: allowed by %s", _who(request), granted_id, by)
        return request

    def refuse(self, pairing: str, by: str) -> Request:
        """Send a peer away; PairingRefused when it cannot be decided."""
        request = self.pairings.refuse(pairing)
        self._logger.info("%s may not join: refused by %s", _who(request), by)
        return request

    def note_waiting(self, request: Request) -> None:
        """Write down who waits for a decision."""
        self._logger.info("%s asks to join", _who(request))

    def report_health(self, report: HealthReport) -> None:
        """Say who waits, and how they are let in."""
        for request in self.pairings.waiting():
            report.warning(
                f"{describe(request)} asks to join and shows the code {request.code}",
                "allow or refuse it in the panel, in the card 'Connect a game', or by "
                f"`gamebridge devices approve {request.code}`",
            )


def describe(request: Request) -> str:
    """Return who asks, for people: `the game Quiz (192.168.1.7)`."""
    return f"the {request.wish.role} {request.wish.name} ({request.address})"


def _who(request: Request) -> str:
    role = request.granted_role or request.wish.role
    return f"pairing: the {role} {request.wish.name} ({request.wish.id}) of {request.address}"


def _store(request: Request, store: KeyStore) -> str:
    transcript, role, wish = request.transcript, request.granted_role, request.wish
    if not isinstance(transcript, Transcript) or role is None:
        raise ValueError(f"request {request.pairing} is not one that a person has allowed")
    peer = PeerRecord(wish.id, wish.name, role)
    return store.add_paired(peer, partial(key_of, request.shared, transcript))
