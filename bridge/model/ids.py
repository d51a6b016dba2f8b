"""Names that travel: device ids and display names."""

import re
from typing import NewType

DeviceId = NewType("DeviceId", str)

# One chunk of a topic name (field-wide: Zenoh and MQTT keep the excluded characters).
CHUNK = re.compile(r"[a-z0-9_-]{1,32}\Z")
# The target of calls to the bridge itself (docs/protocol.md §9.5), so no device's id.
BRIDGE_ID = "bridge"
# Short enough for a log line and a phone; no character that HTML, a terminal or a
# file name could take for its own.
DISPLAY_NAME = re.compile(r"[A-Za-z0-9 _.\-]{1,48}\Z")


def parse_device_id(text: str) -> DeviceId:
    """Return `text` as a device id, or raise ValueError that says what is allowed."""
    if not CHUNK.match(text):
        raise ValueError(
            f"device id {text!r}: use 1 to 32 characters of a-z, 0-9, '_' and '-', as in 'cam-1'"
        )
    if text == BRIDGE_ID:
        raise ValueError(f"device id {text!r} stands for the bridge itself: choose another")
    return DeviceId(text)


def parse_display_name(text: str) -> str:
    """Return `text` as a name that people see, or raise ValueError."""
    if not DISPLAY_NAME.match(text):
        raise ValueError(f"name {text!r}: use 1 to 48 letters, digits, spaces, '_', '.' and '-'")
    return text
