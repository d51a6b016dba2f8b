"""Who is on the other end of a link, as far as the handshake tells.

Knows: headers and addresses of pages. Does not know: links, cameras.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from bridge.api import LinkOpening, parse_display_name

# What boards and programs call themselves. In doubt a peer is a board: it must never be
# sent anything, and a page that is mistaken for one merely shows no picture.
_BOARDS = ("esp", "arduino", "tinywebsockets", "python", "websocket", "go-http", "curl")
_PAGE_ORIGINS = ("http://", "https://")
_SDK_CHARS = 64
_ID_CHARS = 23
_MAX_QUERY_FIELDS = 32
_NOT_IN_IDS = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Guest:
    """A peer that opens a link. `camera` is what the link's address asks for, or ""."""

    address: str
    user_agent: str
    is_page: bool
    camera: str


def guest_of(opening: LinkOpening) -> Guest:
    """Return who opens a link."""
    headers = {name.lower(): value for name, value in opening.headers}
    agent = headers.get("user-agent", "")
    printable = "".join(c for c in agent if " " <= c <= "~")[:_SDK_CHARS]
    camera = query_value(opening.query, "camera")
    return Guest(opening.address, printable, _is_page(headers), camera)


def _is_page(headers: Mapping[str, str]) -> bool:
    agent = headers.get("user-agent", "").strip().lower()
    origin = headers.get("origin", "").strip().lower()
    if not agent or any(word in agent for word in _BOARDS):
        return False
    return agent.startswith("mozilla/") or origin == "null" or origin.startswith(_PAGE_ORIGINS)


def query_value(query: str, key: str) -> str:
    """Return the first value of a key in a query string, or "" if there is none."""
    try:
        return parse_qs(query, max_num_fields=_MAX_QUERY_FIELDS).get(key, [""])[0]
    except ValueError:
        return ""


def name_in_id(name: str) -> str | None:
    """Return the part of a device id that a name gives, or None if it gives none.

    ValueError says what is wrong with the name. What consists of digits is left to
    addresses.
    """
    parse_display_name(name)
    found = _NOT_IN_IDS.sub("-", name.lower())[:_ID_CHARS].strip("-")
    return found if any(c.isalpha() for c in found) else None
