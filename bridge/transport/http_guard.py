"""Who asks over HTTP, and may they? Every route that is not public goes through here.

Knows: Authorization headers, the key cookie, origins. Does not know: routes, devices.

A cookie is sent by browsers whether the page that asks is ours or not, so it counts only
for pages of our own and for what changes nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.plugin.admission import Admission, Claim, Role
from bridge.transport.door_policy import DoorPolicy, OriginKind, is_loopback
from bridge.transport.request_head import RequestHead
from bridge.transport.session_context import SessionContext
from bridge.wire.http_auth import (
    SCHEME,
    BearerHeader,
    NonceBook,
    ProofHeader,
    parse_authorization,
)
from bridge.wire.proof import HttpRequestDigest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_PAGES = ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class Asker:
    """An HTTP request, as far as it matters who sent it. Header names are lower-case."""

    method: str
    address: str
    port: int
    is_encrypted: bool
    headers: Mapping[str, str]
    cookies: Mapping[str, str]

    @property
    def cookie_name(self) -> str:
        """Cookies are shared by all ports of a host, so the port is part of the name."""
        return f"gamebridge_key_{self.port}"

    @property
    def brings_proof(self) -> bool:
        """True when the Authorization header is not a key but a proof, well-formed or not."""
        return self.headers.get("authorization", "").lower().startswith(f"{SCHEME.lower()} ")

    @property
    def authorization(self) -> BearerHeader | ProofHeader | None:
        """What the Authorization header claims; RemoteProtocolError `unauthorized`."""
        value = self.headers.get("authorization")
        return None if value is None else parse_authorization(value)


class HttpGuard:
    """Turns requests into admissions."""

    def __init__(self, context: SessionContext, policy: DoorPolicy) -> None:
        self._context = context
        self._policy = policy
        self._nonces = NonceBook()

    def origin_kind(self, asker: Asker) -> OriginKind:
        """Return where the page that asks came from."""
        names = ("host", "origin")
        headers = tuple((name, asker.headers[name]) for name in names if name in asker.headers)
        head = RequestHead(asker.method, "/", headers)
        return self._policy.classify_origin(head, is_encrypted=asker.is_encrypted)

    def identify(self, asker: Asker, role: Role, target: str = "", body: bytes = b"") -> Admission:
        """Return the admission of who asks for what `role` may do, or raise AdmissionRefused.

        `target` and `body` are what a proof covers.
        """
        try:
            claimed = asker.authorization
        except RemoteProtocolError as error:
            raise AdmissionRefused(str(error)) from None
        if isinstance(claimed, ProofHeader):
            return self.check_proof(asker, role, claimed, target, body)
        if claimed is not None:
            return self.admit(asker, role, bearer=claimed.key)
        cookie = asker.cookies.get(asker.cookie_name)
        bearer = cookie if cookie and self._cookie_counts(asker) else None
        return self.admit(asker, role, bearer=bearer)

    def check_proof(
        self, asker: Asker, role: Role, claimed: ProofHeader, target: str, body: bytes
    ) -> Admission:
        """Return the admission of who has proven its key, or raise AdmissionRefused."""
        now_us = self._context.clock.now_us()
        if not self._nonces.is_fresh(claimed, now_us):
            raise AdmissionRefused("the nonce is not known any more, or the count was used")
        digest = HttpRequestDigest(
            claimed.peer_id, claimed.nonce, claimed.count, asker.method, target, body
        )
        proof = (claimed.proof, digest.auth_message())
        admission = self.admit(asker, role, peer_id=claimed.peer_id, proof=proof)
        self._nonces.note_use(claimed, now_us)
        return admission

    def challenge(self) -> str:
        """Return the WWW-Authenticate header that a proof can answer."""
        return self._nonces.issue(secrets.token_hex(16), self._context.clock.now_us())

    def admit(
        self,
        asker: Asker,
        role: Role,
        *,
        peer_id: str = "",
        bearer: str | None = None,
        proof: tuple[bytes, bytes] | None = None,
    ) -> Admission:
        """Put a claim to the plugins; `proof` is the proof and the message that it covers."""
        return self._context.authenticate(
            Claim(
                role=role,
                id=peer_id,
                address=asker.address,
                is_loopback=is_loopback(asker.address),
                is_encrypted=asker.is_encrypted,
                channel="http",
                proof=proof[0] if proof else None,
                auth_message=proof[1] if proof else b"",
                bearer=bearer,
                origin=asker.headers.get("origin"),
            )
        )

    def _cookie_counts(self, asker: Asker) -> bool:
        if asker.headers.get("sec-fetch-site", "none") not in _SAME_PAGES:
            return False
        kind = self.origin_kind(asker)
        if asker.method in SAFE_METHODS:
            return kind in (OriginKind.NONE, OriginKind.OWN)
        return kind is OriginKind.OWN
