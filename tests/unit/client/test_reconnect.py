"""Sessions one after the other."""

from typing import TYPE_CHECKING

import pytest
from trio.testing import MockClock

from bridge.client import Backoff, Client, ClientClosed, ClientRefused, Peer, run_client_forever
from bridge.client.reconnect import LONGEST_PAUSE_S

if TYPE_CHECKING:
    from tests.unit.client.conftest import SmallBridge

URL = "ws://bridge:8080"


def _bounds(backoff: Backoff, error: ClientClosed | ClientRefused, count: int) -> list[float]:
    return [backoff.pause_s(error, 1.0) for _ in range(count)]


def test_pauses_double_up_to_a_bound() -> None:
    backoff = Backoff(random=lambda: 1.0)
    assert _bounds(backoff, ClientClosed(1006, ""), 8) == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_jitter_is_full() -> None:
    assert _bounds(Backoff(random=lambda: 0.0), ClientClosed(1006, ""), 3) == [0, 0, 0]
    pauses = _bounds(Backoff(), ClientClosed(1006, ""), 200)[10:]
    assert min(pauses) < LONGEST_PAUSE_S / 4
    assert max(pauses) > LONGEST_PAUSE_S * 3 / 4


def test_a_good_session_starts_afresh() -> None:
    backoff = Backoff(random=lambda: 1.0)
    _bounds(backoff, ClientClosed(1006, ""), 5)
    assert backoff.pause_s(ClientClosed(1006, ""), 30.0) == 0.5


@pytest.mark.parametrize(
    "error", [ClientRefused("unauthorized", ""), ClientClosed(4401, ""), ClientClosed(4426, "")]
)
def test_what_a_person_has_to_mend_is_tried_once_a_minute(
    error: ClientClosed | ClientRefused,
) -> None:
    assert min(_bounds(Backoff(), error, 5)) >= 60


def test_the_bridges_wish_is_respected() -> None:
    assert Backoff().pause_s(ClientClosed(4503, "", 2.0), 1.0) >= 2.0
    assert Backoff().pause_s(ClientClosed(4409, "replaced"), 1.0) >= 10.0


async def test_the_body_runs_anew_in_each_session(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    sessions: list[str] = []
    pauses: list[float] = []

    async def body(client: Client) -> None:
        sessions.append(client.session)
        await client.subscribe(["device/**"])
        if len(sessions) < 3:
            await small_bridge.hang_up(1001, "restart")
            await client.wait_closed()

    async with small_bridge.running():
        await run_client_forever(
            URL,
            Peer(),
            body,
            connect=small_bridge.connect,
            on_lost=lambda _error, pause_s: pauses.append(pause_s),
            backoff=Backoff(random=lambda: 1.0),
        )
    assert (sessions, pauses) == (["s1", "s2", "s3"], [0.5, 1.0])


async def test_other_exceptions_come_out(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async def body(_: Client) -> None:
        raise KeyError("mine")

    async with small_bridge.running():
        with pytest.raises(KeyError, match="mine"):
            await run_client_forever(URL, Peer(), body, connect=small_bridge.connect)
