"""What goes over port 8888: a question to all cameras, and their answers.

Knows: the two texts that multicam knows, and whom to believe. Does not know:
sockets, other finders.
"""

import ipaddress
import re

from bridge.api import RemoteProtocolError
from bridge_sources.discovery.found import Sighting

PORT = 8888
QUESTION = b"DISCOVER_CAMERAS"
MAX_ANSWER_BYTES = 1024
# Cameras answer every question, and questions go out every 15 s.
KEEP_US = 60_000_000
# Fields after the port are somebody's additions; the original ignores them too.
_ANSWER = re.compile(r"ESP32_CAMERA:([0-9.]{7,15}):([0-9]{1,5})(?::.*)?", re.DOTALL)
_RANK = 3


def parse_answer(datagram: bytes, sender: str) -> Sighting | None:
    """Return the camera that announces itself; None for a question, which may be our own.

    The address is the sender's. One in the text that says otherwise makes the sighting
    suspicious. RemoteProtocolError for everything else.
    """
    if len(datagram) > MAX_ANSWER_BYTES:
        raise RemoteProtocolError("too_long", f"{len(datagram)} bytes from {sender}")
    try:
        text = datagram.decode("utf-8").strip(" \t\r\n\0")
    except UnicodeDecodeError:
        raise RemoteProtocolError("not_utf8", f"bytes that are no text from {sender}") from None
    if text == QUESTION.decode():
        return None
    found = _ANSWER.fullmatch(text)
    if found is None:
        raise RemoteProtocolError("malformed", f"{text[:60]!r} from {sender} is no announcement")
    claimed, port = _address(found[1]), int(found[2])
    if claimed is None or not 0 < port < 65_536:
        raise RemoteProtocolError("malformed", f"{text[:60]!r} from {sender} names no address")
    return Sighting(
        how="udp",
        name=f"ESP32 Camera ({sender})",
        address=sender,
        port=port,
        kind="multicam",
        standing="offered" if claimed == sender else "suspicious",
        note="" if claimed == sender else f"it says that it is {claimed}, which it is not",
        rank=_RANK,
        origin=f"udp:{sender}",
        keep_us=KEEP_US,
    )


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return None
