"""`/api/images/…`: pictures that are kept.

Knows: requests, their answers' exact form. Does not know: files.
"""

from collections.abc import Mapping

import msgspec
from quart import Blueprint, Response, request

from bridge_dialects.s3cam.image_folder import FolderCount, SavedImage
from bridge_dialects.s3cam.image_saver import ImageSaver
from bridge_dialects.s3cam.shown import ShownCamera
from bridge_dialects.shared.loose_json import parse_object
from bridge_dialects.shared.peers import status_error


class ImageRoutes:
    """Answers about saved pictures."""

    def __init__(self, saver: ImageSaver, shown: ShownCamera) -> None:
        self._saver = saver
        self._shown = shown

    def add_to(self, blueprint: Blueprint) -> None:
        """Mount the routes."""
        add = blueprint.add_url_rule
        add("/api/images/stats", "images_stats", self.stats)
        add("/api/images/state", "images_state", self.state)
        add("/api/images/latest", "images_latest", self.latest)
        add("/api/images/toggle", "images_toggle", self.toggle, methods=["POST"])
        add("/api/images/save", "images_save", self.save, methods=["POST"])

    async def summary(self) -> dict[str, object]:
        """Return what `/api/stats` says about saving."""
        counted, _last = await self._saver.count()
        return {"enabled": self._saver.is_on, "stats": _plain(counted)}

    async def stats(self) -> Response:
        """Say what is saved."""
        counted, last = await self._saver.count()
        return json_answer(
            {
                "status": "ok",
                "enabled": self._saver.is_on,
                "stats": _plain(counted),
                "last_saved": None if last is None else _last_saved(last),
                "today_images": self._saver.today(counted),
            }
        )

    async def state(self) -> Response:
        """Say whether pictures are being saved."""
        return json_answer({"status": "ok", "enabled": self._saver.is_on})

    async def latest(self) -> Response:
        """Return the newest picture of the camera."""
        jpeg = self._shown.jpeg()
        if jpeg is None:
            return status_error(404, "No image available")
        return Response(jpeg, content_type="image/jpeg")

    async def toggle(self) -> Response:
        """Switch saving as `enabled` says, or to the other state."""
        wanted = await _wanted_state()
        is_on = not self._saver.is_on if wanted is None else wanted
        try:
            await self._saver.switch(is_on=is_on)
        except OSError as error:
            return status_error(500, f"the switch could not be kept: {error.strerror}")
        word = "on" if is_on else "off"
        text = f"Saving images is switched {word}"
        return json_answer({"status": "success", "enabled": is_on, "message": text})

    async def save(self) -> Response:
        """Save the newest picture of the camera."""
        if not self._saver.is_on:
            why = f": {self._saver.fault}" if self._saver.fault else ""
            return status_error(400, f"Saving images is switched off{why}")
        jpeg = self._shown.jpeg()
        if jpeg is None:
            return status_error(404, "No image available")
        try:
            image = await self._saver.save(jpeg)
        except OSError as error:
            return status_error(500, f"the image could not be saved: {error.strerror}")
        return json_answer(
            {
                "status": "success",
                "message": f"Image saved: {image.filename}",
                "path": image.path,
                "filename": image.filename,
            }
        )


def json_answer(value: Mapping[str, object]) -> Response:
    """Return a JSON object."""
    return Response(msgspec.json.encode(value), content_type="application/json")


def _plain(counted: FolderCount) -> object:
    return msgspec.to_builtins(counted)


def _last_saved(image: SavedImage) -> dict[str, object]:
    return {
        "path": image.path,
        "filename": image.filename,
        "number": image.number,
        "date": image.date,
        "hour": image.hour,
        "size": image.size_bytes,
    }


async def _wanted_state() -> bool | None:
    """Return what the body of the request asks for, or None if it does not say."""
    body = await request.get_data()
    found = parse_object(body if isinstance(body, str) else body.decode("utf-8", "replace"))
    wanted = found.get("enabled") if found is not None else None
    return wanted if isinstance(wanted, bool) else None
