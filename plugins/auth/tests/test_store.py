"""What stands in the file, and what does not."""

import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from bridge.api import Role, SettingsError, parse_pattern
from bridge_auth.records import PeerRecord
from bridge_auth.schema import MIGRATIONS, migrate
from bridge_auth.store import FILE_NAME, KeyStore, Sighting, open_store
from plugins.auth.tests.conftest import Calendar, device

private = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")


def test_peer_comes_back_as_it_was_added(store: KeyStore, calendar: Calendar) -> None:
    topics = (parse_pattern("device/*/tags"), parse_pattern("world/**"))
    store.add(PeerRecord("quiz", "Quiz", Role.GAME, topics=topics))
    (peer,) = store.peers()
    assert (peer.id, peer.name, peer.role, peer.topics) == ("quiz", "Quiz", Role.GAME, topics)
    assert peer.created_s == calendar.now_s


def test_no_key_stands_in_any_file(tmp_path: Path, store: KeyStore) -> None:
    keys = [store.add(device()), store.rotate("cam-1", 60)]
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Desk camera" in written
    for key in keys:
        assert key.encode() not in written
        assert key[-48:-5].encode() not in written


@private
def test_files_belong_to_their_owner_alone(tmp_path: Path, calendar: Calendar) -> None:
    folder = tmp_path / "new" / "state"
    with open_store(folder, calendar) as store:
        store.add(device())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert FILE_NAME in modes
    assert len(modes) > 1  # The write-ahead log is as secret as the file.
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@private
def test_file_that_others_could_read_is_closed_to_them(tmp_path: Path, calendar: Calendar) -> None:
    (tmp_path / FILE_NAME).touch(mode=0o644)
    with open_store(tmp_path, calendar):
        assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_second_key_for_an_id_needs_a_decision(store: KeyStore) -> None:
    store.add(device())
    with pytest.raises(ValueError, match="rotate cam-1"):
        store.add(device())


def test_revoked_id_may_be_given_away_again(store: KeyStore) -> None:
    store.add(device())
    store.revoke("cam-1")
    store.add(device(name="Another camera"))
    (peer,) = store.peers()
    assert (peer.name, peer.revoked_s, len(peer.keys)) == ("Another camera", 0, 1)


@pytest.mark.parametrize("call", ["rotate", "revoke"])
def test_unknown_id_is_named(store: KeyStore, call: str) -> None:
    with pytest.raises(ValueError, match="cam-9"):
        store.rotate("cam-9", 0) if call == "rotate" else store.revoke("cam-9")


def test_revoked_id_can_neither_be_revoked_again_nor_rotated(store: KeyStore) -> None:
    store.add(device())
    store.revoke("cam-1")
    with pytest.raises(ValueError, match="revoked already"):
        store.revoke("cam-1")
    with pytest.raises(ValueError, match="add it again"):
        store.rotate("cam-1", 0)


def test_rotating_never_lengthens_the_life_of_an_older_key(
    store: KeyStore, calendar: Calendar
) -> None:
    store.add(device())
    store.rotate("cam-1", 60)
    store.rotate("cam-1", 3600)
    (peer,) = store.peers()
    expiries = [key.expires_s for key in peer.keys]
    assert expiries == [calendar.now_s + 60, calendar.now_s + 3600, 0]


@pytest.mark.parametrize("peer_id", ["", "Cam", "cam 1", "../x", "a" * 33, "é"])
def test_id_that_cannot_be_a_topic_chunk_is_refused(store: KeyStore, peer_id: str) -> None:
    with pytest.raises(ValueError, match="device id"):
        store.add(device(peer_id))


def test_every_change_is_newer_than_all_before(store: KeyStore) -> None:
    revision = 0
    for change in (
        lambda: store.add(device()),
        lambda: store.rotate("cam-1", 60),
        lambda: store.revoke("cam-1"),
        lambda: store.add(device()),
    ):
        change()
        changed, newest = store.changed_since(revision)
        assert [peer.id for peer in changed] == ["cam-1"]
        assert newest > revision
        revision = newest
    assert store.changed_since(revision) == ([], revision)


def test_sightings_are_kept(store: KeyStore) -> None:
    store.add(device())
    store.note_seen({"cam-1": Sighting(1_800_000_123, "192.168.1.7"), "gone": Sighting(1, "x")})
    (peer,) = store.peers()
    assert (peer.last_seen_s, peer.last_address) == (1_800_000_123, "192.168.1.7")


def test_file_from_the_future_is_left_alone(tmp_path: Path, calendar: Calendar) -> None:
    with open_store(tmp_path, calendar):
        pass
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(SettingsError, match="newer gamebridge"), open_store(tmp_path, calendar):
        pass


def test_older_file_gets_the_steps_that_it_lacks_and_no_others() -> None:
    raw = sqlite3.connect(":memory:", isolation_level=None)
    steps: tuple[str, ...] = ("CREATE TABLE a (x)",)
    migrate(raw, steps)
    raw.execute("INSERT INTO a VALUES (7)")
    migrate(raw, (*steps, "ALTER TABLE a ADD COLUMN y DEFAULT 1; CREATE INDEX i ON a (y)"))
    assert raw.execute("SELECT x, y FROM a").fetchall() == [(7, 1)]
    raw.close()


def test_step_that_fails_leaves_the_version_before_it() -> None:
    raw = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(raw, ("CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"))
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    raw.close()


def test_file_that_is_no_database_is_named_with_a_remedy(
    tmp_path: Path, calendar: Calendar
) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(SettingsError, match=r"auth\.sqlite3.*move the file away"):
        open_store(tmp_path, calendar)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path, calendar: Calendar) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(SettingsError, match="state"):
        open_store(tmp_path / "state", calendar)


def test_nobody_is_given_the_bridge_s_own_name(store: KeyStore) -> None:
    with pytest.raises(ValueError, match="stands for the bridge itself"):
        store.add(PeerRecord("bridge", "Bridge", Role.DEVICE))
