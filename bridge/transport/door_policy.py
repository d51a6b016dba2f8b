"""Which host names and web origins are welcome.

Knows: the rules. Does not know: sockets, keys. An origin is never proof of anything; it
only keeps pages of the open web from talking to a bridge that their reader runs.
"""

import enum
import ipaddress
import re
from dataclasses import dataclass

from bridge.transport.refusal import Refusal
from bridge.transport.request_head import RequestHead

_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::([0-9]{1,5}))?\Z")
_WEB_ORIGIN = re.compile(r"(https?)://([^/]+)\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class OriginKind(enum.StrEnum):
    """Where the page that asks came from."""

    NONE = "none"  # No browser: a device, a program, or a page's own plain GET.
    FILE = "file"  # A game opened as a file; any sandboxed frame says the same.
    LOOPBACK = "loopback"  # A page served on the reader's own machine.
    OWN = "own"  # A page of this bridge.
    SIBLING = "sibling"  # A page of this bridge, from another of its ports.
    LISTED = "listed"  # A site that the operator named.
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class DoorPolicy:
    """`host_names` are this bridge's names, `origins` the sites whose pages may use it,
    `ports` the ports that it listens on: a page of one of them may open links to another.

    A name stands for itself and for `<name>.local`. An origin is written as browsers do,
    `https://games.example`, and compared as a whole.
    """

    host_names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()
    allow_file_origin: bool = True

    def find_fault(self, head: RequestHead, *, is_encrypted: bool) -> Refusal | None:
        """Return why the door stays shut, or None. The host is looked at first."""
        hosts = head.values("host")
        if len(hosts) != 1:
            return Refusal(400, "bad_host", f"{len(hosts)} Host headers", "send exactly one")
        if not self._is_own_name(hosts[0]):
            return Refusal(
                421,
                "wrong_host",
                f"this bridge is not called {hosts[0][:80]!r}",
                "use its address or 'localhost', or add the name to bridge.names "
                "in gamebridge.toml",
            )
        kind = self.classify_origin(head, is_encrypted=is_encrypted)
        if kind is OriginKind.FOREIGN or (kind is OriginKind.FILE and not self.allow_file_origin):
            return Refusal(
                403,
                "forbidden",
                f"pages from {(head.header('origin') or '')[:80]!r} may not use this bridge",
                "add this origin to bridge.origins in gamebridge.toml",
            )
        return None

    def _is_own_name(self, text: str) -> bool:
        authority = split_authority(text)
        if authority is None:
            return False
        host = authority[0].removesuffix(".")
        if host == "localhost" or _address_of(host) is not None:
            return True
        return host in self.host_names or host.removesuffix(".local") in self.host_names

    def classify_origin(self, head: RequestHead, *, is_encrypted: bool) -> OriginKind:
        """Return where the request's Origin header says that it comes from."""
        origins = head.values("origin")
        if not origins:
            return OriginKind.NONE
        origin = origins[0].lower()
        if len(origins) > 1:
            return OriginKind.FOREIGN
        if origin in ("null", "file://"):
            return OriginKind.FILE
        if origin in self.origins:
            return OriginKind.LISTED
        host = head.header("host") or ""
        kind = _classify_web_origin(origin, host, is_encrypted=is_encrypted)
        if kind in (OriginKind.FOREIGN, OriginKind.LOOPBACK) and self._is_sibling(origin, host):
            return OriginKind.SIBLING
        return kind

    def _is_sibling(self, origin: str, host: str) -> bool:
        scheme, _, rest = origin.partition("://")
        page, own = split_authority(rest), split_authority(host)
        if scheme not in _DEFAULT_PORTS or page is None or own is None or page[0] != own[0]:
            return False
        return _with_port(page, scheme)[1] in self.ports


def _classify_web_origin(origin: str, host: str, *, is_encrypted: bool) -> OriginKind:
    scheme, _, rest = origin.partition("://")
    if scheme in _DEFAULT_PORTS and "/" in rest:
        # A browser never sends a path here. A widespread ESP32 library sends the
        # address of its own source, so this is a device and not a page.
        return OriginKind.NONE
    found = _WEB_ORIGIN.match(origin)
    authority = split_authority(found.group(2)) if found else None
    if found is None or authority is None:
        return OriginKind.FOREIGN
    own_scheme = "https" if is_encrypted else "http"
    if scheme == own_scheme and _with_port(authority, scheme) == _own(host, scheme):
        return OriginKind.OWN
    address = _address_of(authority[0])
    is_loopback = authority[0] == "localhost" or (address is not None and address.is_loopback)
    return OriginKind.LOOPBACK if is_loopback else OriginKind.FOREIGN


def _own(host: str, scheme: str) -> tuple[str, int] | None:
    authority = split_authority(host)
    return _with_port(authority, scheme) if authority else None


def _with_port(authority: tuple[str, int | None], scheme: str) -> tuple[str, int]:
    host, port = authority
    return host, _DEFAULT_PORTS[scheme] if port is None else port


def split_authority(text: str) -> tuple[str, int | None] | None:
    """Return host and port of `host`, `host:port` or `[v6]:port`, or None if it is neither."""
    found = _AUTHORITY.match(text.lower())
    if found is None:
        return None
    host, port = found.groups()
    if host.startswith("[") and _address_of(host) is None:
        return None
    return host, int(port) if port else None


def _address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    # Only the plain spelling counts: "127.1" and "0x7f000001" are names to Python.
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_loopback(address: str) -> bool:
    """Tell whether a peer's address is this machine; an IPv4 one may come in IPv6 dress."""
    found = _address_of(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped.is_loopback
    return found is not None and found.is_loopback
