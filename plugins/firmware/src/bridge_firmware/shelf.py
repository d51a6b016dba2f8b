"""The images of one bridge: files in the folder `firmware` of its private folder.

Knows: files. Does not know: HTTP, trio, devices. Every call may wait for the disk, and one
at a time may run.
"""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from bridge.api import SettingsError
from bridge_firmware.image import MAX_IMAGE_BYTES, Image, parse_image

FOLDER = "firmware"
MAX_IMAGES = 32
_NAME = re.compile(r"[0-9a-f]{64}\Z")
_LEAST_PREFIX = 6


class ImageShelf:
    """The images. ValueError says why something cannot be done, KeyError names the unknown."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / FOLDER
        self._known: dict[str, Image] = {}
        self._damaged: dict[str, int] = {}  # When each of these was written last.

    def open(self) -> None:
        """Make the folder, and forget uploads that a bridge before this one did not finish."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in self._folder.glob("*.part"):
                path.unlink()
        except OSError as error:
            raise SettingsError(f"{self._folder}: {error.strerror}") from None

    def images(self) -> list[Image]:
        """Return all images, the newest version of each board first."""
        found = {path.stem for path in self._paths()}
        self._known = {name: image for name, image in self._known.items() if name in found}
        for name in found - set(self._known):
            self._look_at(name)
        return sorted(
            self._known.values(),
            key=lambda image: (image.project, image.chip, version_key(image)),
            reverse=True,
        )

    def _look_at(self, name: str) -> None:
        """Read a file that was not here before. What somebody damaged is not offered."""
        try:
            written_ns = self._path(name).stat().st_mtime_ns
            content = (
                b"" if self._damaged.get(name) == written_ns else self._path(name).read_bytes()
            )
        except OSError:
            return  # Gone again.
        try:
            image = parse_image(content)
        except ValueError:
            image = None
        if image is not None and image.sha256 == name:
            self._known[name] = image
        else:
            self._damaged[name] = written_ns

    def find(self, name: str) -> Image:
        """Return an image by its SHA-256 or the beginning of it, or by its version."""
        images = self.images()
        is_prefix = len(name) >= _LEAST_PREFIX
        found = [i for i in images if is_prefix and i.sha256.startswith(name.lower())]
        found = found or [i for i in images if name in (i.version, f"{i.project} {i.version}")]
        if not found:
            raise KeyError(name)
        if len(found) > 1:
            names = ", ".join(f"{image.sha256[:12]} ({image.board})" for image in found)
            raise ValueError(f"{name!r} is the name of several images: say which of {names}")
        return found[0]

    def path(self, sha256: str) -> Path:
        """Return the file of an image that is here; KeyError for any other text."""
        if not _NAME.match(sha256) or not self._path(sha256).is_file():
            raise KeyError(sha256)
        return self._path(sha256)

    def new_part(self) -> Path:
        """Return the path of a file to which an image may be written."""
        if len(list(self._paths())) >= MAX_IMAGES:
            raise ValueError(f"there are {MAX_IMAGES} images already: remove one first")
        return self._folder / f"{secrets.token_hex(8)}.part"

    def take(self, part: Path) -> Image:
        """Keep what was written; ValueError, and the file goes, when it is no image."""
        try:
            if part.stat().st_size > MAX_IMAGE_BYTES:
                raise ValueError(f"an image has at most {MAX_IMAGE_BYTES} bytes")
            image = parse_image(part.read_bytes())
            part.chmod(0o600)
            part.replace(self._path(image.sha256))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._known[image.sha256] = image
        return image

    def remove(self, name: str) -> Image:
        """Delete an image."""
        image = self.find(name)
        self._path(image.sha256).unlink(missing_ok=True)
        self._known.pop(image.sha256, None)
        return image

    def newest_for(self, project: str, chip: str) -> Image | None:
        """Return the image that a device of this kind would be given, or None."""
        matching = (
            i for i in self.images() if (i.project, i.chip) == (project, chip) and not i.is_whole
        )
        return next(matching, None)

    def _paths(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.bin") if _NAME.match(path.stem))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.bin"


def version_key(image: Image) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return what orders versions: 1.10 comes after 1.9, and 1.2 after 1.2-rc1.

    Among images of one version the order is that of their digests, which is at least stable.
    """
    core, _, rest = image.version.removeprefix("v").partition("-")
    parts = [*_parts(core), (2, 0, "") if not rest else (0, 0, ""), *_parts(rest)]
    return tuple(parts), image.sha256


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    for word in re.findall(r"\d+|[a-zA-Z]+", text):
        yield (3, int(word), "") if word.isdigit() else (1, 0, word)
