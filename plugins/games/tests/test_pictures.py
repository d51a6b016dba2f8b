"""Pictures of games."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_games.pictures import MAX_PICTURE_BYTES, check_picture, draw_tile, is_picture
from plugins.games.tests.exports import build_png


def test_picture_is_known_by_ending_and_first_bytes(tmp_path: Path) -> None:
    good = {"a.png": build_png(), "a.jpg": b"\xff\xd8\xff\xe0", "a.svg": b"\n<svg></svg>"}
    bad = {"a.txt": build_png(), "b.png": b"\xff\xd8\xff", "b.svg": b"<html>", "c.png": b""}
    for files, expected in ((good, True), (bad, False)):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            assert is_picture(tmp_path / name) is expected, name
    assert not is_picture(tmp_path / "gone.png")


def test_picture_that_is_too_large_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(build_png())
    with path.open("r+b") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)
    assert not is_picture(path)


def test_wrong_picture_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(ValueError, match="no such file"):
        check_picture(str(tmp_path / "gone.png"))
    with pytest.raises(ValueError, match=r"a\.txt: use a PNG"):
        check_picture(str(tmp_path / "a.txt"))
    (tmp_path / "a.png").write_bytes(build_png())
    assert check_picture(str(tmp_path / "a.png")) == str(tmp_path / "a.png")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_tile_is_an_svg_file_whatever_the_title(title: str) -> None:
    tile = draw_tile(title)
    assert ET.fromstring(tile).tag.endswith("svg")  # noqa: S314 - made here.
    assert draw_tile(title) == tile


def test_tile_shows_first_letters() -> None:
    assert b">TO</text>" in draw_tile("tilt on")
    assert b">&lt;</text>" in draw_tile("<script>")
    assert b">?</text>" in draw_tile("")
