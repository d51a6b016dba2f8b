"""A peer without a key, as a test plays it."""

import secrets
from dataclasses import dataclass, field

from bridge.api import Role
from bridge_auth.pairing.exchange import Exchange, key_of
from bridge_auth.pairing.handshake import NONCE_BYTES, Half, Transcript
from bridge_auth.pairing.requests import Request, Wish


@dataclass
class AskingPeer:
    """Somebody who asks to be let in."""

    id: str = "quiz"
    name: str = "Quiz"
    role: Role = Role.GAME
    exchange: Exchange = field(default_factory=Exchange)
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES))

    @property
    def half(self) -> Half:
        return Half(self.exchange.public_key, self.nonce)

    @property
    def wish(self) -> Wish:
        return Wish(self.role, self.id, self.name, self.half.commitment)

    def transcript(self, pairing: str, bridge: Half) -> Transcript:
        return Transcript(self.role, self.id, pairing, self.half, bridge)

    def key(self, pairing: str, bridge: Half, granted_id: str) -> str:
        """Return the key that this side derives."""
        shared = self.exchange.agree(bridge.public_key)
        return key_of(shared, self.transcript(pairing, bridge), granted_id)

    def code(self, request: Request) -> str:
        """Return the code that this side shows."""
        return self.transcript(request.pairing, request.half).code
