"""Whatever a bridge sends, in whatever order: events, and never an exception."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.wire.client import ClientProtocol, ClientState
from bridge.wire.clocksync import ClockOffset
from bridge.wire.dialect import Closed
from bridge.wire.peer_messages import Hello

if TYPE_CHECKING:
    from tests.unit.wire.conftest import Vector

_PICKS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 400), st.binary(max_size=6), st.booleans()),
    max_size=25,
)


@pytest.fixture(scope="module")
def messages(valid_vectors: dict[str, "Vector"]) -> list[str | bytes]:
    """Return every valid message, of both directions."""
    return [vector.wire_message() for vector in valid_vectors.values()]


def _mutated(message: str | bytes, position: int, extra: bytes) -> str | bytes:
    if isinstance(message, bytes):
        return message[:position] + extra + message[position + len(extra) :]
    return message[:position] + extra.decode("latin-1") + message[position + len(extra) :]


@given(_PICKS)
def test_no_sequence_of_messages_raises(
    messages: list[str | bytes], picks: list[tuple[int, int, bytes, bool]]
) -> None:
    peer = ClientProtocol(Hello(role="viewer"), None, ClockOffset())
    peer.begin()
    for now_us, (number, position, extra, is_broken) in enumerate(picks):
        message = messages[number % len(messages)]
        events = peer.receive(_mutated(message, position, extra) if is_broken else message, now_us)
        is_over = any(isinstance(event, Closed) for event in events)
        assert is_over <= (peer.state is ClientState.CLOSED)
