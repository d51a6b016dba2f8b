"""The requests of a running bridge, asked over HTTP by the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import msgspec

from bridge.api import BridgeError
from bridge.client import parse_address
from bridge_auth.pairing.values import Decision, PairingStatus, WaitingPeer, WaitingPeers

PREFIX = "/v1/pairings"
LIMIT_S = 10.0


class _Refusal(msgspec.Struct):
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the routes for operators. BridgeError says what went wrong and what to do."""

    client: httpx.Client

    def waiting(self) -> list[WaitingPeer]:
        """Return who waits, the oldest first."""
        answer = self._ask("GET", "")
        return msgspec.json.decode(answer, type=WaitingPeers).pairings

    def approve(self, peer: WaitingPeer, decision: Decision) -> PairingStatus:
        """Let somebody in."""
        body = msgspec.json.encode(decision)
        answer = self._ask("POST", f"/{peer.pairing}/approve", body)
        return msgspec.json.decode(answer, type=PairingStatus)

    def refuse(self, peer: WaitingPeer) -> None:
        """Send somebody away."""
        self._ask("POST", f"/{peer.pairing}/refuse", b"{}")

    def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            answer = self.client.request(method, PREFIX + path, content=body, headers=headers)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise BridgeError(
                f"no bridge answers at {self.client.base_url} ({reason}); start one with "
                "'gamebridge run', or name its address with --url"
            ) from None
        if answer.is_success:
            return answer.content
        raise BridgeError(_explain(answer))


def _explain(answer: httpx.Response) -> str:
    try:
        told = msgspec.json.decode(answer.content, type=_Refusal)
        text = ": ".join(filter(None, (told.text, told.hint)))
    except msgspec.DecodeError:
        text = answer.reason_phrase
    if answer.status_code in (401, 403):
        text += "; name a key of an operator with --key"
    return f"{answer.url}: {answer.status_code} {text}"


@contextmanager
def open_remote(url: str, key: str | None) -> Iterator[Remote]:
    """Open the bridge at `url`; BridgeError when that is no address."""
    try:
        base_url = parse_address(url).web_url
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    # The bridge is near; a proxy for the web would only be in the way.
    with httpx.Client(
        base_url=base_url, headers=headers, timeout=LIMIT_S, trust_env=False
    ) as client:
        yield Remote(client)


def find_request(waiting: list[WaitingPeer], wanted: str) -> WaitingPeer:
    """Return the request with this code or id; BridgeError when it is none or several."""
    digits = wanted.replace(" ", "")
    found = [peer for peer in waiting if peer.code.replace(" ", "") == digits]
    found = found or [peer for peer in waiting if wanted in (peer.id, peer.pairing)]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(peer.code for peer in found)
        raise BridgeError(f"{len(found)} requests are called {wanted}: say the code, of {codes}")
    codes = ", ".join(f"{peer.code} ({peer.id})" for peer in waiting) or "nobody waits"
    raise BridgeError(f"no request has the code or id {wanted!r}: {codes}")
