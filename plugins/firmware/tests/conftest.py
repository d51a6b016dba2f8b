"""What the tests of firmware share."""

from pathlib import Path

import pytest

from bridge_firmware.shelf import ImageShelf
from plugins.firmware.tests.images import build_image


@pytest.fixture
def shelf(tmp_path: Path) -> ImageShelf:
    """The images of a bridge: none yet."""
    shelf = ImageShelf(tmp_path)
    shelf.open()
    return shelf


def put(shelf: ImageShelf, content: bytes = b"") -> str:
    """Keep an image and return its SHA-256."""
    part = shelf.new_part()
    part.write_bytes(content or build_image())
    return shelf.take(part).sha256
