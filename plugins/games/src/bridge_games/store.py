"""Games that people added, in `games.sqlite3`. Every call here may wait for the disk.

Knows: SQLite. Does not know: trio, whether a game's folder is still there.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bridge.api import SettingsError
from bridge_games.values import GameRecord

FILE_NAME = "games.sqlite3"
FORMAT = 1
BUSY_TIMEOUT_S = 5.0
_SCHEMA = "CREATE TABLE games (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT"
# SQLite counts its transactions in the header of its file, for readers such as this one.
_COUNTER_AT = slice(24, 28)


class GameStore:
    """Reads and writes the file; it is made, readable by its owner only, when missing.

    SettingsError when the file cannot be used.
    """

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE_NAME

    def version(self) -> bytes:
        """Return what differs after any process has written, and costs microseconds."""
        try:
            with self._path.open("rb") as file:
                return file.read(_COUNTER_AT.stop)[_COUNTER_AT]
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._unusable(error) from None

    def load(self) -> list[GameRecord]:
        """Return all games by name."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute("SELECT record FROM games ORDER BY name").fetchall()
        try:
            return [msgspec.json.decode(text, type=GameRecord) for (text,) in rows]
        except msgspec.DecodeError as error:
            raise self._unusable(error) from None

    def put(self, record: GameRecord) -> None:
        """Keep a game, in place of one of the same name."""
        text = msgspec.json.encode(record).decode()
        with self._open() as connection:
            connection.execute("REPLACE INTO games VALUES (?, ?)", (record.name, text))

    def remove(self, name: str) -> None:
        """Forget a game."""
        with self._open() as connection:
            connection.execute("DELETE FROM games WHERE name = ?", (name,))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._make_private()
            with (
                contextlib.closing(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S)) as opened,
                opened,
            ):
                self._check_format(opened)
                yield opened
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def _make_private(self) -> None:
        # SQLite gives its side files the mode of the main file, so this is the place to set it.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self._path.chmod(0o600)

    def _check_format(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > FORMAT:
            raise SettingsError(
                f"{self._path} has format {found} and this gamebridge knows {FORMAT}: it "
                "comes from a newer gamebridge"
            )
        if found == 0:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _unusable(self, error: Exception) -> SettingsError:
        is_full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        remedy = "make room on the disk" if is_full else "move the file away to start with none"
        return SettingsError(f"{self._path}: {error}; {remedy}")
