"""Proof of identity by HTTP headers (docs/protocol.md §11.2)."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from bridge.model.errors import RemoteProtocolError
from bridge.wire.constants import CLOSE_UNAUTHENTICATED, MAX_INTEGER
from bridge.wire.proof import HttpRequestDigest, prove

SCHEME = "Gamebridge"
PROOF_HEADER = "Gamebridge-Proof"
# How long a nonce lives without use, and how many there may be: one per device that posts.
NONCE_LIFE_US = 300_000_000
MAX_NONCES = 1024

_PARAMETER = re.compile(r'\s*([a-z]{1,16})="([^"]{0,256})"\s*(?:,|\Z)')
_PROVEN_FORM = {
    "id": re.compile(r"[a-z0-9_-]{1,32}\Z"),
    "nonce": re.compile(r"[0-9a-f]{32}\Z"),
    "count": re.compile(r"[0-9]{1,16}\Z"),
    "proof": re.compile(r"[0-9a-f]{64}\Z"),
}


@dataclass(frozen=True, slots=True)
class BearerHeader:
    """A key sent as it is; only for links that nobody else can read."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProofHeader:
    """A proof that covers one request."""

    peer_id: str
    nonce: str
    count: int
    proof: bytes = field(repr=False)


def parse_authorization(value: str) -> BearerHeader | ProofHeader:
    """Return what an Authorization header claims; RemoteProtocolError `unauthorized`."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "bearer" and 0 < len(rest.strip()) <= 256:
        return BearerHeader(rest.strip())
    if scheme.lower() != SCHEME.lower():
        raise _unauthorized("expected the scheme Bearer or Gamebridge")
    found = _parameters(rest)
    for name, form in _PROVEN_FORM.items():
        if not form.match(found.get(name, "")):
            raise _unauthorized(f"{name} is missing or malformed")
    count = int(found["count"])
    if not 0 < count <= MAX_INTEGER:
        raise _unauthorized("count is out of range")
    return ProofHeader(found["id"], found["nonce"], count, bytes.fromhex(found["proof"]))


def build_authorization(key: str, request: HttpRequestDigest) -> str:
    """Return the header that proves one request."""
    proof = prove(key, request.auth_message()).hex()
    return (
        f'{SCHEME} id="{request.peer_id}", nonce="{request.nonce}", '
        f'count="{request.count}", proof="{proof}"'
    )


def build_challenge(nonce: str) -> str:
    """Return the WWW-Authenticate header of a 401."""
    return f'{SCHEME} nonce="{nonce}"'


def parse_challenge(value: str) -> str:
    """Return the nonce of a WWW-Authenticate header; RemoteProtocolError without one."""
    scheme, _, rest = value.strip().partition(" ")
    nonce = _parameters(rest).get("nonce", "")
    if scheme.lower() != SCHEME.lower() or not _PROVEN_FORM["nonce"].match(nonce):
        raise _unauthorized("the answer has no challenge that this program knows")
    return nonce


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None or match[1] in found:
            raise _unauthorized("malformed parameters")
        found[match[1]] = match[2]
        position = match.end()
    return found


def _unauthorized(text: str) -> RemoteProtocolError:
    return RemoteProtocolError("unauthorized", f"authorization: {text}", CLOSE_UNAUTHENTICATED)


@dataclass(slots=True)
class _Nonce:
    used_us: int
    count: int = 0


class NonceBook:
    """The nonces that the bridge gave out, and how often each was used."""

    def __init__(self) -> None:
        self._nonces: OrderedDict[str, _Nonce] = OrderedDict()

    def issue(self, nonce: str, now_us: int) -> str:
        """Note a new random nonce and return the header for it; the idlest one gives way."""
        self._nonces[nonce] = _Nonce(now_us)
        if len(self._nonces) > MAX_NONCES:
            self._nonces.popitem(last=False)
        return build_challenge(nonce)

    def is_fresh(self, header: ProofHeader, now_us: int) -> bool:
        """Tell whether the nonce is ours and the count has not been used."""
        known = self._nonces.get(header.nonce)
        return (
            known is not None
            and now_us - known.used_us <= NONCE_LIFE_US
            and header.count > known.count
        )

    def note_use(self, header: ProofHeader, now_us: int) -> None:
        """Burn the count; to be called once the proof was found good."""
        known = self._nonces.get(header.nonce)
        if known is not None:
            known.used_us, known.count = now_us, max(known.count, header.count)
            self._nonces.move_to_end(header.nonce)
