"""To which addresses the bridge connects by itself.

People, discovery and other systems' pages may all name a camera; none of them may make
the bridge talk to itself, to this machine's own services or to the rest of the world. So a
name is resolved once, each of its addresses is judged, and the connection goes to the
address that was judged, never to the name again.
"""

import ipaddress
import math
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from time import monotonic

import ifaddr
import trio

from bridge_sources.location import AddressRefused, IpAddress, parse_host

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface
Resolve = Callable[[str], Awaitable[list[str]]]

RESOLVE_S = 5.0
RECENT_S = 2.0
_SETTING = "[plugin.sources] networks"
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
# Only a setting that names a part of these opens it; a wider network does not.
_GUARDED = tuple(
    ipaddress.ip_network(text) for text in ("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10")
)
_NEVER = tuple(
    (ipaddress.ip_network(text), what)
    for text, what in (
        ("0.0.0.0/8", "no address of a machine"),
        ("255.255.255.255/32", "for broadcasts"),
        ("224.0.0.0/4", "for multicasts"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "no address of a machine"),
        ("ff00::/8", "for multicasts"),
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged, and the host as it was named."""

    address: str
    port: int
    host: str


def interfaces_of_this_machine() -> tuple[Interface, ...]:
    """Return the addresses of this machine, each with its network. A quick system call."""
    found: list[Interface] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            found.append(ipaddress.ip_interface(f"{text.partition('%')[0]}/{ip.network_prefix}"))
    return tuple(found)


class RecentInterfaces:
    """This machine's addresses, looked up when they are older than a moment.

    A camera that is asked ten times a second must not cost as many system calls.
    """

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._until_s = -math.inf
        self._known: tuple[Interface, ...] = ()

    def __call__(self) -> tuple[Interface, ...]:
        """Return the addresses."""
        if self._now_s() >= self._until_s:
            self._known = interfaces_of_this_machine()
            self._until_s = self._now_s() + RECENT_S
        return self._known


async def resolve_by_system(host: str) -> list[str]:
    """Return the addresses of a name; OSError if it has none."""
    found = await trio.socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class AddressPolicy:
    """Judges addresses. With no `networks` it allows this machine's private networks.

    `own_ports` are the bridge's: on this machine's addresses they are refused.
    """

    def __init__(
        self,
        networks: Iterable[str] = (),
        own_ports: Callable[[], Iterable[int]] = tuple,
        *,
        interfaces: Callable[[], tuple[Interface, ...]] | None = None,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._networks = tuple(ipaddress.ip_network(text) for text in networks)
        self._own_ports = own_ports
        self._interfaces = interfaces or RecentInterfaces()
        self._resolve = resolve

    async def find(self, host: str, port: int) -> Target:
        """Return the address to connect to; AddressRefused says why there is none."""
        if not 1 <= port <= 65535:
            raise AddressRefused(f"port {port}: a port is 1 to 65535")
        parsed = parse_host(host)
        if not isinstance(parsed, str):
            await trio.lowlevel.checkpoint()
            return Target(str(self.check(parsed, port, host)), port, host)
        addresses = [self.check(found, port, host) for found in await self._look_up(parsed)]
        return Target(str(addresses[0]), port, host)

    async def _look_up(self, name: str) -> list[IpAddress]:
        try:
            with trio.fail_after(RESOLVE_S):
                texts = await self._resolve(name)
        except (OSError, UnicodeError, trio.TooSlowError):
            raise AddressRefused(
                f"name {name!r} is unknown here: is the camera on? use its address instead"
            ) from None
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        # Without a zone nobody can be reached there, and cameras give them beside others.
        reachable = [a for a in found if not (a.version == 6 and a.is_link_local)]
        return sorted(reachable or found, key=lambda address: address.version)

    def check(self, address: IpAddress, port: int, host: str = "") -> IpAddress:
        """Return the address as it is really meant, if the bridge may connect to it."""
        plain = _unwrapped(address)
        shown = f"address {str(plain)!r}"
        if host and host.strip("[]") != str(plain):
            shown = f"address {host[:80]!r} ({plain})"
        for network, what in _NEVER:
            if plain in network:
                raise AddressRefused(f"{shown} is {what}: name the camera's own address")
        interfaces = self._interfaces()
        if not self._is_allowed(plain, interfaces):
            raise AddressRefused(self._refusal(shown, plain, interfaces))
        if any(plain in (i.network[0], i.network[-1]) for i in interfaces if _is_shared(i)):
            raise AddressRefused(f"{shown} is for broadcasts: name the camera's own address")
        is_own = plain.is_loopback or any(plain == interface.ip for interface in interfaces)
        if is_own and port in set(self._own_ports()):
            raise AddressRefused(
                f"{shown} with port {port} is this bridge itself: name the camera's address"
            )
        return plain

    def networks(self) -> tuple[Network, ...]:
        """Return the networks whose cameras are asked."""
        return self._networks or _private_networks(self._interfaces())

    def _is_allowed(self, address: IpAddress, interfaces: tuple[Interface, ...]) -> bool:
        guarded = next((g for g in _GUARDED if address in g), None)
        for network in self._networks or _private_networks(interfaces):
            is_named = guarded is None or _is_part(network, guarded)
            if address in network and is_named:
                return True
        return False

    def _refusal(self, shown: str, address: IpAddress, interfaces: tuple[Interface, ...]) -> str:
        known = ", ".join(str(n) for n in self._networks or _private_networks(interfaces))
        example = ipaddress.ip_network((address, _example_prefix(address)), strict=False)
        return (
            f"{shown} is outside the networks whose cameras the bridge asks "
            f'({known or "none"}); to allow it, set {_SETTING} = ["{example}"]'
        )


def _unwrapped(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if teredo is not None:
            return teredo[1]
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(address.packed[-4:])
    return address


# RFC 6052: what a translator turns into IPv4.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def _private_networks(interfaces: tuple[Interface, ...]) -> tuple[Network, ...]:
    networks = (interface.network for interface in interfaces)
    return tuple(n for n in dict.fromkeys(networks) if any(_is_part(n, p) for p in _PRIVATE))


def _example_prefix(address: IpAddress) -> int:
    """Return how wide a network to suggest: a home's, or this one address."""
    if address.version == 6:
        return 128
    if address.is_loopback:
        return 8
    return 24 if any(address in network for network in _PRIVATE) else 32


def _is_part(network: Network, whole: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(whole, ipaddress.IPv4Network) and network.subnet_of(whole)
    return isinstance(whole, ipaddress.IPv6Network) and network.subnet_of(whole)


def _is_shared(interface: Interface) -> bool:
    """Tell whether the network has an address for broadcasts."""
    return interface.version == 4 and interface.network.prefixlen < 31
