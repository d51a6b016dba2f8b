"""Where others in the network find this machine."""

import ipaddress
import socket

import psutil

# More than these are virtual machines and tunnels, of no use to a phone.
MAX_ADDRESSES = 3
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - only compared with.


def reached_hosts(host: str) -> list[str]:
    """Return what to type into a phone for a bridge that listens on `host`."""
    return lan_addresses() if host in EVERYWHERE else [host]


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses that others can reach."""
    states = psutil.net_if_stats()
    found = (
        ipaddress.ip_address(str(entry.address))
        for name, entries in psutil.net_if_addrs().items()
        if name in states and states[name].isup
        for entry in entries
        if entry.family == socket.AF_INET
    )
    useful = (a for a in found if not (a.is_loopback or a.is_link_local or a.is_unspecified))
    return [str(address) for address in useful][:MAX_ADDRESSES]
