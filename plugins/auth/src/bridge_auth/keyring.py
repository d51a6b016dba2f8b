"""The keys in memory. Looking one up costs microseconds, however many there are.

Knows: the store, and that other processes write to it. Does not know: roles, links.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from bridge_auth.records import PeerRecord
from bridge_auth.store import KeyStore, Sighting


class Keyring:
    """All peers by id, kept as new as the file is.

    `gamebridge devices add` runs in a process of its own while the bridge runs; each
    look-up asks SQLite for its change counter, which is a read of shared memory, and only
    the rows that changed are read.
    """

    def __init__(self, store: KeyStore, wall_s: Callable[[], int]) -> None:
        self._store = store
        self._wall_s = wall_s
        self._peers: dict[str, PeerRecord] = {}
        self._passing: dict[str, PeerRecord] = {}
        self._version = -1
        self._revision = 0
        self._sightings: dict[str, Sighting] = {}
        self._last_seen: dict[str, Sighting] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read what other processes have changed."""
        version = self._store.data_version()
        if version == self._version:
            return
        changed, self._revision = self._store.changed_since(self._revision)
        self._peers.update((peer.id, peer) for peer in changed)
        self._version = version

    def find(self, peer_id: str) -> PeerRecord | None:
        """Return a peer as the file has it now, revoked or not, or None."""
        self.refresh()
        return self._passing.get(peer_id) or self._peers.get(peer_id)

    def add_passing(self, peer: PeerRecord) -> None:
        """Know a peer until the bridge stops; nothing of it is written down."""
        self._passing[peer.id] = peer

    def note_seen(self, peer: PeerRecord, address: str) -> None:
        """Remember when and where a peer was admitted, for `take_sightings`."""
        if peer.id not in self._passing:
            sighting = Sighting(self._wall_s(), address)
            self._sightings[peer.id] = self._last_seen[peer.id] = sighting

    def peers(self) -> list[PeerRecord]:
        """Return all peers that the file has, by id, with when they were seen last."""
        self.refresh()
        return [self._with_sighting(peer) for _, peer in sorted(self._peers.items())]

    def _with_sighting(self, peer: PeerRecord) -> PeerRecord:
        seen = self._last_seen.get(peer.id)
        # An id that was given away again is somebody else's from then on.
        if seen is None or seen.at_s < peer.created_s:
            return peer
        return replace(peer, last_seen_s=seen.at_s, last_address=seen.address)

    def take_sightings(self) -> dict[str, Sighting]:
        """Return the sightings since the last call."""
        taken, self._sightings = self._sightings, {}
        return taken

    def count_roles(self) -> dict[str, int]:
        """Return how many peers of each role have a key that works."""
        self.refresh()
        roles = (str(peer.role) for peer in self._peers.values() if not peer.revoked_s)
        return dict(Counter(roles))
