"""A key for reading, made anew at each start of a bridge that the network can reach."""

import ipaddress
import socket
from urllib.parse import urlsplit

import click
import psutil

from bridge.api import Role
from bridge_auth.keyring import Keyring
from bridge_auth.records import KeyRecord, PeerRecord, new_key

PEER_ID = "lan-viewer"
DEFAULT_PORT = 8080
# More than these are virtual machines and tunnels, of no use to a phone.
MAX_ADDRESSES = 3


def invite(keyring: Keyring, base_url: str, wall_s: int) -> None:
    """Make the key and show the addresses with it, on the terminal and nowhere else.

    The log is no place for it: a log is kept, copied and sent to strangers.
    """
    key = new_key(Role.VIEWER, PEER_ID)
    record = KeyRecord.from_key(key)
    keyring.add_passing(PeerRecord(PEER_ID, "LAN viewer", Role.VIEWER, wall_s, keys=(record,)))
    port = urlsplit(base_url).port or DEFAULT_PORT
    scheme = urlsplit(base_url).scheme or "http"
    click.echo("Anyone on this network can watch, until the bridge stops, at:", err=True)
    for address in lan_addresses() or ["<this machine>"]:
        click.echo(f"  {scheme}://{address}:{port}/?key={key}", err=True)


def lan_addresses() -> list[str]:
    """Return the IPv4 addresses by which others on the network find this machine."""
    found = (
        str(address.address)
        for name, addresses in psutil.net_if_addrs().items()
        if name in psutil.net_if_stats() and psutil.net_if_stats()[name].isup
        for address in addresses
        if address.family == socket.AF_INET
    )
    return [text for text in found if _is_useful(ipaddress.ip_address(text))][:MAX_ADDRESSES]


def _is_useful(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)
