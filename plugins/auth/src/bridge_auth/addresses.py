"""By which addresses games and phones find this bridge. Pure, but for asking the machine.

Knows: how addresses are written. Does not know: HTTP, pictures.
"""

import ipaddress
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from bridge_auth.invitation import lan_addresses

_ALL = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound.


class GameAddress(msgspec.Struct, frozen=True):
    """One way in: `game` is what people type into a game, `page` what a phone opens.

    `reach` says from where it works: this machine alone, or the network too.
    """

    game: str
    page: str
    reach: Literal["machine", "network"]


class GameAddresses(msgspec.Struct, frozen=True):
    """All ways in, best first. `is_exposed` tells whether others may come at all."""

    addresses: list[GameAddress]
    is_exposed: bool
    page_is_games: bool


def hosts_of(host: str) -> list[str]:
    """Return the addresses at which others find a bridge that listens on `host`."""
    return lan_addresses() if host in _ALL else [host]


def find_addresses(
    base_url: str, host: str, port: int, *, is_exposed: bool, page_path: str
) -> list[GameAddress]:
    """Return where a bridge is that listens on `host` and `port`, the network first."""
    scheme = urlsplit(base_url).scheme or "http"
    others = hosts_of(host) if is_exposed else []
    found = [_address(scheme, text, port, page_path, "network") for text in others]
    # One that listens on a single address of the network is not found by loopback.
    if not is_exposed or host in _ALL:
        found.append(_address(scheme, "127.0.0.1", port, page_path, "machine"))
    return found


def _address(
    scheme: str, host: str, port: int, page_path: str, reach: Literal["machine", "network"]
) -> GameAddress:
    authority = f"{_bracketed(host)}:{port}"
    socket_scheme = "wss" if scheme == "https" else "ws"
    return GameAddress(
        f"{socket_scheme}://{authority}", f"{scheme}://{authority}{page_path}", reach
    )


def _bracketed(host: str) -> str:
    try:
        is_v6 = ipaddress.ip_address(host).version == 6
    except ValueError:
        is_v6 = False
    return f"[{host}]" if is_v6 else host
