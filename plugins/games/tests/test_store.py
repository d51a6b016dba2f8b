"""Games on disk."""

import sqlite3
from pathlib import Path

import pytest

from bridge.api import SettingsError
from bridge_games.store import FILE_NAME, GameStore
from bridge_games.values import GameRecord

TILT = GameRecord(name="tilt", folder="/games/tilt", title="Tilt!", is_trusted=True)


def test_games_outlive_the_program(tmp_path: Path) -> None:
    GameStore(tmp_path).put(GameRecord(name="tilt", folder="/old"))
    GameStore(tmp_path).put(TILT)
    GameStore(tmp_path).put(GameRecord(name="kart", folder="/games/kart"))
    assert [record.name for record in GameStore(tmp_path).load()] == ["kart", "tilt"]
    GameStore(tmp_path).remove("kart")
    assert GameStore(tmp_path).load() == [TILT]
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_version_changes_with_every_change_and_with_nothing_else(tmp_path: Path) -> None:
    mine, other = GameStore(tmp_path), GameStore(tmp_path)
    seen = [mine.version()]
    for is_kept in (True, True, False):
        if is_kept:
            other.put(TILT)
        else:
            other.remove("tilt")
        seen.append(mine.version())
        mine.load()
        assert mine.version() == seen[-1]
    assert len(set(seen)) == 4


def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert GameStore(tmp_path).load() == []
    assert list(tmp_path.iterdir()) == []


def test_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("no database, and longer than a hundred bytes" * 5)
    with pytest.raises(SettingsError, match=rf"{FILE_NAME}.*move the file away"):
        GameStore(tmp_path).load()


def test_file_of_a_newer_gamebridge_is_left_alone(tmp_path: Path) -> None:
    GameStore(tmp_path).put(TILT)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(SettingsError, match="newer gamebridge"):
        GameStore(tmp_path).put(TILT)
