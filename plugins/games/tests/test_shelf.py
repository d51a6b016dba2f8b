"""All games of a bridge."""

import os
from pathlib import Path
from shutil import rmtree

import pytest

from bridge_games import shelf as shelf_module
from bridge_games.settings import GamesSettings
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish
from plugins.games.tests.exports import build_game, build_png, build_zip


def test_added_game_is_found_by_name_and_described(shelf: GameShelf, tilt: Path) -> None:
    (added,) = shelf.add(AddWish(str(tilt)))
    assert (added.record.name, added.title) == ("tilt", "Tilt & Turn")
    assert shelf.find("tilt") == added.record
    assert shelf.find("kart") is None
    assert shelf.games() == [added]


def test_what_people_say_goes_before_what_the_export_says(shelf: GameShelf, tilt: Path) -> None:
    picture = tilt.parent / "own.png"
    picture.write_bytes(build_png())
    (added,) = shelf.add(AddWish(str(tilt), "marble", "Marble!", str(picture)))
    assert (added.record.name, added.title) == ("marble", "Marble!")
    assert added.record.picture == str(picture)


def test_path_may_be_typed_with_quotes_spaces_and_a_tilde(
    shelf: GameShelf, tilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tilt.parent.parent))
    for text in (f'  "{tilt}" ', "~/exported/tilt"):
        (added,) = shelf.add(AddWish(text))
        assert added.record.folder == str(tilt)


def test_another_process_sees_a_change_at_once(
    shelf: GameShelf, state_dir: Path, tilt: Path
) -> None:
    other = GameShelf(state_dir)
    assert other.games() == []
    shelf.add(AddWish(str(tilt)))
    assert other.find("tilt") is not None
    shelf.trust("tilt", is_trusted=True)
    record = other.find("tilt")
    assert record is not None
    assert record.is_trusted
    other.remove("tilt")
    assert shelf.find("tilt") is None


def test_folder_of_games_adds_them_all(shelf: GameShelf, tmp_path: Path) -> None:
    for name in ("Kart 3", "tilt"):
        build_game(tmp_path / "all" / name)
    added = shelf.add(AddWish(str(tmp_path / "all"), is_trusted=True))
    assert [game.record.name for game in added] == ["kart-3", "tilt"]
    assert all(game.record.is_trusted for game in added)
    with pytest.raises(ValueError, match="holds 2 games: name one of their folders"):
        shelf.add(AddWish(str(tmp_path / "all"), title="One"))


def test_same_folder_again_changes_what_was_said_anew(shelf: GameShelf, tilt: Path) -> None:
    shelf.add(AddWish(str(tilt), title="One", is_trusted=True))
    (again,) = shelf.add(AddWish(str(tilt)))
    assert (again.title, again.record.is_trusted) == ("One", True)
    shelf.add(AddWish(str(tilt), title="Two"))
    assert [game.title for game in shelf.games()] == ["Two"]
    shelf.add(AddWish(str(tilt), "second"))
    assert len(shelf.games()) == 2


def test_taken_name_is_refused_or_made_another(
    shelf: GameShelf, tilt: Path, tmp_path: Path
) -> None:
    other = build_game(tmp_path / "other" / "tilt")
    shelf.add(AddWish(str(tilt)))
    with pytest.raises(ValueError, match="called 'tilt' already"):
        shelf.add(AddWish(str(other), "tilt"))
    (added,) = shelf.add(AddWish(str(other)))
    assert added.record.name == "tilt-2"


@pytest.mark.parametrize(
    ("folder", "reason"), [("", "name the folder"), ("/", "whole disk"), ("gone", "no such folder")]
)
def test_what_is_no_game_is_refused(shelf: GameShelf, folder: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        shelf.add(AddWish(folder))
    assert shelf.games() == []


def test_there_is_an_end_to_games(
    shelf: GameShelf, tilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "MAX_GAMES", 1)
    shelf.add(AddWish(str(tilt)))
    with pytest.raises(ValueError, match="remove one first"):
        shelf.add(AddWish(str(tilt), "second"))


def test_archive_is_unpacked_beside_the_store(
    shelf: GameShelf, state_dir: Path, tmp_path: Path
) -> None:
    archive = build_zip(tmp_path / "download (3).zip")
    (added,) = shelf.add(AddWish(str(archive)))
    archive.unlink()
    assert (added.record.name, added.standing) == ("zipped", "unpacked")
    assert Path(added.record.folder).is_relative_to(state_dir / "games")
    assert shelf.is_kept(state_dir / "games" / Path(added.record.folder).name)
    assert shelf.games() == [added]


def test_removed_game_leaves_its_folder_and_comes_back(shelf: GameShelf, tilt: Path) -> None:
    (added,) = shelf.add(AddWish(str(tilt), title="Mine", is_trusted=True))
    shelf.remove("tilt")
    assert (shelf.games(), (tilt / "index.html").exists()) == ([], True)
    assert shelf.restore("tilt") == added
    assert shelf.games() == [added]
    for change in (shelf.restore, shelf.remove):
        with pytest.raises(KeyError):
            change("kart")


def test_name_that_was_given_away_is_not_taken_back(
    shelf: GameShelf, tilt: Path, tmp_path: Path
) -> None:
    shelf.add(AddWish(str(tilt)))
    shelf.remove("tilt")
    GameShelf(tmp_path / "state").add(AddWish(str(build_game(tmp_path / "b" / "tilt"))))
    with pytest.raises(ValueError, match="remove that one first"):
        shelf.restore("tilt")


def test_game_whose_folder_has_gone_says_so(shelf: GameShelf, tilt: Path) -> None:
    shelf.add(AddWish(str(tilt)))
    rmtree(tilt)
    (game,) = shelf.games()
    assert game.fault == f"{tilt} has gone"
    tilt.mkdir()
    assert "holds no index.html" in shelf.describe("tilt").fault


def test_export_made_anew_is_described_anew(shelf: GameShelf, tilt: Path) -> None:
    shelf.add(AddWish(str(tilt)))
    (tilt / "data.js").write_text('gdjs.projectData = {"properties": {"name": "New"}};')
    os.utime(tilt / "data.js", ns=(1, 1))
    assert [game.title for game in shelf.games()] == ["New"]


def test_games_of_the_settings_come_and_go_with_their_folders(
    state_dir: Path, tmp_path: Path
) -> None:
    exported = tmp_path / "exported"
    build_game(exported / "tilt")
    settings = GamesSettings(folders=(str(exported), str(tmp_path / "none")), trusted=("tilt",))
    shelf = GameShelf(state_dir, settings)
    (game,) = shelf.games()
    assert (game.record.name, game.standing, game.record.is_trusted) == ("tilt", "settings", True)
    assert shelf.describe("tilt") == game
    build_game(exported / "kart")
    assert shelf.find("kart") is not None
    rmtree(exported / "tilt")
    assert [game.record.name for game in shelf.games()] == ["kart"]
    assert list(shelf.missing_folders()) == [str(tmp_path / "none")]


def test_games_of_the_settings_are_changed_there(state_dir: Path, tilt: Path) -> None:
    shelf = GameShelf(state_dir, GamesSettings(folders=(str(tilt),)))
    with pytest.raises(ValueError, match=r"settings file: take its folder out"):
        shelf.remove("tilt")
    with pytest.raises(ValueError, match=r"settings file: name it in 'trusted'"):
        shelf.trust("tilt", is_trusted=True)


def test_folder_that_was_added_and_is_in_the_settings_is_one_game(
    state_dir: Path, tilt: Path, tmp_path: Path
) -> None:
    build_game(tmp_path / "more" / "tilt")
    folders = (str(tilt), str(tmp_path / "more"))
    shelf = GameShelf(state_dir, GamesSettings(folders=folders))
    shelf.add(AddWish(str(tilt), title="Mine"))
    names = {game.record.name: game.standing for game in shelf.games()}
    assert names == {"tilt": "added", "tilt-2": "settings"}
