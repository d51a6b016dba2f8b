"""Records by name in an SQLite file, as a plugin keeps what people added.

Knows: SQLite. Does not know: trio, what the records are. Every call may wait for the disk,
so call from a thread; each opens and closes the file, so any thread will do.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from bridge.model.errors import SettingsError

FORMAT = 1
BUSY_TIMEOUT_S = 5.0
# SQLite counts its transactions in the header of its file, for readers such as this one.
_COUNTER_AT = slice(24, 28)

Record = TypeVar("Record", bound=msgspec.Struct)


class RecordStore(Generic[Record]):
    """Reads and writes `{state_dir}/{table}.sqlite3`, its owner's only; made when missing.

    SettingsError when the file cannot be used, with the remedy.
    """

    def __init__(self, state_dir: Path, table: str, schema: type[Record]) -> None:
        if not table.isidentifier():
            raise ValueError(f"table {table!r} is no name for a table: use letters, digits and _")
        self.path = state_dir / f"{table}.sqlite3"
        self._schema = schema
        # A table's name cannot be a parameter of SQL, and this one is an identifier.
        self._create = f"CREATE TABLE {table} (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT"
        self._select = f"SELECT record FROM {table} ORDER BY name"  # noqa: S608
        self._replace = f"REPLACE INTO {table} VALUES (?, ?)"  # noqa: S608
        self._delete = f"DELETE FROM {table} WHERE name = ?"  # noqa: S608

    def version(self) -> bytes:
        """Return what differs after any process has written, and costs microseconds."""
        try:
            with self.path.open("rb") as file:
                return file.read(_COUNTER_AT.stop)[_COUNTER_AT]
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._unusable(error) from None

    def load(self) -> list[Record]:
        """Return all records by name."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(self._select).fetchall()
        try:
            return [msgspec.json.decode(text, type=self._schema) for (text,) in rows]
        except msgspec.DecodeError as error:
            raise self._unusable(error) from None

    def put(self, name: str, record: Record) -> None:
        """Keep a record, in place of one of the same name."""
        text = msgspec.json.encode(record).decode()
        with self._open() as connection:
            connection.execute(self._replace, (name, text))

    def remove(self, name: str) -> None:
        """Forget a record, if there is one of that name."""
        with self._open() as connection:
            connection.execute(self._delete, (name,))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._make_private()
            with (
                contextlib.closing(sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)) as opened,
                opened,
            ):
                self._check_format(opened)
                yield opened
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def _make_private(self) -> None:
        # SQLite gives its side files the mode of the main file, so this is the place to set it.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self.path.chmod(0o600)

    def _check_format(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > FORMAT:
            raise SettingsError(
                f"{self.path} has format {found} and this gamebridge knows {FORMAT}: it "
                "comes from a newer gamebridge"
            )
        if found == 0:
            connection.execute(self._create)
            connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _unusable(self, error: Exception) -> SettingsError:
        is_full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        remedy = "make room on the disk" if is_full else "move the file away to start with none"
        return SettingsError(f"{self.path}: {error}; {remedy}")
