"""Saved pictures on disk: a folder per hour, the oldest make room for new ones.

Every function here may take a while: call it in a thread. Knows: files. Does not know:
the hub, routes.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

SWITCH_FILE = "saving"


@dataclass(frozen=True, slots=True)
class SavedImage:
    """One picture; `date` and `hour` are the folders that it lies in."""

    date: str
    hour: str
    number: int
    size_bytes: int

    @property
    def filename(self) -> str:
        """The file's own name."""
        return f"{self.number}.jpg"

    @property
    def path(self) -> str:
        """Where it is, below the folder of all pictures."""
        return f"{self.date}/{self.hour}/{self.filename}"


class HourCount(msgspec.Struct):
    """How many pictures an hour has."""

    images: int = 0


class DateCount(msgspec.Struct):
    """How many hours and pictures a day has."""

    hour_dirs: int = 0
    images: int = 0
    hours: dict[str, HourCount] = msgspec.field(default_factory=dict)


class FolderCount(msgspec.Struct):
    """What pages show of all that is saved."""

    total_dirs: int = 0
    total_images: int = 0
    by_date: dict[str, DateCount] = msgspec.field(default_factory=dict)
    by_hour: dict[str, HourCount] = msgspec.field(default_factory=dict)


class ImageFolder:
    """At most `max_images` of together `max_bytes` are kept. One thread at a time."""

    def __init__(self, root: Path, max_images: int, max_bytes: int) -> None:
        self._root = root
        self._max_images = max_images
        self._max_bytes = max_bytes
        self._images: deque[SavedImage] = deque()
        self._bytes = 0

    @property
    def images(self) -> tuple[SavedImage, ...]:
        """All that is saved, oldest first."""
        return tuple(self._images)

    @property
    def last(self) -> SavedImage | None:
        """The newest."""
        return self._images[-1] if self._images else None

    def load(self) -> bool:
        """Find what an earlier run saved; return whether saving was on then."""
        found = [image for path in self._root.glob("*/*/*.jpg") if (image := _image_at(path))]
        found.sort(key=lambda image: (image.date, image.hour, image.number))
        self._images = deque(found)
        self._bytes = sum(image.size_bytes for image in found)
        self._make_room(0, 0)
        return (self._root / SWITCH_FILE).exists()

    def remember_switch(self, *, is_on: bool) -> None:
        """Keep in mind for the next run whether saving is on."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_on:
            (self._root / SWITCH_FILE).touch()
        else:
            (self._root / SWITCH_FILE).unlink(missing_ok=True)

    def save(self, jpeg: bytes, at: datetime) -> SavedImage:
        """Write a picture under the next number of its hour. OSError says why it cannot."""
        date, hour = at.strftime("%Y-%m-%d"), at.strftime("%H-00-00")
        image = SavedImage(date, hour, self._next_number(date, hour), len(jpeg))
        self._make_room(1, len(jpeg))
        folder = self._root / date / hour
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{image.filename}.part"
        part.write_bytes(jpeg)
        part.replace(folder / image.filename)
        self._images.append(image)
        self._bytes += image.size_bytes
        return image

    def _next_number(self, date: str, hour: str) -> int:
        numbers = (i.number for i in reversed(self._images) if (i.date, i.hour) == (date, hour))
        return next(numbers, 0) + 1

    def _make_room(self, images: int, size_bytes: int) -> None:
        while self._images and (
            len(self._images) + images > self._max_images
            or self._bytes + size_bytes > self._max_bytes
        ):
            oldest = self._images.popleft()
            self._bytes -= oldest.size_bytes
            path = self._root / oldest.path
            path.unlink(missing_ok=True)
            self._drop_empty(path.parent)

    def _drop_empty(self, folder: Path) -> None:
        for empty in (folder, folder.parent):
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()


def _image_at(path: Path) -> SavedImage | None:
    if not path.stem.isdigit() or not path.is_file():
        return None
    return SavedImage(
        path.parent.parent.name, path.parent.name, int(path.stem), path.stat().st_size
    )


def count_images(images: tuple[SavedImage, ...]) -> FolderCount:
    """Return the counts by day and hour."""
    counted = FolderCount(total_images=len(images))
    for image in images:
        date = counted.by_date.setdefault(image.date, DateCount())
        if image.hour not in date.hours:
            date.hours[image.hour] = HourCount()
            date.hour_dirs += 1
            counted.total_dirs += 1
        date.images += 1
        date.hours[image.hour].images += 1
        counted.by_hour[f"{image.date}/{image.hour}"] = date.hours[image.hour]
    return counted
