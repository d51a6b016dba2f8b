"""What is known of a source, and what people are told about it.

Knows: names, kinds, how values look. Does not know: sockets, the hub, files.
"""

import re
from typing import Literal, get_args

import msgspec

from bridge.api import BridgeError, neighbour_id, parse_device_id

SourceKind = Literal[
    "auto",
    "cameraserver",
    "multicam",
    "esphome",
    "tasmota",
    "easytarget",
    "m5",
    "esp32cam",
    "eloquent",
    "mjpeg",
    "snapshot",
    "capture81",
]
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)
# What people call a camera: `ESP32 Camera (192.168.1.77)` is what multicam makes up itself.
SOURCE_NAME = re.compile(r"[A-Za-z0-9 _.()\-]{1,64}\Z")
MAX_ID_LENGTH = 32


class SourceFailed(BridgeError):
    """A camera did not do what it was asked. The text is for people: name, what, remedy."""


class SourceRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A camera that the bridge asks, as it is added, kept and listed.

    Kind "auto" is found out when the camera is added. `id` is the device's; it is made
    from the name if empty. Ports of 0 and empty paths mean those of the kind. `hz` is how
    many pictures a second are wanted: 0 takes them as the camera sends them, and only
    while somebody looks. `user` and `password` are for HTTP's basic authentication.
    """

    name: str
    host: str
    id: str = ""
    kind: SourceKind = "auto"
    port: int = 0
    path: str = ""
    stream_port: int = 0
    stream_path: str = ""
    hz: float = 0.0
    is_started: bool = True
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"SourceRecord({self.name!r}, {self.kind}, {self.host}:{self.port})"


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a source is at one moment.

    `is_active`: it was started, and pictures are fetched because somebody looks or a rate
    is set. `is_online`: pictures come, or the last question was answered. `viewers` counts
    who wants its pictures. `fault` says why it is not online, for people. `drops` counts
    what was passed over, by reason.
    """

    record: SourceRecord
    is_active: bool = False
    is_online: bool = False
    fps: float = 0.0
    frames: int = 0
    viewers: int = 0
    last_frame_us: int | None = None
    last_frame_wall: float | None = None  # Seconds since 1970, for systems that show it.
    fault: str = ""
    drops: dict[str, int] = msgspec.field(default_factory=dict)


def parse_source_name(text: str) -> str:
    """Return `text` as a source's name, or raise ValueError."""
    if not SOURCE_NAME.match(text) or not text.strip():
        raise ValueError(
            f"name {text!r}: use 1 to 64 letters, digits, spaces, '_', '.', '-' and parentheses"
        )
    return text


def device_id_for(name: str, host: str) -> str:
    """Return a device id made from a name: `Front door (1)` is `front-door-1`."""
    slug = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")[:MAX_ID_LENGTH].rstrip("-")
    return str(parse_device_id(slug or neighbour_id("camera", host)))


def display_name_for(name: str) -> str:
    """Return a source's name in the characters that device names have."""
    return re.sub(r"[^A-Za-z0-9 _.\-]", "", name).strip()[:48] or "camera"
