"""The firmware plugin of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import trio

from bridge.api import BridgeError
from bridge.client.rest import RestClient, open_rest
from bridge_firmware.image import Image, parse_image
from bridge_firmware.values import (
    PIECE_BYTES,
    FirmwareList,
    Piece,
    UpdateBegun,
    UpdateWish,
    Upload,
    UploadWish,
)

PREFIX = "/v1/firmware"

OnBytes = Callable[[int, int], None]  # Bytes so far, bytes in all.


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the bridge at `url`; BridgeError when that is no address."""
    async with open_rest(url, key) as rest:
        yield Remote(rest)


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the plugin's routes. BridgeError says what went wrong and what to do."""

    rest: RestClient

    async def list(self) -> FirmwareList:
        """Return images and devices."""
        return await self.rest.ask(FirmwareList, "GET", PREFIX)

    async def add(self, path: Path, on_bytes: OnBytes) -> Image:
        """Send an image, after a look at it: a wrong file need not travel."""
        content = await _read(path)
        wish = UploadWish(len(content))
        upload = await self.rest.ask(Upload, "POST", f"{PREFIX}/uploads", wish)
        while upload.image is None:
            on_bytes(upload.done_bytes, len(content))
            at = upload.done_bytes
            piece = Piece(at, content[at : at + PIECE_BYTES])
            upload = await self.rest.ask(Upload, "POST", f"{PREFIX}/uploads/{upload.id}", piece)
        on_bytes(len(content), len(content))
        return upload.image

    async def remove(self, name: str) -> Image:
        """Delete an image of the bridge's."""
        return await self.rest.ask(Image, "DELETE", f"{PREFIX}/images/{quote(name, safe='')}")

    async def update(self, device: str, wish: UpdateWish) -> UpdateBegun:
        """Offer an image to a device."""
        return await self.rest.ask(
            UpdateBegun, "POST", f"{PREFIX}/devices/{quote(device, safe='')}/update", wish
        )


async def _read(path: Path) -> bytes:
    try:
        content = await trio.Path(path).read_bytes()
        parse_image(content)
    except OSError as error:
        raise BridgeError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise BridgeError(f"{path}: {error}") from None
    return content
