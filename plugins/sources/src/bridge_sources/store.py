"""Sources that people added, in `sources.sqlite3`. Every call here may wait for the disk.

Knows: SQLite. Does not know: trio, cameras.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bridge.api import SettingsError
from bridge_sources.records import SourceRecord

FILE_NAME = "sources.sqlite3"
VERSION = 1
BUSY_TIMEOUT_S = 5.0
_SCHEMA = "CREATE TABLE sources (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT"


class SourceStore:
    """Reads and writes the file; it is made, readable by its owner only, when missing.

    Passwords of cameras stand in it as they are: a camera must be told them.
    SettingsError when the file cannot be used.
    """

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE_NAME

    def load(self) -> list[SourceRecord]:
        """Return all sources by name."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute("SELECT record FROM sources ORDER BY name").fetchall()
        try:
            return [msgspec.json.decode(text, type=SourceRecord) for (text,) in rows]
        except msgspec.DecodeError as error:
            raise self._unusable(error) from None

    def put(self, record: SourceRecord) -> None:
        """Keep a source, in place of one of the same name."""
        text = msgspec.json.encode(record).decode()
        with self._open() as connection:
            connection.execute("REPLACE INTO sources VALUES (?, ?)", (record.name, text))

    def remove(self, name: str) -> None:
        """Forget a source."""
        with self._open() as connection:
            connection.execute("DELETE FROM sources WHERE name = ?", (name,))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._make_private()
            with (
                contextlib.closing(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S)) as opened,
                opened,
            ):
                self._check_version(opened)
                yield opened
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def _make_private(self) -> None:
        # SQLite gives its side files the mode of the main file, so this is the place to set it.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self._path.chmod(0o600)

    def _check_version(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise SettingsError(
                f"{self._path} has version {version} and this gamebridge knows {VERSION}: it "
                "comes from a newer gamebridge"
            )
        if version == 0:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _unusable(self, error: Exception) -> SettingsError:
        is_full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        remedy = "make room on the disk" if is_full else "move the file away to start with none"
        return SettingsError(f"{self._path}: {error}; {remedy}")
