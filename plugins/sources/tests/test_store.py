"""Sources outlive the bridge."""

import sqlite3
import stat
from pathlib import Path

import pytest

from bridge.api import SettingsError
from bridge_sources.records import SourceRecord
from bridge_sources.store import FILE_NAME, SourceStore

RECORD = SourceRecord(name="Front (1)", host="192.168.1.50", kind="m5", password="secret")


def test_sources_are_kept_replaced_and_removed(tmp_path: Path) -> None:
    store = SourceStore(tmp_path)
    assert store.load() == []
    store.put(RECORD)
    store.put(SourceRecord(name="A", host="cam.local"))
    changed = SourceRecord(name="Front (1)", host="192.168.1.51")
    store.put(changed)
    assert SourceStore(tmp_path).load() == [SourceRecord(name="A", host="cam.local"), changed]
    store.remove("A")
    store.remove("nobody")
    assert store.load() == [changed]


def test_file_is_its_owners_only(tmp_path: Path) -> None:
    SourceStore(tmp_path).put(RECORD)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_looking_makes_no_file(tmp_path: Path) -> None:
    SourceStore(tmp_path).load()
    assert not (tmp_path / FILE_NAME).exists()


def test_file_of_a_newer_bridge_is_left_alone(tmp_path: Path) -> None:
    SourceStore(tmp_path).put(RECORD)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(SettingsError, match="newer gamebridge"):
        SourceStore(tmp_path).load()


@pytest.mark.parametrize("text", ["not json", '{"name":1}', '{"name":"a","host":"b","x":1}'])
def test_record_that_is_none_is_named_with_a_remedy(tmp_path: Path, text: str) -> None:
    SourceStore(tmp_path).put(RECORD)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    with connection:
        connection.execute("UPDATE sources SET record = ?", (text,))
    connection.close()
    with pytest.raises(SettingsError, match=r"sources\.sqlite3.*move the file away"):
        SourceStore(tmp_path).load()


def test_file_that_is_no_database_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(SettingsError, match="move the file away"):
        SourceStore(tmp_path).load()


def test_a_full_disk_is_no_reason_to_move_the_file_away(tmp_path: Path) -> None:
    SourceStore(tmp_path).put(RECORD)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError, match="full") as full:
        connection.execute("INSERT INTO sources VALUES ('x', hex(zeroblob(100000)))")
    connection.close()
    fault = SourceStore(tmp_path)._unusable(full.value)
    assert str(fault).endswith("make room on the disk")
