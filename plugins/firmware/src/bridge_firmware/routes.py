"""What operators may do with firmware: see it, add and remove images, update devices.

Knows: Quart. Does not know: how images are kept, who asks (the application looks at that).
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec
import trio
from quart import Blueprint, Response, g, request

from bridge_firmware.answers import answer_for, json_answer
from bridge_firmware.fleet import Fleet, UpdateRefused, find_mismatch
from bridge_firmware.image import Image
from bridge_firmware.manifest import manifest_of
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.uploads import Uploads
from bridge_firmware.values import (
    FirmwareList,
    Piece,
    ShownDevice,
    UpdateBegun,
    UpdateWish,
    UploadWish,
)

if TYPE_CHECKING:
    from bridge.api import Admission

PREFIX = "/v1/firmware"

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


class FirmwareDesk:
    """Answers operators."""

    def __init__(
        self,
        shelf: ImageShelf,
        uploads: Uploads,
        fleet: Fleet,
        one_at_a_time: trio.CapacityLimiter,
    ) -> None:
        self._shelf = shelf
        self._uploads = uploads
        self._fleet = fleet
        self._one_at_a_time = one_at_a_time

    async def list_all(self) -> Response:
        """Return images and devices."""
        images = await self._ask(self._shelf.images)
        return json_answer(FirmwareList(images, self._devices(images)))

    def _devices(self, images: list[Image]) -> list[ShownDevice]:
        shown = []
        for state, told in self._fleet.devices():
            newest = next((i for i in images if find_mismatch(told.firmware, i) is None), None)
            shown.append(
                ShownDevice(
                    id=state.id,
                    name=state.name,
                    online=state.online,
                    firmware=told.firmware,
                    told_us=told.at_us,
                    newest="" if newest is None else newest.sha256,
                )
            )
        return shown

    async def begin_upload(self) -> Response:
        """Begin to take an image."""

        async def answer() -> Response:
            wish = await _body(UploadWish)
            return json_answer(await self._ask(partial(self._uploads.begin, wish.size)), 201)

        return await answer_for(answer)

    async def add_piece(self, upload: str) -> Response:
        """Take a piece of an image."""

        async def answer() -> Response:
            piece = await _body(Piece)
            return json_answer(await self._ask(partial(self._uploads.add, upload, piece)))

        return await answer_for(answer)

    async def remove(self, image: str) -> Response:
        """Delete an image."""

        async def answer() -> Response:
            return json_answer(await self._ask(partial(self._shelf.remove, image)))

        return await answer_for(answer)

    async def manifest(self, image: str) -> Response:
        """Return what web installers want to know about an image for a board at a cable."""

        async def answer() -> Response:
            found = await self._ask(partial(self._whole, image))
            return json_answer(manifest_of(found))

        return await answer_for(answer)

    async def content(self, image: str) -> Response:
        """Return the bytes of an image for a board at a cable."""

        async def answer() -> Response:
            found = await self._ask(partial(self._whole, image))
            content = await self._ask(self._shelf.path(found.sha256).read_bytes)
            return Response(content, content_type="application/octet-stream")

        return await answer_for(answer)

    def _whole(self, name: str) -> Image:
        image = self._shelf.find(name)
        if not image.is_whole:
            raise ValueError(f"{image.project} {image.version} is no image of a whole flash")
        return image

    async def update(self, device: str) -> Response:
        """Offer an image to a device."""

        async def answer() -> Response:
            wish = await _body(UpdateWish)
            image = await self._ask(partial(self._choose, device, wish.image))
            admission: Admission = g.admission
            at_us = await self._fleet.offer(device, image, admission, again=wish.again)
            return json_answer(UpdateBegun(device, at_us, image), 202)

        return await answer_for(answer)

    def _choose(self, device: str, name: str) -> Image:
        firmware = self._fleet.known(device)
        if name:
            return self._find(name, firmware.project)
        newest = self._shelf.newest_for(firmware.project, firmware.chip)
        if newest is None:
            raise UpdateRefused(
                "no_such_image",
                f"there is no image for {firmware.project} on {firmware.chip}: add one with "
                "'gamebridge firmware add IMAGE'",
            )
        return newest

    def _find(self, name: str, project: str) -> Image:
        """Return the image that is meant: a version may be there for several boards."""
        try:
            return self._shelf.find(f"{project} {name}")
        except KeyError:
            return self._shelf.find(name)

    async def _ask(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._one_at_a_time)


async def _body(schema: type[S]) -> S:
    """Return the body of the current request; ValueError names a wrong field."""
    return msgspec.json.decode(await request.get_data(), type=schema)


def build_routes(desk: FirmwareDesk) -> Blueprint:
    """Return the routes that need the key of an operator."""
    blueprint = Blueprint("firmware", __name__, url_prefix=PREFIX)
    add = blueprint.add_url_rule
    add("", "list", desk.list_all, methods=["GET"])
    add("/uploads", "begin_upload", desk.begin_upload, methods=["POST"])
    add("/uploads/<upload>", "add_piece", desk.add_piece, methods=["POST"])
    add("/images/<image>", "remove", desk.remove, methods=["DELETE"])
    add("/images/<image>/manifest.json", "manifest", desk.manifest, methods=["GET"])
    add("/images/<image>/image.bin", "content", desk.content, methods=["GET"])
    add("/devices/<device>/update", "update", desk.update, methods=["POST"])
    return blueprint
