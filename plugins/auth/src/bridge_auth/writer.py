"""Changes of the key store while the bridge runs: in a thread, one after the other.

Knows: the store's folder. Does not know: what is changed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import trio

from bridge_auth.store import KeyStore, open_store

T = TypeVar("T")


class StoreWriter:
    """Opens the store for each change, as `gamebridge devices` does in its own process."""

    def __init__(self, state_dir: Path, wall_s: Callable[[], int]) -> None:
        self._state_dir = state_dir
        self._wall_s = wall_s
        # One writer: SQLite would make a second one wait anyway.
        self._one_writer = trio.CapacityLimiter(1)

    async def write(self, change: Callable[[KeyStore], T]) -> T:
        """Return what `change` returns. SettingsError when the file cannot be used,
        ValueError when the change is refused."""
        return await trio.to_thread.run_sync(self._write, change, limiter=self._one_writer)

    def _write(self, change: Callable[[KeyStore], T]) -> T:
        with open_store(self._state_dir, self._wall_s) as store:
            return change(store)
