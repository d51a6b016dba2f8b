"""Folders that are never served."""

from pathlib import Path

import pytest

from bridge_games.places import check_place, shelf_of


def test_disk_home_and_the_bridges_own_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "people" / "me"
    state = home / "state"
    (home / "games" / "tilt").mkdir(parents=True)
    (shelf_of(state) / "kart").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    for folder, reason in (
        (Path(tmp_path.anchor), "whole disk"),
        (home, "your own folder"),
        (home.parent, "your own folder"),
        (state, "the bridge's own files"),
        (shelf_of(state), "the bridge's own files"),
    ):
        with pytest.raises(ValueError, match=reason):
            check_place(folder, state)
    check_place(home / "games", state)
    check_place(home / "games" / "tilt", state)
    check_place(shelf_of(state) / "kart", state)


def test_folder_around_the_bridges_own_is_refused_also_by_a_link(tmp_path: Path) -> None:
    state = tmp_path / "a" / "state"
    state.mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    for folder in (tmp_path / "a", tmp_path / "link"):
        with pytest.raises(ValueError, match="keys among them"):
            check_place(folder, state)
