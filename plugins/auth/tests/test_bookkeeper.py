"""Who was admitted when is written down, also when the bridge stops."""

import sqlite3
from pathlib import Path

import pytest
import trio
import trio.testing

from bridge_auth.bookkeeper import WRITE_EVERY_S, Bookkeeper
from bridge_auth.keyring import Keyring
from bridge_auth.store import KeyStore, open_store
from plugins.auth.tests.conftest import NETWORK, Calendar, device


async def test_sightings_reach_the_file_now_and_then(
    tmp_path: Path,
    store: KeyStore,
    keyring: Keyring,
    calendar: Calendar,
    autojump_clock: trio.testing.MockClock,
) -> None:
    store.add(device())
    keyring.note_seen(device(), NETWORK)
    async with trio.open_nursery() as nursery:
        await nursery.start(Bookkeeper(keyring, tmp_path, calendar, store).run)
        await trio.sleep(WRITE_EVERY_S + 1)
        # The clock jumps while the thread writes, and only the file tells when it is done.
        while store.peers()[0].last_address != NETWORK:  # noqa: ASYNC110
            await trio.sleep(0.1)
        nursery.cancel_scope.cancel()


async def test_last_sightings_reach_the_file_when_the_bridge_stops(
    tmp_path: Path, store: KeyStore, keyring: Keyring, calendar: Calendar
) -> None:
    store.add(device())
    of_the_bridge = open_store(tmp_path, calendar)
    async with trio.open_nursery() as nursery:
        await nursery.start(Bookkeeper(keyring, tmp_path, calendar, of_the_bridge).run)
        keyring.note_seen(device(), NETWORK)
        nursery.cancel_scope.cancel()
    assert store.peers()[0].last_address == NETWORK
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        of_the_bridge.peers()
