"""Writes down, now and then, who was admitted when; and tidies up when the bridge stops."""

from collections.abc import Callable, Mapping
from pathlib import Path

import trio

from bridge_auth.keyring import Keyring
from bridge_auth.store import KeyStore, Sighting, open_store

# A power cut loses this much of "last seen", which nobody will miss.
WRITE_EVERY_S = 30.0
LAST_WRITE_S = 2.0


class Bookkeeper:
    """The service of the auth plugin. `store` is closed when the bridge stops."""

    name = "auth"

    def __init__(
        self, keyring: Keyring, state_dir: Path, wall_s: Callable[[], int], store: KeyStore
    ) -> None:
        self._keyring = keyring
        self._state_dir = state_dir
        self._wall_s = wall_s
        self._store = store
        # One writer: SQLite would make a second one wait anyway.
        self._one_writer = trio.CapacityLimiter(1)

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Work until cancelled; ready at once."""
        task_status.started()
        try:
            while True:
                await trio.sleep(WRITE_EVERY_S)
                await self._write()
        except trio.Cancelled:
            with trio.move_on_after(LAST_WRITE_S, shield=True):
                await self._write()
            # Only here: after a fault this service starts again, and the keys stay open.
            self._store.close()
            raise

    async def _write(self) -> None:
        sightings = self._keyring.take_sightings()
        if sightings:
            await trio.to_thread.run_sync(
                self._write_in_thread, sightings, limiter=self._one_writer, abandon_on_cancel=True
            )

    def _write_in_thread(self, sightings: Mapping[str, Sighting]) -> None:
        with open_store(self._state_dir, self._wall_s) as store:
            store.note_seen(sightings)
