"""The tables of `auth.sqlite3`, and how older files become new ones."""

import sqlite3

from bridge.api import SettingsError

# One script per version; the file says in `user_version` how many it has had.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE peers (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        topics TEXT NOT NULL DEFAULT '',
        created_s INTEGER NOT NULL,
        revoked_s INTEGER NOT NULL DEFAULT 0,
        last_seen_s INTEGER NOT NULL DEFAULT 0,
        last_address TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX peers_by_revision ON peers (revision);
    CREATE TABLE keys (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        peer TEXT NOT NULL REFERENCES peers (id),
        stored_key BLOB NOT NULL,
        server_key BLOB NOT NULL,
        bearer_hash BLOB NOT NULL,
        created_s INTEGER NOT NULL,
        expires_s INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX keys_by_peer ON keys (peer);
    """,
)


def migrate(connection: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring a file to the newest version; SettingsError when it is from the future.

    Each step is one transaction, so a power cut leaves a version and never a half of one.
    """
    version = _version(connection)
    if version > len(migrations):
        raise SettingsError(
            f"the key store has version {version} and this gamebridge knows "
            f"{len(migrations)}: install the newer gamebridge that wrote it"
        )
    while version < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been quicker while this one waited for the lock.
            version = _version(connection)
            if version < len(migrations):
                for statement in migrations[version].split(";"):
                    connection.execute(statement)
                version += 1
                connection.execute(f"PRAGMA user_version = {version:d}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
