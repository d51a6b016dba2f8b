"""Saves what the shown camera sends for as long as that is switched on.

Knows: the hub, threads. Does not know: routes, how files are laid out.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

import trio

from bridge.api import Delivery, Devices, Hub
from bridge_dialects.s3cam.image_folder import (
    FolderCount,
    ImageFolder,
    SavedImage,
    count_images,
)
from bridge_dialects.s3cam.surroundings import SYSTEM
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import CameraWatch
from bridge_dialects.shared.wall import WallClock, local_time

log = logging.getLogger("gamebridge.s3cam")
T = TypeVar("T")


class ImageSaver:
    """A service. Every picture is written, unless the disk is slower than the camera."""

    name = "s3cam images"

    def __init__(self, hub: Hub, devices: Devices, folder: ImageFolder, wall_s: WallClock) -> None:
        self._hub = hub
        self._devices = devices
        self._folder = folder
        self._wall_s = wall_s
        self._limiter = trio.CapacityLimiter(1)
        self._switched = trio.Event()
        self._saving = trio.CancelScope()
        self.is_on = False
        self.fault = ""  # Why it switched itself off.

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Save while switched on, until cancelled; begins as the last run ended."""
        self.is_on = await self._in_thread(self._folder.load)
        task_status.started()
        while True:
            self._switched = trio.Event()
            if not self.is_on:
                await self._switched.wait()
                continue
            with trio.CancelScope() as self._saving:
                await self._save_all()

    async def _save_all(self) -> None:
        pick = CameraPick(SYSTEM, home_has_cameras=True)
        pick.note_all(self._devices.states())
        with CameraWatch(self._hub, pick, self.name, Delivery()) as watch:
            while True:
                picture = await watch.next_picture()
                try:
                    await self.save(picture.payload)
                except OSError as error:
                    log.error("saving pictures is switched off: %s", error)
                    self.is_on, self.fault = False, error.strerror or str(error)
                    return

    async def switch(self, *, is_on: bool) -> None:
        """Begin or end to save, and remember it for the next run."""
        self.is_on, self.fault = is_on, ""
        self._switched.set()
        self._saving.cancel()
        await self._in_thread(lambda: self._folder.remember_switch(is_on=is_on))

    async def save(self, jpeg: bytes) -> SavedImage:
        """Save one picture. OSError says why it cannot be."""
        at = local_time(self._wall_s())
        return await self._in_thread(lambda: self._folder.save(jpeg, at))

    async def count(self) -> tuple[FolderCount, SavedImage | None]:
        """Return the counts of all that is saved, and the newest."""
        return await self._in_thread(lambda: (count_images(self._folder.images), self._folder.last))

    def today(self, counted: FolderCount) -> int:
        """Return how many of those are of today."""
        date = counted.by_date.get(local_time(self._wall_s()).strftime("%Y-%m-%d"))
        return 0 if date is None else date.images

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._limiter)
