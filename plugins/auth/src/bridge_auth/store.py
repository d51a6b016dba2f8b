"""Peers and their keys in `auth.sqlite3`. Every call here may wait for the disk.

Knows: SQLite. Does not know: trio, the hub, who may do what.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bridge.api import (
    Role,
    SettingsError,
    TopicPattern,
    Verifier,
    parse_device_id,
    parse_pattern,
)
from bridge_auth.names import free_id
from bridge_auth.records import KeyRecord, PeerRecord, new_key
from bridge_auth.schema import migrate

FILE_NAME = "auth.sqlite3"
# A writer in another process holds the lock for milliseconds.
BUSY_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """When and where a peer was last admitted."""

    at_s: int
    address: str


class KeyStore:
    """An open key store. `wall_s` gives seconds since 1970."""

    def __init__(self, connection: sqlite3.Connection, wall_s: Callable[[], int]) -> None:
        self._connection = connection
        self._wall_s = wall_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def data_version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def add(self, peer: PeerRecord) -> str:
        """Add a peer and return its key, which is kept nowhere; ValueError if it has one.

        A revoked id may be given away again; its old keys are forgotten.
        """
        parse_device_id(peer.id)
        key = new_key(peer.role, peer.id)
        with self._transaction():
            known = self._find(peer.id)
            if known is not None and not known.revoked_s:
                raise ValueError(
                    f"{peer.id!r} has a key already: `gamebridge devices rotate {peer.id}` "
                    "makes a new one, `revoke` takes it away"
                )
            self._put(peer, key)
        return key

    def add_paired(self, peer: PeerRecord, key_of: Callable[[str], str]) -> str:
        """Add a peer whose key both sides have derived, and return the id that it got: the
        one that it asked for, or with a number behind it. `key_of` gives the key for an id.
        """
        with self._transaction():
            rows = self._connection.execute("SELECT id FROM peers WHERE revoked_s = 0")
            given_id = free_id(peer.id, {str(row[0]) for row in rows})
            self._put(replace(peer, id=given_id), key_of(given_id))
        return given_id

    def _put(self, peer: PeerRecord, key: str) -> None:
        now_s = self._wall_s()
        topics = " ".join(pattern.text for pattern in peer.topics)
        self._connection.execute("DELETE FROM keys WHERE peer = ?", (peer.id,))
        # A row is replaced and never deleted: the highest revision only ever rises, so
        # a bridge that asks for what is newer than it knows misses nothing.
        self._connection.execute(
            _PUT_PEER,
            (peer.id, peer.name, str(peer.role), topics, now_s, self._next_revision()),
        )
        self._add_key(peer.id, key, now_s)

    def rotate(self, peer_id: str, overlap_s: int) -> str:
        """Return a new key of a peer; its older ones work for `overlap_s` more seconds."""
        with self._transaction():
            peer = self._known(peer_id)
            if peer.revoked_s:
                raise ValueError(f"{peer_id!r} is revoked: add it again instead")
            now_s = self._wall_s()
            self._connection.execute(
                "UPDATE keys SET expires_s = ? WHERE peer = ? AND (expires_s = 0 OR expires_s > ?)",
                (now_s + overlap_s, peer_id, now_s + overlap_s),
            )
            self._touch(peer_id)
            key = new_key(peer.role, peer_id)
            self._add_key(peer_id, key, now_s)
        return key

    def revoke(self, peer_id: str) -> None:
        """Close the door to a peer; ValueError if it has no key or lost it before."""
        with self._transaction():
            if self._known(peer_id).revoked_s:
                raise ValueError(f"{peer_id!r} is revoked already")
            self._connection.execute(
                "UPDATE peers SET revoked_s = ? WHERE id = ?", (self._wall_s(), peer_id)
            )
            self._touch(peer_id)

    def note_seen(self, sightings: Mapping[str, Sighting]) -> None:
        """Keep when and where peers were last admitted."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE peers SET last_seen_s = ?, last_address = ? WHERE id = ?",
                [(seen.at_s, seen.address, peer_id) for peer_id, seen in sightings.items()],
            )

    def peers(self) -> list[PeerRecord]:
        """Return all peers by id."""
        return sorted(self.changed_since(0)[0], key=lambda peer: peer.id)

    def changed_since(self, revision: int) -> tuple[list[PeerRecord], int]:
        """Return the peers that changed after `revision`, and the newest revision."""
        rows = self._connection.execute(
            f"{_SELECT_PEERS} WHERE revision > ? ORDER BY revision", (revision,)
        ).fetchall()
        newest = int(rows[-1][-1]) if rows else revision
        return [replace(_peer_of(row), keys=self._keys_of(row[0])) for row in rows], newest

    def _find(self, peer_id: str) -> PeerRecord | None:
        row = self._connection.execute(f"{_SELECT_PEERS} WHERE id = ?", (peer_id,)).fetchone()
        return None if row is None else _peer_of(row)

    def _known(self, peer_id: str) -> PeerRecord:
        peer = self._find(peer_id)
        if peer is None:
            raise ValueError(f"there is no {peer_id!r}: `gamebridge devices keys` lists them")
        return peer

    def _keys_of(self, peer_id: str) -> tuple[KeyRecord, ...]:
        rows: Iterable[tuple[bytes, bytes, bytes, int]] = self._connection.execute(
            "SELECT stored_key, server_key, bearer_hash, expires_s FROM keys "
            "WHERE peer = ? ORDER BY number",
            (peer_id,),
        )
        return tuple(
            KeyRecord(Verifier(stored_key, server_key), bearer_hash, expires_s)
            for stored_key, server_key, bearer_hash, expires_s in rows
        )

    def _add_key(self, peer_id: str, key: str, now_s: int) -> None:
        record = KeyRecord.from_key(key)
        verifier = record.verifier
        self._connection.execute(
            "INSERT INTO keys (peer, stored_key, server_key, bearer_hash, created_s) "
            "VALUES (?, ?, ?, ?, ?)",
            (peer_id, verifier.stored_key, verifier.server_key, record.bearer_hash, now_s),
        )

    def _touch(self, peer_id: str) -> None:
        revision = self._next_revision()
        self._connection.execute("UPDATE peers SET revision = ? WHERE id = ?", (revision, peer_id))

    def _next_revision(self) -> int:
        row = self._connection.execute("SELECT COALESCE(MAX(revision), 0) + 1 FROM peers")
        return int(row.fetchone()[0])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


_SELECT_PEERS = (
    "SELECT id, name, role, topics, created_s, revoked_s, last_seen_s, last_address, revision "
    "FROM peers"
)
_PUT_PEER = (
    "INSERT INTO peers (id, name, role, topics, created_s, revision) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, "
    "topics = excluded.topics, created_s = excluded.created_s, revoked_s = 0, "
    "last_seen_s = 0, last_address = '', revision = excluded.revision"
)
_PeerRow = tuple[str, str, str, str, int, int, int, str, int]


def _peer_of(row: _PeerRow) -> PeerRecord:
    peer_id, name, role, topics, created_s, revoked_s, last_seen_s, last_address, _ = row
    return PeerRecord(
        peer_id,
        name,
        Role(role),
        created_s,
        revoked_s,
        last_seen_s,
        last_address,
        parse_topics(topics.split()),
    )


def parse_topics(texts: Iterable[str]) -> tuple[TopicPattern, ...]:
    """Return topic patterns from their texts, or raise ValueError."""
    return tuple(parse_pattern(text) for text in texts)


def open_store(state_dir: Path, wall_s: Callable[[], int]) -> KeyStore:
    """Open the key store of a bridge; it is made, readable by its owner only, when missing.

    SettingsError when the file cannot be used. Close it, or use it in a `with` statement.
    """
    path = state_dir / FILE_NAME
    try:
        _make_private(path)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"key store {path}: {error}; is the folder yours to write?") from None
    store = KeyStore(connection, wall_s)
    with contextlib.ExitStack() as undo:
        undo.callback(store.close)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection)
        except sqlite3.Error as error:
            raise SettingsError(
                f"key store {path}: {error}; move the file away to start with an empty one"
            ) from None
        undo.pop_all()
    return store


def _make_private(path: Path) -> None:
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    # SQLite gives its side files the mode of the main file, so this is the place to set it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
