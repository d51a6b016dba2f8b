"""The running bridge sees what `gamebridge devices` does in another process."""

from bridge.api import Role
from bridge_auth.keyring import Keyring
from bridge_auth.records import PeerRecord
from bridge_auth.store import KeyStore
from plugins.auth.tests.conftest import NETWORK, Calendar, device


def test_key_added_while_the_bridge_runs_is_found(keyring: Keyring, store: KeyStore) -> None:
    assert keyring.find("cam-1") is None
    store.add(device())
    assert keyring.find("cam-1") is not None


def test_nothing_is_read_while_nothing_changes(keyring: Keyring, store: KeyStore) -> None:
    store.add(device())
    found = keyring.find("cam-1")
    assert keyring.find("cam-1") is found


def test_only_what_changed_is_read_again(keyring: Keyring, store: KeyStore) -> None:
    store.add(device("cam-1"))
    store.add(device("cam-2"))
    first, second = keyring.find("cam-1"), keyring.find("cam-2")
    store.rotate("cam-2", 60)
    assert keyring.find("cam-1") is first
    assert keyring.find("cam-2") is not second


def test_revoked_and_added_again_is_the_new_one(keyring: Keyring, store: KeyStore) -> None:
    store.add(device())
    store.revoke("cam-1")
    keyring.refresh()
    store.add(device(name="Another"))
    found = keyring.find("cam-1")
    assert found is not None
    assert (found.name, found.revoked_s) == ("Another", 0)


def test_passing_peer_is_known_and_never_written(keyring: Keyring, store: KeyStore) -> None:
    keyring.add_passing(PeerRecord("guest", "Guest", Role.VIEWER))
    assert keyring.find("guest") is not None
    assert store.peers() == []


def test_sightings_are_taken_once_and_passing_peers_leave_none(
    keyring: Keyring, calendar: Calendar
) -> None:
    guest = PeerRecord("guest", "Guest", Role.VIEWER)
    keyring.add_passing(guest)
    keyring.note_seen(guest, NETWORK)
    keyring.note_seen(device(), NETWORK)
    taken = keyring.take_sightings()
    assert {name: (seen.at_s, seen.address) for name, seen in taken.items()} == {
        "cam-1": (calendar.now_s, NETWORK)
    }
    assert keyring.take_sightings() == {}


def test_counts_are_of_keys_that_work(keyring: Keyring, store: KeyStore) -> None:
    store.add(device("cam-1"))
    store.add(device("cam-2"))
    store.add(PeerRecord("quiz", "Quiz", Role.GAME))
    store.revoke("cam-2")
    assert keyring.count_roles() == {"device": 1, "game": 1}
