"""Images that are kept, found and deleted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import SettingsError
from bridge_firmware.image import parse_image
from bridge_firmware.shelf import FOLDER, MAX_IMAGES, ImageShelf, version_key
from plugins.firmware.tests.conftest import put
from plugins.firmware.tests.images import build_image


def versions(shelf: ImageShelf) -> list[str]:
    """Return the versions that are there, as they are listed."""
    return [image.version for image in shelf.images()]


def test_image_survives_the_bridge(shelf: ImageShelf, tmp_path: Path) -> None:
    sha256 = put(shelf)
    again = ImageShelf(tmp_path)
    again.open()
    assert [image.sha256 for image in again.images()] == [sha256]
    assert again.path(sha256).read_bytes() == build_image()
    assert again.path(sha256).stat().st_mode & 0o077 == 0


def test_newest_version_comes_first(shelf: ImageShelf) -> None:
    for version in ("1.9.0", "1.10.0", "1.10.0-rc1", "1.2", "v1.11"):
        put(shelf, build_image(version=version))
    assert versions(shelf) == ["v1.11", "1.10.0", "1.10.0-rc1", "1.9.0", "1.2"]
    newest = shelf.newest_for("gamebridge-pc", "pc")
    assert newest is not None
    assert newest.version == "v1.11"
    assert shelf.newest_for("gamebridge-pc", "esp32") is None


@given(st.lists(st.text("0123456789.-abv", max_size=8), max_size=6))
def test_any_versions_have_an_order(texts: list[str]) -> None:
    images = [parse_image(build_image(version=f"1{text}")) for text in texts]
    other_way = list(reversed(images))
    assert sorted(images, key=version_key) == sorted(other_way, key=version_key)


def test_image_is_found_by_its_digits_and_by_its_version(shelf: ImageShelf) -> None:
    sha256 = put(shelf)
    other = put(shelf, build_image("gamebridge-cam", "1.1.0", 9))
    assert shelf.find(sha256[:8].upper()).sha256 == sha256
    assert shelf.find("gamebridge-cam 1.1.0").sha256 == other
    with pytest.raises(ValueError, match=r"several images.*\(cam\)"):
        shelf.find("1.1.0")
    for name in ("2.0", sha256[:4], "../" + sha256):
        with pytest.raises(KeyError):
            shelf.find(name)


@pytest.mark.parametrize("name", ["", "..", "../x", "a" * 63, "A" * 64, "a" * 64, "/etc/passwd"])
def test_no_name_leads_out_of_the_folder(shelf: ImageShelf, name: str) -> None:
    put(shelf)
    with pytest.raises(KeyError):
        shelf.path(name)


def test_what_is_no_image_is_not_kept(shelf: ImageShelf, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ELF"):
        put(shelf, b"\x7fELF")
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_image_that_somebody_damaged_is_not_offered(shelf: ImageShelf, tmp_path: Path) -> None:
    sha256 = put(shelf)
    content = bytearray(build_image())
    (tmp_path / FOLDER / f"{'0' * 64}.bin").write_bytes(bytes(content))
    content[400] ^= 1
    shelf.path(sha256).write_bytes(bytes(content))
    again = ImageShelf(tmp_path)
    assert again.images() == []


def test_removed_image_is_gone(shelf: ImageShelf, tmp_path: Path) -> None:
    sha256 = put(shelf)
    assert shelf.remove("1.1.0").sha256 == sha256
    assert versions(shelf) == []
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_shelf_has_an_end(shelf: ImageShelf) -> None:
    for number in range(MAX_IMAGES):
        put(shelf, build_image(version=f"1.{number}"))
    with pytest.raises(ValueError, match="remove one first"):
        shelf.new_part()


def test_unfinished_uploads_go_at_the_start(shelf: ImageShelf, tmp_path: Path) -> None:
    shelf.new_part().write_bytes(b"half")
    shelf.open()
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")
    with pytest.raises(SettingsError, match=FOLDER):
        ImageShelf(tmp_path).open()
