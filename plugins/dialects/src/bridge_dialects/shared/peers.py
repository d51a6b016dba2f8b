"""Who asks over HTTP on the ports of foreign systems, and may they?

Pages and programs of those systems have no key, so where a peer is decides
(`System.admit`), and every route asks first. Knows: the current request. Does not know:
routes.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import cast

from quart import Blueprint, Response, g, jsonify, request

from bridge.api import Admission, AdmissionRefused, Claim, Devices, Role

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A page that was opened as a file says so, and so does a sandboxed frame of any web site.
_NO_ORIGIN_OF_ITS_OWN = frozenset({"null", "file://"})
_OWN_PAGES = frozenset({"same-origin", "none"})

Answer = Callable[[int, str], Response]


def status_error(status: int, text: str) -> Response:
    """Return a refusal in the words that most of these systems use."""
    response = jsonify({"status": "error", "message": text})
    response.status_code = status
    return response


def peer_address() -> str:
    """Return the address that the current request came from; "" if that is not known."""
    client = request.scope.get("client")
    return client[0] if client else ""


def claim_of(dialect: str, role: Role, peer_id: str, bearer: str | None = None) -> Claim:
    """Return what the sender of the current request claims to be."""
    address = peer_address()
    return Claim(
        role=role,
        id=peer_id,
        address=address,
        is_loopback=is_loopback(address),
        is_encrypted=request.scope["scheme"] == "https",
        channel="http",
        bearer=bearer,
        origin=request.headers.get("Origin"),
        dialect=dialect,
    )


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback


def comes_from_elsewhere() -> bool:
    """Tell whether the current request was made by a page that is not one of ours.

    The house refuses foreign origins before; what is left are pages without an origin,
    and pictures and links in foreign pages, as far as the browser admits to that.
    """
    if request.headers.get("Origin", "").lower() in _NO_ORIGIN_OF_ITS_OWN:
        return True
    return request.headers.get("Sec-Fetch-Site", "none") not in _OWN_PAGES


def current_admission() -> Admission:
    """Return the admission of the peer that the current request comes from."""
    return cast("Admission", g.foreign_admission)


class PeerCheck:
    """Stands before every route of a blueprint of the system `dialect`.

    Whoever only looks is a viewer, whoever changes something a game. `changing` names
    the endpoints (without the blueprint's name) that change something although they are
    asked for by GET. `answer` makes the refusal of a status and a text.
    """

    def __init__(
        self,
        devices: Devices,
        dialect: str,
        *,
        changing: Iterable[str] = (),
        answer: Answer = status_error,
    ) -> None:
        self._devices = devices
        self._dialect = dialect
        self._changing = frozenset(changing)
        self._answer = answer

    def stand_before(self, blueprint: Blueprint) -> None:
        """Look at each request to the routes of a blueprint from now on."""
        blueprint.before_request(self.refuse)

    async def refuse(self) -> Response | None:
        """Return the refusal of the current request, or None, and note the admission.

        Async, because the web framework runs plain functions in threads, and who decides
        about peers lives on the loop.
        """
        is_change = self._is_change()
        if is_change and comes_from_elsewhere():
            return self._answer(403, "pages of other sites may change nothing here")
        role = Role.GAME if is_change else Role.VIEWER
        claim = claim_of(self._dialect, role, f"{self._dialect}-page")
        try:
            g.foreign_admission = self._devices.authenticate(claim)
        except AdmissionRefused as error:
            return self._answer(403, error.reason)
        return None

    def _is_change(self) -> bool:
        if request.method not in SAFE_METHODS:
            return True
        return (request.endpoint or "").rpartition(".")[2] in self._changing
