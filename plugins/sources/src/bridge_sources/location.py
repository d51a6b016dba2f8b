"""Where somebody says that a camera is: a host, or an address of the web. Pure.

Only plain forms are taken. Everything that some other program would read as an address
(`127.1`, `0x7f000001`, `2130706433`) is refused before any program can.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_PATH_LENGTH = 200
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?\Z")
# A last label like this makes other programs read the name as a number.
_NUMBER = re.compile(r"(?:\d+|0[xX][0-9A-Fa-f]*)\Z")
_PATH = re.compile(r"/[\x21-\x7e]*\Z")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:/|\Z))")
_BARE_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\Z")
_HOW = "use an address like 192.168.1.50, or a name like cam.local"


class AddressRefused(ValueError):
    """The bridge will not connect there. The text names the value and the remedy."""


@dataclass(frozen=True, slots=True)
class Location:
    """What was typed, in parts; a port of 0 and an empty path were left out."""

    host: str
    port: int = 0
    path: str = ""
    user: str = ""
    password: str = ""


def parse_host(text: str) -> IpAddress | str:
    """Return an address, or the name of a host; AddressRefused if it is neither."""
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _parse_name(host)
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise AddressRefused(f"address {text!r}: leave out what follows the '%'; {_HOW}")
    return address


def _parse_name(host: str) -> str:
    last = host.rstrip(".").rpartition(".")[2]
    if len(host) > 253 or not _HOST_NAME.match(host) or _NUMBER.match(last):
        raise AddressRefused(f"address {host[:80]!r} is no address and no name of a host: {_HOW}")
    return host.lower()


def check_path(path: str) -> str:
    """Return `path` if a request may ask for it."""
    if len(path) > MAX_PATH_LENGTH or not _PATH.match(path):
        raise AddressRefused(
            f"path {path[:80]!r}: it begins with '/' and has at most {MAX_PATH_LENGTH} "
            "printable characters"
        )
    return path


def parse_location(text: str) -> Location:
    """Return the parts of `192.168.1.50`, `cam.local:8080` or `http://cam/stream`."""
    text = text.strip()
    scheme = _SCHEME.match(text)
    if _BARE_IPV6.match(text):
        text = f"http://[{text}]"
    elif scheme is None:
        text = f"http://{text}"
    elif scheme.group(1).lower() != "http":
        raise AddressRefused(
            f"address {text[:80]!r}: cameras are asked by http, not by {scheme.group(1)!r}; {_HOW}"
        )
    return _split(text)


def _split(url: str) -> Location:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"address {url[:80]!r}: {error}; {_HOW}") from None
    if port == 0:
        raise AddressRefused(f"address {url[:80]!r}: there is no port 0")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if path in ("", "/"):
        path = ""
    host = str(parse_host(parts.hostname or ""))
    return Location(
        host,
        port or 0,
        check_path(path) if path else "",
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )
