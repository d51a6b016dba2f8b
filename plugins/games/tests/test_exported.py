"""Folders that are games, and why others are none."""

import json
import os
from pathlib import Path

import pytest

from bridge_games.exported import (
    MAX_DATA_BYTES,
    explain_no_export,
    facts_version,
    find_exports,
    read_facts,
)
from plugins.games.tests.exports import PROJECT, build_game, build_png


def test_folder_with_a_page_is_a_game(tilt: Path) -> None:
    assert find_exports(tilt) == [tilt]


def test_folder_of_games_holds_those_right_below_it(tmp_path: Path) -> None:
    for name in ("b", "a", "a/deeper", ".hidden"):
        build_game(tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").touch()
    assert find_exports(tmp_path) == [tmp_path / "a", tmp_path / "b"]
    assert find_exports(tmp_path / "gone") == []


def test_project_that_was_not_exported_is_told_how(tmp_path: Path) -> None:
    project = tmp_path / "tilt.json"
    project.write_text(json.dumps(PROJECT))
    for path in (tmp_path, project):
        text = explain_no_export(path)
        assert "a project of GDevelop" in text
        assert "Export as HTML5 game" in text


def test_other_places_say_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert "no such folder" in explain_no_export(tmp_path / "gone")
    assert "is a file" in explain_no_export(tmp_path / "a.txt")
    assert "holds no index.html" in explain_no_export(tmp_path)


def test_export_says_what_its_manifest_and_project_say(tilt: Path) -> None:
    (tilt / "manifest.webmanifest").write_text('{"name": "Tilt!", "orientation": "portrait"}')
    facts = read_facts(tilt)
    assert (facts.title, facts.text) == ("Tilt!", "Roll the marble home.")
    assert (facts.width_px, facts.height_px, facts.orientation) == (960, 540, "portrait")


@pytest.mark.parametrize(
    ("page", "title"), [("<title>By hand</title>", "By hand"), ("<h1>x</h1>", "kart")]
)
def test_other_games_are_called_by_their_page_or_folder(
    tmp_path: Path, page: str, title: str
) -> None:
    assert read_facts(build_game(tmp_path / "kart", data="", page=page)).title == title


def test_picture_beside_a_project_goes_before_icon_and_loading_picture(tilt: Path) -> None:
    found = [read_facts(tilt).picture]
    for name in ("icon-192.png", "preview.png", "thumbnail.webp"):
        head = b"RIFF0000WEBP" if name.endswith("webp") else build_png()
        (tilt / name).write_bytes(head)
        manifest = '{"icons": [{"src": "icon-192.png", "sizes": "192x192"}]}'
        (tilt / "manifest.webmanifest").write_text(manifest)
        found.append(read_facts(tilt).picture)
    assert found == ["loading.png", "icon-192.png", "preview.png", "thumbnail.webp"]


def test_picture_outside_of_the_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(build_png())
    game = build_game(tmp_path / "game", data="")
    manifest = '{"icons": [{"src": "../secret.png", "sizes": "512x512"}]}'
    (game / "manifest.webmanifest").write_text(manifest)
    (game / "icon.png").write_text("no picture")
    assert read_facts(game).picture == ""


def test_data_that_is_too_large_is_left_unread(tilt: Path) -> None:
    with (tilt / "data.js").open("r+b") as file:
        file.truncate(MAX_DATA_BYTES + 1)
    assert read_facts(tilt).width_px == 0


def test_export_made_anew_has_another_version(tilt: Path) -> None:
    before = facts_version(tilt)
    assert facts_version(tilt) == before
    os.utime(tilt / "data.js", ns=(1, 1))
    assert facts_version(tilt) != before
