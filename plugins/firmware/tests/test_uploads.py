"""Images that come in pieces."""

from pathlib import Path

import pytest

from bridge.testing.fakes import FakeClock
from bridge_firmware.image import MAX_IMAGE_BYTES
from bridge_firmware.shelf import FOLDER, ImageShelf
from bridge_firmware.uploads import IDLE_US, MAX_UPLOADS, Uploads
from bridge_firmware.values import Piece
from plugins.firmware.tests.images import build_image


@pytest.fixture
def clock() -> FakeClock:
    """A clock that a test moves."""
    return FakeClock()


@pytest.fixture
def uploads(shelf: ImageShelf, clock: FakeClock) -> Uploads:
    """No upload yet."""
    return Uploads(shelf, clock.now_us)


def test_last_piece_makes_an_image(uploads: Uploads, shelf: ImageShelf) -> None:
    content = build_image()
    upload = uploads.begin(len(content))
    while upload.image is None:
        at = upload.done_bytes
        upload = uploads.add(upload.id, Piece(at, content[at : at + 3000]))
    assert shelf.images() == [upload.image]
    with pytest.raises(KeyError):
        uploads.add(upload.id, Piece(0, b"more"))


@pytest.mark.parametrize("size", [0, -1, MAX_IMAGE_BYTES + 1])
def test_impossible_sizes_are_refused(uploads: Uploads, size: int) -> None:
    with pytest.raises(ValueError, match="an image has"):
        uploads.begin(size)


@pytest.mark.parametrize("piece", [Piece(1, b"x"), Piece(0, b""), Piece(0, b"12345")])
def test_pieces_come_in_order_and_fit(uploads: Uploads, piece: Piece) -> None:
    upload = uploads.begin(4)
    with pytest.raises(ValueError, match="piece"):
        uploads.add(upload.id, piece)


def test_wrong_file_is_named_and_forgotten(uploads: Uploads, tmp_path: Path) -> None:
    upload = uploads.begin(4)
    with pytest.raises(ValueError, match="ELF"):
        uploads.add(upload.id, Piece(0, b"\x7fELF"))
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_uploads_that_nobody_ends_make_way(
    uploads: Uploads, clock: FakeClock, tmp_path: Path
) -> None:
    for _ in range(MAX_UPLOADS):
        uploads.begin(10)
    with pytest.raises(ValueError, match="wait for one"):
        uploads.begin(10)
    clock.advance(IDLE_US)
    uploads.begin(10)
    assert len(list((tmp_path / FOLDER).iterdir())) == 1
