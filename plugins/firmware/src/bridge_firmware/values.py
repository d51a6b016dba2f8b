"""What the routes of firmware take and give, for the panel and the command line."""

from typing import Literal

import msgspec

from bridge.api import DeviceFirmware
from bridge_firmware.image import Image

# So many bytes of an image fit into one request as base64, with something around them.
PIECE_BYTES = 45_000


class ShownDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device with our firmware, as it told at `told_us` of the bridge's clock. `newest` is
    the image that an update would take, if any."""

    id: str
    name: str
    online: bool
    firmware: DeviceFirmware
    told_us: int
    newest: str = ""


class FirmwareList(msgspec.Struct, frozen=True):
    """Everything at once."""

    images: list[Image]
    devices: list[ShownDevice]


class UploadWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An image of `size` bytes is to come."""

    size: int


class Upload(msgspec.Struct, frozen=True):
    """An image that is coming: so much of it is here. `image` once it is whole."""

    id: str
    done_bytes: int
    image: Image | None = None


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes of an image from `at` on."""

    at: int
    data: bytes  # Base64 in JSON.


class UpdateWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which image a device shall have; the newest for its board when none is named.

    `again` writes the version anew that runs already.
    """

    image: str = ""
    again: bool = False


class UpdateBegun(msgspec.Struct, frozen=True):
    """The device took the offer; what it tells after `at_us` is about this update."""

    device: str
    at_us: int
    image: Image


class Refusal(msgspec.Struct, frozen=True):
    """Why something was not done."""

    code: str
    text: str
    op: Literal["status"] = "status"
    level: Literal["error"] = "error"
