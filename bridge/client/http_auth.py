"""How a device proves its key by HTTP (docs/protocol.md §11.2)."""

from dataclasses import dataclass, field

from bridge.client.errors import ClientRefused
from bridge.client.http_link import Answer, Headers, Request
from bridge.model.errors import RemoteProtocolError
from bridge.wire.http_auth import PROOF_HEADER, build_authorization, parse_challenge
from bridge.wire.proof import HttpRequestDigest, is_server_proof


@dataclass(slots=True)
class HttpCredentials:
    """A device's key, and the nonce that the bridge gave out last."""

    device_id: str
    key: str | None = field(repr=False)
    nonce: str = ""
    count: int = 0

    def sign(self, request: Request) -> tuple[Headers, HttpRequestDigest | None]:
        """Return what proves one request, and what the bridge has to prove in return."""
        if self.key is None or not self.nonce:
            return (), None
        self.count += 1
        digest = HttpRequestDigest(
            self.device_id, self.nonce, self.count, request.method, request.target, request.body
        )
        return (("Authorization", build_authorization(self.key, digest)),), digest

    def take_challenge(self, answer: Answer) -> bool:
        """Take the nonce of a 401; False if there is none that helps."""
        if answer.status != 401 or self.key is None:
            return False
        try:
            nonce = parse_challenge(answer.headers.get("www-authenticate", ""))
        except RemoteProtocolError:
            return False
        self.nonce, self.count = nonce, 0
        return True

    def check_answer(self, answer: Answer, digest: HttpRequestDigest | None) -> None:
        """Raise ClientRefused if the bridge's own proof is there and wrong."""
        given = answer.headers.get(PROOF_HEADER.lower())
        if self.key is None or digest is None or given is None:
            return
        try:
            proof = bytes.fromhex(given)
        except ValueError:
            proof = b""
        if not is_server_proof(self.key, digest.auth_message(), proof):
            raise ClientRefused("unauthorized", "the bridge cannot prove that it knows this key")
