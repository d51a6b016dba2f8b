"""Who asks over HTTP on multicam's port, and may they?

Its pages and programs have no key, so where a peer is decides. Knows: the current
request. Does not know: routes.
"""

import ipaddress

from quart import Response, jsonify, request

from bridge.api import AdmissionRefused, Claim, Devices, Role
from bridge_sources.multicam.live import DIALECT

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A page that was opened as a file says so, and so does a sandboxed frame of any web site.
_NAMELESS_ORIGINS = frozenset({"null", "file://"})
_OWN_PAGES = frozenset({"same-origin", "none"})


def answer_error(status: int, text: str) -> Response:
    """Return a refusal in multicam's words."""
    response = jsonify({"error": text})
    response.status_code = status
    return response


def peer_address() -> str:
    """Return where the current request came from; "" if that is not known."""
    client = request.scope.get("client")
    return client[0] if client else ""


def is_nameless(origin: str | None) -> bool:
    """Tell whether an Origin belongs to no site: every site can make pages that send it."""
    return (origin or "").lower() in _NAMELESS_ORIGINS


class PeerCheck:
    """Stands before every route: a reader is a viewer, who changes something a game.

    Its methods wait for nothing; they are async because Quart runs others in a thread,
    where nothing of the bridge may be touched.
    """

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    async def refuse(self) -> Response | None:
        """Return the refusal of the current request, or None."""
        is_change = request.method not in _SAFE_METHODS
        if is_change and _comes_from_elsewhere():
            return answer_error(403, "pages of other sites may change nothing here")
        return self._ask(Role.GAME if is_change else Role.VIEWER)

    async def refuse_reader(self) -> Response | None:
        """Return the refusal of a request that changes nothing but what its sender sees."""
        return self._ask(Role.VIEWER)

    def _ask(self, role: Role) -> Response | None:
        address = peer_address()
        claim = Claim(
            role=role,
            id="",
            address=address,
            is_loopback=_is_loopback(address),
            is_encrypted=request.scope["scheme"] == "https",
            channel="http",
            origin=request.headers.get("Origin"),
            dialect=DIALECT,
        )
        try:
            self._devices.authenticate(claim)
        except AdmissionRefused as error:
            return answer_error(403, error.reason)
        return None


def _comes_from_elsewhere() -> bool:
    """Tell whether a page asks that is not one of ours, nor of a site that may ask.

    The house has refused the origins of others; a browser that sends none may still say
    that a page of another site asks.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        return is_nameless(origin)
    return request.headers.get("Sec-Fetch-Site", "none") not in _OWN_PAGES


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback
