"""What a board is told before its first start, in the bytes that its firmware reads.

Knows: names and formats of the firmware's store (`bridge_core`: wifi_plan, locator,
key_text, settings). Does not know: flash, files.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bridge.api import parse_key

MAX_NETWORKS = 6
_LONGEST_NAME = 32
_LONGEST_PASSWORD = 64
_LEAST_PASSWORD = 8
_LONGEST_HOST = 64
_DEFAULT_PORT = 8080
# What the firmware reads at most of each of these.
_ROOMS = {"wifi": 1400, "settings": 1024}
_SETTING = re.compile(r"[a-z0-9_-]{1,32}\Z")


@dataclass(frozen=True, slots=True)
class Network:
    """A Wi-Fi network. The password is a secret, and empty for an open network."""

    name: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.encode()) <= _LONGEST_NAME:
            raise ValueError(f"network {self.name!r}: a name has 1 to {_LONGEST_NAME} bytes")
        size = len(self.password.encode())
        if size and not _LEAST_PASSWORD <= size <= _LONGEST_PASSWORD:
            raise ValueError(
                f"network {self.name!r}: a password has {_LEAST_PASSWORD} to "
                f"{_LONGEST_PASSWORD} bytes, this one {size}"
            )


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where the bridge is."""

    host: str
    port: int = _DEFAULT_PORT

    def __post_init__(self) -> None:
        if not 1 <= len(self.host.encode()) <= _LONGEST_HOST or not self.host.isprintable():
            raise ValueError(f"bridge {self.host!r}: a host has 1 to {_LONGEST_HOST} letters")
        if not 1 <= self.port <= 65535:
            raise ValueError(f"bridge {self.host}:{self.port}: a port is a number up to 65535")


@dataclass(frozen=True, slots=True)
class Provision:
    """All of it. The key is a secret; `settings` are as `gamebridge` and the console name
    them, and the device looks at their values itself."""

    networks: Sequence[Network] = ()
    bridge: Bridge | None = None
    key: str = field(default="", repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def device(self) -> str:
        """Whose key it is; empty without one."""
        return parse_key(self.key).peer_id if self.key else ""


def parse_bridge(text: str) -> Bridge:
    """Return what `host` or `host:port` means; ValueError says what is wrong."""
    host, colon, port = text.partition(":")
    if colon and not (port.isascii() and port.isdigit()):
        raise ValueError(f"bridge {text!r}: expected HOST or HOST:PORT, as in 192.168.1.20:8080")
    return Bridge(host, int(port) if colon else _DEFAULT_PORT)


def parse_setting(text: str) -> tuple[str, str]:
    """Return name and value of `name=value`; ValueError says what is wrong."""
    name, sign, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not sign or not _SETTING.match(name) or not value:
        raise ValueError(f"setting {text!r}: expected NAME=VALUE, as in quality=12")
    return name, value


def entries_of(provision: Provision) -> dict[str, bytes]:
    """Return the entries of the firmware's store; ValueError when something does not fit."""
    if len(provision.networks) > MAX_NETWORKS:
        raise ValueError(f"{len(provision.networks)} networks: a board knows {MAX_NETWORKS}")
    entries: dict[str, bytes] = {}
    if provision.networks:
        networks = [{"name": n.name, "password": n.password} for n in provision.networks]
        entries["wifi"] = _json(networks)
    if provision.bridge is not None:
        pinned = {"host": provision.bridge.host, "port": provision.bridge.port}
        entries["bridge"] = _json({"pinned": pinned})
    if provision.key:
        if not provision.key.startswith("gbd1_"):
            raise ValueError("this is not the key of a device: gamebridge devices add NAME")
        parse_key(provision.key)
        entries["key"] = provision.key.encode()
    if provision.settings:
        entries["settings"] = _json(dict(provision.settings))
    for name, room in _ROOMS.items():
        if len(entries.get(name, b"")) > room:
            raise ValueError(f"{name}: {len(entries[name])} bytes, and a board has room for {room}")
    if not entries:
        raise ValueError("nothing to tell the board: name a network, a bridge, a key or a setting")
    return entries


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
