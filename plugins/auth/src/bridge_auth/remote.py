"""The requests of a running bridge, asked over HTTP by the command line."""

from dataclasses import dataclass

from bridge.api import BridgeError
from bridge.client.rest import RestClient, open_rest
from bridge_auth.pairing.values import Decision, PairingStatus, WaitingPeer, WaitingPeers

PREFIX = "/v1/pairings"


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the routes for operators. BridgeError says what went wrong and what to do."""

    rest: RestClient

    async def waiting(self) -> list[WaitingPeer]:
        """Return who waits, the oldest first."""
        answer = await self.rest.ask(WaitingPeers, "GET", PREFIX)
        return answer.pairings

    async def approve(self, peer: WaitingPeer, decision: Decision) -> PairingStatus:
        """Let somebody in."""
        path = f"{PREFIX}/{peer.pairing}/approve"
        return await self.rest.ask(PairingStatus, "POST", path, decision)

    async def refuse(self, peer: WaitingPeer) -> None:
        """Send somebody away."""
        await self.rest.send("POST", f"{PREFIX}/{peer.pairing}/refuse", {})


async def find_waiting(url: str, key: str | None) -> list[WaitingPeer]:
    """Return who waits at a bridge, the oldest first."""
    async with open_rest(url, key) as rest:
        return await Remote(rest).waiting()


async def let_in(
    url: str, key: str | None, wanted: str, decision: Decision
) -> tuple[WaitingPeer, PairingStatus]:
    """Let somebody in who waits at a bridge, by code or id."""
    async with open_rest(url, key) as rest:
        remote = Remote(rest)
        peer = find_request(await remote.waiting(), wanted)
        return peer, await remote.approve(peer, decision)


async def send_away(url: str, key: str | None, wanted: str) -> WaitingPeer:
    """Send somebody away who waits at a bridge, by code or id."""
    async with open_rest(url, key) as rest:
        remote = Remote(rest)
        peer = find_request(await remote.waiting(), wanted)
        await remote.refuse(peer)
        return peer


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
