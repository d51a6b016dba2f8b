"""Records outlive the bridge, and are their owner's only."""

import sqlite3
import stat
from pathlib import Path

import msgspec
import pytest

from bridge.api import RecordStore, SettingsError


class Lamp(msgspec.Struct, forbid_unknown_fields=True):
    """Something that people add."""

    color: str
    level: int = 0


def open_lamps(folder: Path) -> RecordStore[Lamp]:
    return RecordStore(folder, "lamps", Lamp)


def test_records_are_kept_replaced_and_removed(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    assert lamps.load() == []
    lamps.put("Front (1)", Lamp("red"))
    lamps.put("A", Lamp("green"))
    lamps.put("Front (1)", Lamp("red", 9))
    assert open_lamps(tmp_path).load() == [Lamp("green"), Lamp("red", 9)]
    lamps.remove("A")
    lamps.remove("nobody")
    assert lamps.load() == [Lamp("red", 9)]


def test_file_is_its_owners_only(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    lamps.put("a", Lamp("red"))
    assert stat.S_IMODE(lamps.path.stat().st_mode) == 0o600


def test_looking_makes_no_file(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    assert (lamps.load(), lamps.version()) == ([], b"")
    assert list(tmp_path.iterdir()) == []


def test_version_changes_with_every_change_and_with_nothing_else(tmp_path: Path) -> None:
    mine, other = open_lamps(tmp_path), open_lamps(tmp_path)
    seen = [mine.version()]
    for color in ("red", "green", ""):
        if color:
            other.put("a", Lamp(color))
        else:
            other.remove("a")
        seen.append(mine.version())
        mine.load()
        assert mine.version() == seen[-1]
    assert len(set(seen)) == 4


def test_file_of_a_newer_bridge_is_left_alone(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    lamps.put("a", Lamp("red"))
    connection = sqlite3.connect(lamps.path)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    for use in (lamps.load, lambda: lamps.put("a", Lamp("green"))):
        with pytest.raises(SettingsError, match="newer gamebridge"):
            use()


@pytest.mark.parametrize("text", ["not json", '{"color":1}', '{"color":"red","x":1}'])
def test_record_that_is_none_is_named_with_a_remedy(tmp_path: Path, text: str) -> None:
    lamps = open_lamps(tmp_path)
    lamps.put("a", Lamp("red"))
    connection = sqlite3.connect(lamps.path)
    with connection:
        connection.execute("UPDATE lamps SET record = ?", (text,))
    connection.close()
    with pytest.raises(SettingsError, match=r"lamps\.sqlite3.*move the file away"):
        lamps.load()


def test_file_that_is_no_database_is_named_with_a_remedy(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    lamps.path.write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(SettingsError, match="move the file away"):
        lamps.load()


def test_a_full_disk_is_no_reason_to_move_the_file_away(tmp_path: Path) -> None:
    lamps = open_lamps(tmp_path)
    lamps.put("a", Lamp("red"))
    connection = sqlite3.connect(lamps.path)
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError, match="full") as full:
        connection.execute("INSERT INTO lamps VALUES ('x', hex(zeroblob(100000)))")
    connection.close()
    assert str(lamps._unusable(full.value)).endswith("make room on the disk")


def test_a_table_has_a_name_that_sql_takes_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="use letters"):
        RecordStore(tmp_path, "lamps; DROP", Lamp)
