"""Where this bridge is found: by pages, and by games.

Knows: settings and this machine's networks. Does not know: who asks.
"""

import ipaddress
import socket

import psutil

from bridge.app.settings import Settings

_ALL = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound.


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses that others can reach."""
    found = [
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    ]
    return sorted(a for a in found if not ipaddress.ip_address(a).is_loopback)


def reached_hosts(settings: Settings) -> list[str]:
    """Return the addresses at which others find an exposed bridge."""
    return lan_addresses() if is_everywhere(settings) else [settings.bridge.host]


def is_everywhere(settings: Settings) -> bool:
    """Tell whether the bridge listens on all of this machine's addresses, loopback included."""
    return settings.bridge.host in _ALL


def game_addresses(settings: Settings, port: int) -> list[str]:
    """Return what people type into a game, for other machines if the bridge lets them in."""
    scheme = "wss" if settings.bridge.tls_certificate else "ws"
    hosts = reached_hosts(settings) if settings.is_exposed else ["127.0.0.1"]
    return [f"{scheme}://{_bracketed(host)}:{port}" for host in hosts]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
