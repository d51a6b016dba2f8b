"""What services that are announced by mDNS say about cameras.

Knows: the service types and TXT fields of camera firmwares. Does not know: zeroconf,
sockets. The addresses here are what somebody announced: `AddressPolicy` looks at them
before anything is connected to.
"""

import re
from collections.abc import Mapping

import msgspec

from bridge.api import is_neighbour
from bridge_sources.discovery.found import Sighting
from bridge_sources.records import SourceKind, display_name_for

ESP_CAM = "_esp-cam._tcp.local."
ESPHOME = "_esphomelib._tcp.local."
HTTP = "_http._tcp.local."
SERVICE_TYPES = (ESP_CAM, ESPHOME, HTTP)
# ESPHome announces the port of its own protocol; pictures are where its docs put them.
ESPHOME_PICTURE_PORT = 8081
_CAMERA_WORDS = re.compile(r"cam|ov[2357]\d{3}|gc0308|webcam|mjpeg|m5stack|timercam", re.IGNORECASE)
_MODEL_FIELDS = ("model", "board")


class Announced(msgspec.Struct, frozen=True):
    """One service as it was announced. `keep_us` as in Sighting."""

    type: str
    name: str  # In full, as in `cam._http._tcp.local.`.
    host: str
    addresses: tuple[str, ...]
    port: int
    fields: Mapping[str, str]
    keep_us: int = 0


def sighting_of(announced: Announced) -> Sighting | None:
    """Return what a service is to somebody who looks for cameras; None if it is nowhere."""
    address = _pick(announced.addresses)
    if address is None or not 0 < announced.port < 65_536:
        return None
    kind, rank = _kind(announced)
    fields = announced.fields
    label = fields.get("friendly_name") or announced.name.removesuffix(f".{announced.type}")
    return Sighting(
        how="mdns",
        name=display_name_for(label),
        address=address,
        port=ESPHOME_PICTURE_PORT if announced.type == ESPHOME else announced.port,
        kind=kind,
        stream_port=_port(fields.get("stream_port", "")),
        model=next(
            (display_name_for(fields[name]) for name in _MODEL_FIELDS if fields.get(name)), ""
        ),
        standing="offered" if rank else "unknown",
        note="" if rank else "an unknown web server; nobody has asked it yet",
        rank=rank,
        origin=announced.name,
        keep_us=announced.keep_us,
    )


def _kind(announced: Announced) -> tuple[SourceKind, int]:
    if announced.type == ESP_CAM:
        return "cameraserver", 3
    if announced.type == ESPHOME:
        return "esphome", 2
    label = announced.name.removesuffix(f".{announced.type}")
    words = " ".join((label, announced.host, *announced.fields, *announced.fields.values()))
    if "tasmota" in words.lower():
        return "tasmota", 2
    return ("auto", 1) if _CAMERA_WORDS.search(words) else ("auto", 0)


def _pick(addresses: tuple[str, ...]) -> str | None:
    """Return the address to show: IPv4 before IPv6, and none from outside."""
    near = [address for address in addresses if is_neighbour(address)]
    return next((a for a in near if ":" not in a), next(iter(near), None))


def _port(text: str) -> int:
    is_port = text.isascii() and text.isdigit() and len(text) <= 5 and int(text) < 65_536
    return int(text) if is_port else 0
