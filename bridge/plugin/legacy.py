"""Other systems whose devices and pages the bridge takes as they are.

None of them is served until the operator says so: the table `[legacy]`, or `--legacy`.
Their devices have no key of their own, so the network that a peer is in is all that most
of them can show.
"""

import ipaddress
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from bridge.model.errors import AdmissionRefused, SettingsError
from bridge.plugin.admission import Admission, Claim, grants_for

ALL = "all"


class LegacySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every table `[legacy.<system>]` may say.

    `networks` are the networks whose peers are admitted, as in "192.168.1.0/24"; empty
    means this machine and private networks.
    """

    enabled: bool = True
    networks: tuple[str, ...] = ()


L = TypeVar("L", bound=LegacySettings)


class LegacyTable:
    """The table `[legacy]`: `all`, and true, false or a table for each system."""

    def __init__(self, raw: Mapping[str, object] | None = None) -> None:
        self._raw = dict(raw or {})
        self._known: set[str] = set()
        self._served: set[str] = set()

    def settings(self, system: str, schema: type[L]) -> L | None:
        """Return the settings of a system, or None if it is off.

        SettingsError names a key or value that is wrong.
        """
        self._known.add(system)
        raw = self._raw.get(system, self._raw.get(ALL, False))
        if isinstance(raw, bool):
            return self._note(system, schema()) if raw else None
        try:
            found = msgspec.convert(raw, schema)
            for network in found.networks:
                ipaddress.ip_network(network)
        except ValueError as error:
            raise SettingsError(f"[legacy.{system}]: {error}") from None
        return self._note(system, found) if found.enabled else None

    def _note(self, system: str, found: L) -> L:
        self._served.add(system)
        return found

    @property
    def unknown(self) -> tuple[str, ...]:
        """The systems that are named and that no plugin has asked for."""
        return tuple(sorted(set(self._raw) - self._known - {ALL}))

    @property
    def served(self) -> tuple[str, ...]:
        """The systems that are on."""
        return tuple(sorted(self._served))

    @property
    def known(self) -> tuple[str, ...]:
        """The systems that plugins have asked for."""
        return tuple(sorted(self._known))


def is_neighbour(address: str, networks: tuple[str, ...] = ()) -> bool:
    """Tell whether an address is in one of `networks`; with none, whether it is private."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not networks:
        return found.is_private or found.is_link_local
    return any(found in ipaddress.ip_network(network) for network in networks)


def admit_neighbour(claim: Claim, networks: tuple[str, ...] = ()) -> Admission:
    """Admit a peer for where it is, or raise AdmissionRefused."""
    if not is_neighbour(claim.address, networks):
        raise AdmissionRefused(
            f"{claim.address} is in none of the networks of [legacy.{claim.dialect}]"
        )
    return Admission(claim.id, claim.id, claim.role, grants_for(claim.role, claim.id))


def describe_reach(networks: tuple[str, ...], *, is_exposed: bool) -> str:
    """Return where peers of a system can be, in words that follow "everybody"."""
    if not is_exposed:
        return "on this machine (no other can reach the bridge now)"
    return f"in {', '.join(networks)}" if networks else "on this machine and in private networks"


def neighbour_id(system: str, address: str) -> str:
    """Return the id of a device that is known by its address: `lamp-192-168-1-50`."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{system}-unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return f"{system}-{found.packed[-8:].hex()}"
        found = found.ipv4_mapped
    return f"{system}-{str(found).replace('.', '-')}"
