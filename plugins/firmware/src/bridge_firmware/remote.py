"""The firmware plugin of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
import trio

from bridge.api import BridgeError
from bridge.client import parse_address
from bridge_firmware.image import Image, parse_image
from bridge_firmware.values import (
    PIECE_BYTES,
    FirmwareList,
    Piece,
    Refusal,
    UpdateBegun,
    UpdateWish,
    Upload,
    UploadWish,
)

PREFIX = "/v1/firmware"
LIMITS = httpx.Timeout(10.0, read=30.0)

OnBytes = Callable[[int, int], None]  # Bytes so far, bytes in all.
S = TypeVar("S", bound=msgspec.Struct)


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the bridge at `url`; BridgeError when that is no address."""
    try:
        base_url = parse_address(url).web_url
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    # The bridge is near; a proxy for the web would only be in the way.
    async with httpx.AsyncClient(
        base_url=base_url, headers=headers, timeout=LIMITS, trust_env=False
    ) as client:
        yield Remote(client)


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the plugin's routes. BridgeError says what went wrong and what to do."""

    client: httpx.AsyncClient

    async def list(self) -> FirmwareList:
        """Return images and devices."""
        return await self._ask("GET", "", FirmwareList)

    async def add(self, path: Path, on_bytes: OnBytes) -> Image:
        """Send an image, after a look at it: a wrong file need not travel."""
        content = await _read(path)
        upload = await self._ask("POST", "/uploads", Upload, UploadWish(len(content)))
        while upload.image is None:
            on_bytes(upload.done_bytes, len(content))
            at = upload.done_bytes
            piece = Piece(at, content[at : at + PIECE_BYTES])
            upload = await self._ask("POST", f"/uploads/{upload.id}", Upload, piece)
        on_bytes(len(content), len(content))
        return upload.image

    async def remove(self, name: str) -> Image:
        """Delete an image of the bridge's."""
        return await self._ask("DELETE", f"/images/{name}", Image)

    async def update(self, device: str, wish: UpdateWish) -> UpdateBegun:
        """Offer an image to a device."""
        return await self._ask("POST", f"/devices/{device}/update", UpdateBegun, wish)

    async def _ask(
        self, method: str, path: str, schema: type[S], body: msgspec.Struct | None = None
    ) -> S:
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"} if content else {}
        with _explaining(self.client):
            answer = await self.client.request(
                method, PREFIX + path, content=content, headers=headers
            )
        return msgspec.json.decode(_check(answer).content, type=schema)


async def _read(path: Path) -> bytes:
    try:
        content = await trio.Path(path).read_bytes()
        parse_image(content)
    except OSError as error:
        raise BridgeError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise BridgeError(f"{path}: {error}") from None
    return content


@contextmanager
def _explaining(client: httpx.AsyncClient) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise BridgeError(
            f"no bridge answers at {client.base_url} ({reason}); start one with "
            "'gamebridge run', or name its address with --url"
        ) from None


def _check(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        text = msgspec.json.decode(answer.content, type=Refusal).text
    except msgspec.DecodeError:
        text = answer.reason_phrase
    if answer.status_code in (401, 403):
        text += "; name a key of an operator with --key"
    raise BridgeError(text)
