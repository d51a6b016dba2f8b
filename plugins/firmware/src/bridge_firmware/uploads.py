"""Images on their way to the bridge, piece by piece, so that no request is large.

Knows: pieces and how long nobody came with one. Does not know: HTTP.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bridge_firmware.image import MAX_IMAGE_BYTES
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.values import Piece, Upload

MAX_UPLOADS = 4
IDLE_US = 120_000_000


@dataclass(slots=True)
class _Coming:
    part: Path
    size: int
    done: int
    heard_us: int


class Uploads:
    """Uploads by their ids. ValueError says what is wrong, KeyError names the unknown."""

    def __init__(self, shelf: ImageShelf, now_us: Callable[[], int]) -> None:
        self._shelf = shelf
        self._now_us = now_us
        self._coming: dict[str, _Coming] = {}

    def begin(self, size: int) -> Upload:
        """Begin an upload."""
        self._forget_idle()
        if not 0 < size <= MAX_IMAGE_BYTES:
            raise ValueError(f"an image has 1 to {MAX_IMAGE_BYTES} bytes, this one {size}")
        if len(self._coming) >= MAX_UPLOADS:
            raise ValueError(f"{MAX_UPLOADS} images are coming already: wait for one of them")
        part = self._shelf.new_part()
        part.touch(0o600)
        upload_id = secrets.token_hex(8)
        self._coming[upload_id] = _Coming(part, size, 0, self._now_us())
        return Upload(upload_id, 0)

    def add(self, upload_id: str, piece: Piece) -> Upload:
        """Take a piece; with the last one the image is looked at and kept."""
        coming = self._coming[upload_id]
        if piece.at != coming.done:
            raise ValueError(f"a piece from {piece.at} on: expected {coming.done}")
        if not piece.data or coming.done + len(piece.data) > coming.size:
            raise ValueError(f"a piece of {len(piece.data)} bytes does not fit")
        with coming.part.open("ab") as file:
            file.write(piece.data)
        coming.done += len(piece.data)
        coming.heard_us = self._now_us()
        if coming.done < coming.size:
            return Upload(upload_id, coming.done)
        del self._coming[upload_id]
        return Upload(upload_id, coming.done, self._shelf.take(coming.part))

    def _forget_idle(self) -> None:
        for upload_id, coming in list(self._coming.items()):
            if self._now_us() - coming.heard_us >= IDLE_US:
                coming.part.unlink(missing_ok=True)
                del self._coming[upload_id]
